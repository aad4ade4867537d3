"""`beredt score`: one text in, its judgement out."""

from collections.abc import Mapping

from console.errors import InputError
from console.judge.judging import Judge
from console.text import clean, one_line


def score_line(judge: Judge, fields: Mapping[str, object]) -> dict[str, object]:
    """Judge one line of `beredt score`.

    Args:
        judge: Whose settings and scorers apply.
        fields: `id` (text or number), `text`, and `lang` if the caller knows the language.

    Returns:
        `id, lang, compound, label, unsure, flags, reasons, anger`, ready for JSON.

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
    opinion = judge.opinion(clean(text), lang)
    return {
        "id": str(one_line(identity)) if isinstance(identity, str) else identity,
        "lang": opinion.lang,
        "compound": opinion.score.compound,
        "label": opinion.label.value,
        "unsure": opinion.unsure,
        "flags": [flag.value for flag in opinion.flags],
        "reasons": [
            {"text": str(reason.text), "weight": round(reason.weight, 4)} for reason in judge.reasons(opinion)
        ],
        "anger": opinion.anger.score,
    }
