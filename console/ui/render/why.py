"""Why a message feels and stands as it does: words, flags, severity, place, clock, wave and rules."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from console.crisis.severity import of_message
from console.model.item import ItemDetail, ItemRow, StoredMessage
from console.model.message import Weighed
from console.model.reasons import Raised, TakenBack, Told, told
from console.model.rule import Asked
from console.priority import MOST
from console.text import one_line
from console.ui.locales import Words
from console.ui.render.corrections import why_correction
from console.ui.render.line import EMPTY, Line, Span, cut, wrapped
from console.ui.render.marks import Marks
from console.ui.render.message import feeling
from console.ui.render.rules import verdict_lines
from console.ui.render.severity import severity_lines
from console.ui.render.thread import clock_line
from console.ui.render.when import clock

BAR = 24
"""Cells of the longest bar."""
_SHOWN = 20
"""Words or parts of a list, the first ones."""


def why_lines(
    detail: ItemDetail, asked: Sequence[Asked], width: int, now: datetime, words: Words, marks: Marks
) -> list[Line]:
    """All that explains the message whose points count or, if nothing waits, the newest from outside.

    Args:
        detail: The item, with the part of its thread where that message is.
        asked: What the rules said of it.
        width: Cells of a line.
        now: For times.
        words: The language.
        marks: The signs.
    """
    one = detail.telling
    lines: list[Line] = [(Span(" " + words("why.title", handle=detail.row.author_handle), "title"),)]
    if one is None:
        return [*lines, (Span(" " + words("why.nothing"), "dim"),)]
    reasons = told(one.reasons)
    lines += [
        *wrapped(one.message.text, width - 2, "dim", 1)[:6],
        EMPTY,
        *_feeling(one, reasons, width, now, words, marks),
        EMPTY,
        *_flags(reasons, one, width, words),
        *(severity_lines(suggested, width, words) if (suggested := of_message(one)) else ()),
        EMPTY,
        *_place(detail.row, width, now, words, marks),
        *_beside(detail, now, words, marks),
        *verdict_lines(asked, width, words),
    ]
    return lines


def feeling_texts(one: StoredMessage, reasons: Told, words: Words) -> list[str]:
    """Beside the words with their weights: what was turned, set phrases, the anger, what is unsure."""
    found = []
    if reasons.taught:
        found.append(words.said(reasons.taught))
    if reasons.turned:
        found.append(words("why.turned", words=one_line(reasons.turned)))
    if reasons.phrases:
        found.append(words("why.set", words=one_line(reasons.phrases)))
    if reasons.anger is not None:
        score = words.decimal(reasons.anger.score, 2)
        found.append(words("why.anger", score=score, words=one_line(reasons.anger.words)))
    if one.unsure:
        code = reasons.doubt.value if reasons.doubt else "other"
        found.append(words(f"why.unsure-{code}"))
    return found


def flag_texts(reasons: Told, words: Words) -> tuple[list[str], list[str]]:
    """Flags with their words, and those that do not count with what took them back."""
    return (
        [_raised(one, words) for one in reasons.raised],
        [_taken_back(one, words) for one in reasons.taken_back],
    )


def _raised(one: Raised, words: Words) -> str:
    return words("why.raised", flag=words.of("flag", one.flag.value).upper(), words=one_line(one.words))


def _taken_back(one: TakenBack, words: Words) -> str:
    """Which flag does not count, for which words, and what took it back."""
    return words(
        "why.taken-back",
        flag=words.of("flag", one.flag.value).upper(),
        words=one_line(one.words),
        why=words(f"why.back-{one.why.value}", by=one_line(one.by)),
    )


def _feeling(
    one: StoredMessage, reasons: Told, width: int, now: datetime, words: Words, marks: Marks
) -> list[Line]:
    felt = feeling(one)
    lines: list[Line] = [
        (
            Span(" " + words("why.feeling") + " ", "strong"),
            Span(f"{words.of('label', felt)} {words.signed(one.compound, 2)}", felt),
            Span(f"  {one.scorer}  {one.lang or words('why.no-lang')}", "faint"),
        ),
        *why_correction(one.correction, width, now, words),
        *_weights(reasons.weights, width, words, marks, words("why.no-words")),
    ]
    for text in feeling_texts(one, reasons, words):
        lines += wrapped(text, width - 3, "dim", 3)
    return lines


def _flags(reasons: Told, one: StoredMessage, width: int, words: Words) -> list[Line]:
    """Flags with their words, and those that do not count with what took them back."""
    head: list[Span] = [Span(" " + words("why.flags") + " ", "strong")]
    worded = {raised.flag for raised in reasons.raised}
    head += [
        Span(f"{words.of('flag', flag.value).upper()} ", "flag") for flag in one.flags if flag not in worded
    ]
    if not one.flags:
        head.append(Span(words("why.none"), "dim"))
    lines: list[Line] = [tuple(head)]
    raised, taken_back = flag_texts(reasons, words)
    for texts, style in ((raised, "flag"), (taken_back, "dim")):
        for text in texts:
            lines += wrapped(text, width - 3, style, 3)
    return lines


def _place(row: ItemRow, width: int, now: datetime, words: Words, marks: Marks) -> list[Line]:
    """The sum, its parts, and what decides among equals."""
    parts = [replace(part, text=one_line(words.said(part.text))) for part in row.parts]
    tie = words("why.tie", time=clock(row.waiting_since, now))
    return [
        (Span(" " + words("why.place", points=MOST + 1 - row.rank) + " ", "strong"),),
        *_weights(parts, width, words, marks, words("why.none")),
        *wrapped(tie, width - 3, "dim", 3),
    ]


def _beside(detail: ItemDetail, now: datetime, words: Words, marks: Marks) -> list[Line]:
    """Its clock and its wave, where it has them."""
    lines: list[Line] = []
    if promised := clock_line(detail, now, words, marks):
        lines += [EMPTY, (Span(" " + words("why.clock") + " ", "strong"), *promised)]
    row = detail.row
    if row.wave > 1 and row.wave_id is not None:
        text = words("why.in-wave", id=row.wave_id, count=row.wave, open=words.number(row.wave_open))
        lines += [EMPTY, (Span(" " + words("why.wave") + " ", "strong"), Span(text, ""))]
    return lines


def _weights(
    reasons: Sequence[Weighed], width: int, words: Words, marks: Marks, otherwise: str
) -> list[Line]:
    if not reasons:
        return [(Span("   " + otherwise, "dim"),)]
    most = max(abs(reason.weight) for reason in reasons) or 1
    lines: list[Line] = []
    for reason in reasons[:_SHOWN]:
        size = max(1, round(abs(reason.weight) / most * min(BAR, width // 3)))
        number = words.signed(reason.weight, 2 if abs(reason.weight) < 10 else 0)
        style = "negative" if reason.weight < 0 else "accent"
        text = cut(reason.text.replace("\n", " "), max(8, width - size - 14))
        lines.append(
            (Span(f"   {number:>6} ", style), Span(marks["bar"] * size, style), Span(f" {text}", ""))
        )
    return lines
