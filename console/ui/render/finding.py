"""Why there is an alert: numbers, what grew, who and what is behind it, and what would end it."""

from collections.abc import Sequence
from datetime import datetime

from console.detect.sentences import fate, language
from console.model.alert import Alert, Signal
from console.model.explanation import Explanation
from console.model.item import StoredMessage
from console.ui.locales import Words
from console.ui.render.evidence import evidence_lines
from console.ui.render.line import EMPTY, Line, Span, pad, wrapped
from console.ui.render.marks import Marks
from console.ui.render.message import message_lines
from console.ui.render.when import clock

_LEFT = 38
"""Cells of what a number belongs to, where there is room for both."""
ALSO = 8
"""Other streams that are shown, the most telling first; `beredt alerts show` has all."""


def why_lines(
    alert: Alert, width: int, now: datetime, words: Words, over: datetime | None = None
) -> list[Line]:
    """All that explains the alert, section by section; a message rule's alert counts nothing and has none.

    `over` is since when it is over (UTC), None while it goes on.
    """
    finding = alert.finding
    if finding.of_rule:
        return []
    lines = _section(words("alert.numbers"), finding.signals[:1], width, words)
    lines += _phrases(alert, width, words)
    if finding.explanation is not None:
        lines += _explained(finding.explanation, width, now, words, over)
    also = finding.signals[1:]
    lines += _section(words("alert.also"), also[:ALSO], width, words)
    if len(also) > ALSO:
        lines.append((Span(" " + words("alert.also-more", count=len(also) - ALSO), "dim"),))
    return lines


def _explained(
    explained: Explanation, width: int, now: datetime, words: Words, over: datetime | None
) -> list[Line]:
    lines: list[Line] = []
    speaks = language(words.lang)
    if explained.wave is not None:
        told = words.written(speaks.wave(explained.wave, explained.looked_at))
        lines += [EMPTY, _title(words("alert.wave")), *wrapped(told, width - 1, "warn", 1)]
        lines += wrapped(explained.wave.text, width - 1, "dim", 1)
    if explained.sources:
        lines += [EMPTY, _title(words("alert.sources"))]
        for source in explained.sources:
            name = f"{source.handle} {source.channel.partition('/')[0]}"
            lines += _pair(name, words.written(speaks.source(source)), width, "ours")
    lines += evidence_lines(explained.evidence, explained.looked_at, width, words)
    told = fate(explained, lambda at: clock(at, now), over, words.lang)
    if told:
        title = words("alert.ended" if over else "alert.ending")
        lines += [EMPTY, _title(title), *wrapped(words.written(told), width - 1, "", 1)]
    return lines


def samples(
    found: Sequence[StoredMessage], width: int, now: datetime, words: Words, marks: Marks
) -> list[Line]:
    lines: list[Line] = [EMPTY, _title(words("alert.samples"))]
    for one in found:
        lines += message_lines(one, width, now, words, marks)
    return lines if found else []


def _title(text: str) -> Line:
    return (Span(" " + text, "title"),)


def _section(title: str, signals: Sequence[Signal], width: int, words: Words) -> list[Line]:
    """What was counted against what was expected."""
    if not signals:
        return []
    lines: list[Line] = [EMPTY, _title(title)]
    for one in signals:
        share = one.measure == "share"
        figures = [
            f"{100 * value:.0f} %" if share else words.decimal(value, places)
            for value, places in ((one.value, 0), (one.expected, 1), (one.upper, 1))
        ]
        text = (
            words("alert.silence", expected=figures[1], minutes=one.minutes)
            if one.measure == "silence"
            else words(
                "alert.signal", value=figures[0], expected=figures[1], upper=figures[2], minutes=one.minutes
            )
        )
        speaks = language(words.lang)
        place = words.written(speaks.place(one.stream) or speaks.everywhere())
        lines += _pair(words.of("measure", one.measure) + place, text, width, "")
    return lines


def _phrases(alert: Alert, width: int, words: Words) -> list[Line]:
    if not alert.finding.phrases:
        return []
    lines: list[Line] = [EMPTY, _title(words("alert.phrases"))]
    for phrase in alert.finding.phrases:
        whole = phrase.before >= 1 or phrase.before == 0
        before = words.decimal(phrase.before, 0 if whole else 1)
        lines += _pair(phrase.text, words("alert.phrase", now=phrase.now, before=before), width, "warn")
    return lines


def _pair(name: str, text: str, width: int, style: str) -> list[Line]:
    """A name with its figures: beside each other, or below where the line is too short for both."""
    left = min(_LEFT, width // 2)
    if left + len(text) + 3 <= width:
        return [(Span(" " + pad(name, left), style), Span(" " + text, "dim"))]
    return [*wrapped(name, width - 1, style, 1), *wrapped(text, width - 3, "dim", 3)]
