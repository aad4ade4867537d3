"""`beredt score`: texts in, their judgements out."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from console.errors import InputError
from console.judge.judging import Judge
from console.text import clean, one_line


class Asked(NamedTuple):
    """A text to judge."""

    id: str | int | float
    text: str
    lang: str | None
    """The language that the caller says it is in."""


def asked(fields: Mapping[str, object]) -> Asked:
    """What a line of `beredt score` asks: `id` (text or number), `text`, and `lang` where it is known.

    Raises:
        InputError: A field is missing or of the wrong type.
    """
    identity = fields.get("id")
    if isinstance(identity, bool) or not isinstance(identity, str | int | float):
        raise InputError("field 'id' must be text or a number")
    text = fields.get("text")
    if not isinstance(text, str):
        raise InputError("field 'text' must be text")
    lang = fields.get("lang")
    if lang is not None and not isinstance(lang, str):
        raise InputError("field 'lang' must be text, such as 'nb'")
    return Asked(identity, text, lang)


def score_lines(judge: Judge, lines: Sequence[Asked]) -> list[dict[str, object]]:
    """Judge texts at once, as if one after another.

    Returns:
        For each `id, lang, compound, label, unsure, flags, reasons, anger`, ready for JSON.
    """
    opinions = judge.opinions([clean(one.text) for one in lines], [one.lang for one in lines])
    return [
        {
            "id": str(one_line(one.id)) if isinstance(one.id, str) else one.id,
            "lang": opinion.lang,
            "compound": opinion.score.compound,
            "label": opinion.label.value,
            "unsure": opinion.unsure,
            "flags": [flag.value for flag in opinion.flags],
            "reasons": [
                {"text": str(reason.text), "weight": round(reason.weight, 4)}
                for reason in judge.reasons(opinion)
            ],
            "anger": opinion.anger.score,
        }
        for one, opinion in zip(lines, opinions, strict=True)
    ]
