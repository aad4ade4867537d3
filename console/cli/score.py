"""`beredt score`: judge texts without storing them."""

from datetime import UTC, datetime

import click

from console.cli.call import Call, options, pass_call
from console.cli.input import numbered_lines
from console.cli.output import columns, complain, emit
from console.errors import Refused
from console.judge import Judge, JudgeSettings
from console.model.message import Author, Judgement, Message
from console.model.safe import SafeText
from console.model.words import Kind
from console.text import clean, one_line, parse_line

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
NOBODY = SafeText("")


@click.command()
@click.argument("file", default="-", metavar="[FILE or -]")
@options
@pass_call
def score(call: Call, file: str) -> int:
    """Judge texts: JSON lines `{"id", "text", "lang"?}` in, one judgement a line out, in the same order."""
    settings = call.settings
    judge = Judge(JudgeSettings(brand_names=settings.brand.names, default_lang=settings.brand.language))
    wrong = False
    for number, data in numbered_lines(file):
        try:
            key, message = _read(data, number)
        except Refused as refused:
            wrong = True
            complain(f"line {number}: {refused}")
            continue
        _show(call, key, message, judge.judge(message))
    return 2 if wrong else 0


def _read(data: bytes, number: int) -> tuple[object, Message]:
    """Raises Refused."""
    fields = parse_line(data)
    key, text, lang = fields.get("id"), fields.get("text"), fields.get("lang")
    if isinstance(key, bool) or not isinstance(key, str | int):
        raise Refused("id is missing" if key is None else "id must be a text or a whole number")
    if not isinstance(text, str):
        raise Refused("text is missing" if text is None else "text must be a text")
    if lang is not None and not isinstance(lang, str):
        raise Refused("lang must be a text")
    # Each line has an author of its own: what the judge learns of one line must not colour the next.
    author = Author(f"line:{number}", NOBODY, NOBODY)
    return key, Message(
        network="score",
        channel="score/@score",
        remote_id=str(number),
        kind=Kind.COMMENT,
        author=author,
        text=clean(text),
        created_at=EPOCH,
        received_at=EPOCH,
        lang=lang.lower()[:2] if lang else None,
    )


def _show(call: Call, key: object, message: Message, judgement: Judgement) -> None:
    if call.json:
        emit(
            {
                "id": key,
                "lang": judgement.lang,
                "compound": judgement.compound,
                "label": judgement.label,
                "unsure": judgement.unsure,
                "flags": judgement.flags,
                "reasons": judgement.reasons,
            }
        )
        return
    unsure = "?" if judgement.unsure else ""
    sign = f"{judgement.compound:+.2f}"
    flags = " ".join(judgement.flags)
    columns(
        [(str(key), sign, f"{judgement.label}{unsure}", judgement.lang, flags, one_line(message.text)[:80])]
    )
