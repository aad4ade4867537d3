"""A thread, and the reasons behind a score."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from console.crisis.severity import of_message
from console.judge.uncertainty import why_unsure
from console.model.item import ItemDetail, ItemRow, Note, StoredMessage
from console.model.message import Weighed
from console.model.outbox import Outgoing
from console.model.presence import Present
from console.model.words import ClockStep, OutboxState, State
from console.priority import MOST
from console.text import one_line
from console.ui.locales import Words
from console.ui.render import marks as signs
from console.ui.render.line import EMPTY, Line, Span, cut, fit, wrapped
from console.ui.render.linear import seen_by
from console.ui.render.marks import OUTBOX_STYLE, Marks
from console.ui.render.message import Laid, feeling, late_ones, message_lines
from console.ui.render.severity import severity_lines
from console.ui.render.when import clock, countdown, long

BAR = 24
"""Cells of the longest bar in an explanation."""


def title_lines(
    detail: ItemDetail,
    width: int,
    now: datetime,
    words: Words,
    marks: Marks,
    present: Sequence[Present] = (),
) -> list[Line]:
    """Who, where, how long, what is promised and who else is here: stays while the thread scrolls."""
    lines = _title(detail, width, now, words, marks)
    if present:
        lines.append((Span(f" {marks['looks']} " + "; ".join(seen_by(present, words)), "accent"),))
    return [*lines, (Span(marks["rule"] * width, "faint"),)]


@dataclass(frozen=True, slots=True)
class Shown:
    """How a thread is told."""

    width: int
    now: datetime
    words: Words
    marks: Marks
    pace: float = 1.0
    """As for `countdown`."""
    all_versions: bool = False
    sought: tuple[str, ...] = ()
    """Words and phrases to mark."""


def thread_lines(detail: ItemDetail, how: Shown) -> Laid:
    """Every message and note of the part that is loaded, in the order of time, and what is on its way."""
    thread = detail.thread
    late = late_ones(thread)
    laid = Laid()
    if detail.more_before:
        laid.lines += [_rest(how, "thread.more-before"), EMPTY]
    parts: list[tuple[datetime, int, object]] = [
        (stored.message.created_at, place, (thread[place - 1] if place else None, stored))
        for place, stored in enumerate(thread)
    ]
    begin = thread[0].message.created_at if detail.more_before and thread else None
    end = thread[-1].message.created_at if detail.more_after and thread else None
    beside: list[tuple[datetime, object]] = [(note.at, note) for note in detail.notes]
    beside += [(out.created_at, out) for out in detail.replies]
    parts += [
        (at, len(thread), part)
        for at, part in beside
        if (begin is None or at >= begin) and (end is None or at <= end)
    ]
    for _at, _place, part in sorted(parts, key=lambda one: one[:2]):
        if isinstance(part, Note):
            laid.lines += _note(part, how.width, how.now, how.words, how.marks)
        elif isinstance(part, Outgoing):
            laid.lines += outgoing_lines(part, how)
        else:
            above, stored = cast("tuple[StoredMessage | None, StoredMessage]", part)
            laid.starts[stored.key] = len(laid.lines)
            laid.lines += message_lines(
                stored, how.width, how.now, how.words, how.marks,
                late=stored.id in late, all_versions=how.all_versions, sought=how.sought,
                answers=None if _follows(above, stored) else stored.parent,
            )  # fmt: skip
        laid.lines.append(EMPTY)
    if detail.more_after:
        laid.lines.append(_rest(how, "thread.more-after"))
    if detail.draft is not None and detail.draft.text.strip():
        head = how.words("thread.draft", actor=detail.draft.actor, time=clock(detail.draft.at, how.now))
        laid.lines.append((Span(f" {how.marks['draft']} {head}", "warn"),))
        laid.lines += wrapped(detail.draft.text, how.width, "dim", 3)
    return laid


def _rest(how: Shown, key: str) -> Line:
    return (Span("   " + how.words(key), "faint"),)


def _follows(above: StoredMessage | None, stored: StoredMessage) -> bool:
    """The message answers the one directly above it, or none that we have."""
    return stored.parent is None or (above is not None and above.id == stored.parent.id)


def outgoing_lines(out: Outgoing, how: Shown) -> list[Line]:
    """A reply of ours that is not published, in its place."""
    words, marks = how.words, how.marks
    state = words.of("outbox", out.state.value).upper()
    spans = [
        Span(f" {clock(out.created_at, how.now)} ", "dim"),
        Span(words("thread.we", name=out.actor), "ours"),
        Span(f"  {marks['arrow']} {state}", OUTBOX_STYLE[out.state]),
    ]
    if out.state is OutboxState.HELD:
        left, over = countdown(out.hold_until, how.now, how.pace)
        spans.append(Span("  " + (words("out.leaving") if over else words("out.in", time=left)), "strong"))
    lines = [fit(spans, how.width, fill=False)]
    if out.error:
        lines.append((Span("   " + cut(words.said(out.error), how.width - 4), "bad"),))
    side = Span(f" {marks['arrow']} ", OUTBOX_STYLE[out.state])
    return [*lines, *((side, *part) for part in wrapped(out.text, how.width - 4, "dim"))]


def _note(note: Note, width: int, now: datetime, words: Words, marks: Marks) -> list[Line]:
    head = (Span(f" {clock(note.at, now)} ", "dim"), Span(words("thread.note", name=note.actor), "note"))
    side = Span(f" {marks['side']} ", "note")
    return [head, *((side, *part) for part in wrapped(note.text, width - 4, "note"))]


def _title(detail: ItemDetail, width: int, now: datetime, words: Words, marks: Marks) -> list[Line]:
    row = detail.row
    level = signs.priority(row.rank)
    name = f" {row.author_name}" if row.author_name and row.author_name != row.author_handle else ""
    first = (
        Span(f" {words(f'letter.{level}')} ", level),
        *signs.person(row.person_mark, words),
        Span(f" {row.author_handle}", "strong"),
        Span(name, "dim"),
    )
    facts = [
        words.of("kind", row.kind.value),
        row.channel,
        words("thread.waits", time=long(now - row.waiting_since)),
    ]
    if row.wave > 1:
        facts.append(words("thread.wave", count=row.wave))
    dot = f" {marks['dot']} "
    second = [Span(f" {marks.state(row.state)} {words.of('state', row.state.value)}", "accent")]
    if row.reason is not None:
        second.append(Span(f" ({words.of('reason', row.reason.value)})", "dim"))
    if row.snoozed_until is not None:
        second.append(Span(" " + words("thread.until", time=clock(row.snoozed_until, now)), "dim"))
    elif row.state is State.SNOOZED:
        second.append(Span(" " + words("thread.until-reply"), "dim"))
    second.append(Span(dot + dot.join(facts), "dim"))
    lines: list[Line] = [first, tuple(second)]
    extra: list[Span] = [Span(f" {words.of('flag', flag.value).upper()}", "flag") for flag in row.flags]
    extra += [Span(f" #{tag}", "note") for tag in row.tags]
    if row.holder:
        extra.append(Span(f" {marks['held']} " + words("thread.held", name=row.holder), "ours"))
    if row.assignee:
        extra.append(Span(f" {marks['arrow']} " + words("thread.assigned", name=row.assignee), "note"))
    if extra:
        lines.append(tuple(extra))
    if clocks := _clocks(detail, now, words, marks):
        lines.append(clocks)
    return lines


def _clocks(detail: ItemDetail, now: datetime, words: Words, marks: Marks) -> Line:
    """What is promised, how long is left, and what was answered too late."""
    row = detail.row
    spans: list[Span] = []
    if row.due_at is not None and row.due_for is not None:
        what = words.of("promised", row.due_for.value)
        at = clock(row.due_at, now)
        if row.late(now):
            spans.append(Span(words("thread.late", what=what, time=long(now - row.due_at), at=at), "bad"))
        else:
            style = "dim" if row.due_step is ClockStep.RUNNING else "warn"
            spans.append(Span(words("thread.due", what=what, time=long(row.due_at - now), at=at), style))
    if row.waits_since is not None:
        spans.append(Span(words("thread.third", time=long(now - row.waits_since)), "note"))
    # What still waits is told as late already.
    if over := sum(miss.answered_at is not None for miss in detail.misses):
        spans.append(Span(words("thread.missed", count=over), "warn"))
    line: list[Span] = []
    for span in spans:
        line += [Span(f" {marks['dot']} " if line else " ", "dim"), span]
    return tuple(line)


def why_lines(detail: ItemDetail, width: int, now: datetime, words: Words, marks: Marks) -> list[Line]:
    """The words behind the feeling, the flags, and the parts that the place in the queue adds up from.

    Told of the message whose points count or, if nothing waits, of the newest one from outside.
    """
    row = detail.row
    outside = [one for one in detail.thread if not one.message.ours]
    one = next((one for one in outside if one.id == row.urgent), outside[-1] if outside else None)
    lines: list[Line] = [(Span(" " + words("why.title", handle=row.author_handle), "title"),)]
    if one is None:
        return [*lines, (Span(" " + words("why.nothing"), "dim"),)]
    felt = words.of("label", feeling(one))
    lines += [
        *wrapped(one.message.text, width - 2, "dim", 1)[:6],
        EMPTY,
        (
            Span(" " + words("why.feeling") + " ", "strong"),
            Span(f"{felt} {one.compound:+.2f}", feeling(one)),
            Span(f"  {one.scorer}  {one.lang or words('why.no-lang')}", "faint"),
        ),
        *_weights(one.reasons, width, marks, words("why.no-words")),
        *(wrapped(_doubt(one, words), width - 3, "dim", 3) if one.unsure else []),
        EMPTY,
        (Span(" " + words("why.flags") + " ", "strong"),)
        + tuple(Span(f"{words.of('flag', flag.value).upper()} ", "flag") for flag in one.flags)
        + (() if one.flags else (Span(words("why.none"), "dim"),)),
        *(severity_lines(suggested, width, words) if (suggested := of_message(one)) else ()),
        EMPTY,
        *_place(row, width, now, words, marks),
    ]
    return lines


def _doubt(one: StoredMessage, words: Words) -> str:
    """What keeps the label from being sure."""
    code = why_unsure(one.reasons, one.label, one.flags, one.lang)
    return words(f"why.unsure-{code}")


def _place(row: ItemRow, width: int, now: datetime, words: Words, marks: Marks) -> list[Line]:
    """The sum, its parts, and what decides among equals."""
    parts = [replace(part, text=one_line(words.said(part.text))) for part in row.parts]
    tie = words("why.tie", time=clock(row.waiting_since, now))
    return [
        (Span(" " + words("why.place", points=MOST + 1 - row.rank) + " ", "strong"),),
        *_weights(parts, width, marks, words("why.none")),
        *wrapped(tie, width - 3, "dim", 3),
    ]


def _weights(reasons: Sequence[Weighed], width: int, marks: Marks, otherwise: str) -> list[Line]:
    if not reasons:
        return [(Span("   " + otherwise, "dim"),)]
    most = max(abs(reason.weight) for reason in reasons) or 1
    lines: list[Line] = []
    for reason in reasons[:20]:
        size = max(1, round(abs(reason.weight) / most * min(BAR, width // 3)))
        number = f"{reason.weight:+.2f}" if abs(reason.weight) < 10 else f"{reason.weight:+.0f}"
        style = "negative" if reason.weight < 0 else "accent"
        text = cut(reason.text.replace("\n", " "), max(8, width - size - 14))
        lines.append(
            (Span(f"   {number:>6} ", style), Span(marks["bar"] * size, style), Span(f" {text}", ""))
        )
    return lines
