"""`beredt item ID why`: all that explains a message, as the screen's page tells it."""

import shutil
from collections.abc import Sequence
from datetime import datetime

from console.cli.call import Call
from console.cli.output import emit, say
from console.cli.shape import Json, shape
from console.crisis.reasons import lines
from console.crisis.severity import of_message
from console.model.item import ItemDetail, StoredMessage
from console.model.reasons import Told, told
from console.model.rule import Asked
from console.priority import MOST

_WIDTH = 100
"""Columns where no terminal tells its own."""


def why_json(detail: ItemDetail, asked: Sequence[Asked], now: datetime, lang: str) -> dict[str, Json]:
    """What the page says: numbers and words as they are, and in `told` its sentences in `lang`."""
    row, one = detail.row, detail.telling
    place: dict[str, Json] = {
        "item": row.id,
        "points": MOST + 1 - row.rank,
        "priority": shape(row.parts),
        "waiting_since": shape(row.waiting_since),
        "clock": {
            "for": shape(row.due_for),
            "due_at": shape(row.due_at),
            "step": shape(row.due_step),
            "late": row.late(now),
            "waits_since": shape(row.waits_since),
        },
        "wave": {"id": row.wave_id, "messages": row.wave, "open": row.wave_open}
        if row.wave_id is not None
        else None,
        "rules": shape([verdict for one in asked for verdict in one.verdicts]),
    }
    if one is None:
        return place | {"message": None}
    reasons, suggested = told(one.reasons), of_message(one)
    return {
        "message": {
            "id": one.id,
            "channel": one.message.channel,
            "author": shape(one.message.author.handle),
            "text": shape(one.message.text),
            "created_at": shape(one.message.created_at),
        },
        "lang": one.lang,
        "scorer": one.scorer,
        "label": shape(one.label),
        "compound": shape(one.compound),
        "unsure": one.unsure,
        "correction": shape(one.correction),
        "unsure_why": shape(reasons.doubt),
        "words": shape(reasons.weights),
        "turned": shape(reasons.turned.split(", ") if reasons.turned else []),
        "set_phrases": shape(reasons.phrases.split(", ") if reasons.phrases else []),
        "anger": shape(reasons.anger),
        "flags": shape(reasons.raised),
        "taken_back": shape(reasons.taken_back),
        "severity": shape(suggested.severity) if suggested else None,
        "severity_reasons": shape(lines(suggested, lang)),
        "told": shape(_sentences(one, reasons, lang)),
        **place,
    }


def print_why(call: Call, detail: ItemDetail, asked: Sequence[Asked], now: datetime, lang: str) -> int:
    if call.json:
        emit(why_json(detail, asked, now, lang))
        return 0
    for line in _page(detail, asked, now, lang):
        text = line.lstrip(" ")
        say(text, lead=" " * (len(line) - len(text)))
    return 0


def _sentences(one: StoredMessage, reasons: Told, lang: str) -> list[str]:
    from console.ui.locales import Words
    from console.ui.render.why import feeling_texts, flag_texts

    words = Words(lang)
    raised, taken_back = flag_texts(reasons, words)
    return [*feeling_texts(one, reasons, words), *raised, *taken_back]


def _page(detail: ItemDetail, asked: Sequence[Asked], now: datetime, lang: str) -> list[str]:
    """The page of the screen as plain lines."""
    from console.ui.locales import Words
    from console.ui.render.marks import Marks
    from console.ui.render.why import why_lines

    width = max(40, shutil.get_terminal_size((_WIDTH, 24)).columns)
    page = why_lines(detail, asked, width, now, Words(lang), Marks())
    return ["".join(span.text for span in line).rstrip() for line in page]
