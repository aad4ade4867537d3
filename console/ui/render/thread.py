"""A thread, and what stands over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from console.model.item import ItemDetail, Note, StoredMessage, TakenOver
from console.model.outbox import Outgoing
from console.model.presence import Present
from console.model.words import ClockStep, OutboxState, State
from console.ui.locales import Words
from console.ui.render import marks as signs
from console.ui.render.line import EMPTY, Line, Span, cut, fit, wrapped
from console.ui.render.linear import seen_by
from console.ui.render.marks import OUTBOX_STYLE, Marks
from console.ui.render.message import Laid, late_ones, message_lines
from console.ui.render.when import clock, countdown, long


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
    beside += [(taken.at, taken) for taken in detail.taken_over]
    parts += [
        (at, len(thread), part)
        for at, part in beside
        if (begin is None or at >= begin) and (end is None or at <= end)
    ]
    for _at, _place, part in sorted(parts, key=lambda one: one[:2]):
        if isinstance(part, Note):
            laid.lines += _note(part, how.width, how.now, how.words, how.marks)
        elif isinstance(part, TakenOver):
            laid.lines += _taken_over(part, how)
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


def _taken_over(taken: TakenOver, how: Shown) -> list[Line]:
    text = how.words("thread.taken-over", name=taken.actor, holder=taken.holder)
    head = (Span(f" {clock(taken.at, how.now)} ", "dim"), Span(text, "ours"))
    side = Span(f" {how.marks['side']} ", "ours")
    return [head, *((side, *part) for part in wrapped(taken.reason, how.width - 4, "ours") if taken.reason)]


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
    if clocks := clock_line(detail, now, words, marks):
        lines.append(clocks)
    return lines


def clock_line(detail: ItemDetail, now: datetime, words: Words, marks: Marks) -> Line:
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
