"""A thread, an author's history, and the reasons behind a score."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from console.model.item import AuthorHistory, ItemDetail, ItemRow, Note, StoredMessage
from console.model.message import Weighed
from console.model.words import ClockStep
from console.priority import MOST
from console.text import disguised, one_line
from console.ui.locales import Words
from console.ui.render import marks as signs
from console.ui.render.found import paragraph
from console.ui.render.line import EMPTY, Line, Span, cut, fit, wrapped
from console.ui.render.marks import Marks
from console.ui.render.when import clock, long

BAR = 24
"""Cells of the longest bar in an explanation."""


def thread_lines(
    detail: ItemDetail, width: int, now: datetime, words: Words, marks: Marks, sought: tuple[str, ...] = ()
) -> list[Line]:
    """Who, where and how long; then every message and note in the order of time; what is sought is marked."""
    lines = [*_title(detail, width, now, words, marks), (Span(marks["rule"] * width, "faint"),)]
    parts: list[tuple[datetime, StoredMessage | Note]] = [
        (one.message.created_at, one) for one in detail.thread
    ]
    parts += [(note.at, note) for note in detail.notes]
    for _at, part in sorted(parts, key=lambda pair: pair[0]):
        if isinstance(part, Note):
            lines += _note(part, width, now, words, marks)
        else:
            lines += message_lines(part, width, now, words, marks, sought)
        lines.append(EMPTY)
    if detail.draft is not None and detail.draft.text.strip():
        head = words("thread.draft", actor=detail.draft.actor, time=clock(detail.draft.at, now))
        lines.append((Span(f" {marks['draft']} {head}", "warn"),))
        lines += wrapped(detail.draft.text, width, "dim", 3)
    return lines


def _title(detail: ItemDetail, width: int, now: datetime, words: Words, marks: Marks) -> list[Line]:
    row = detail.row
    level = signs.priority(row.rank)
    name = f" {row.author_name}" if row.author_name and row.author_name != row.author_handle else ""
    first = (
        Span(f" {words(f'letter.{level}')} ", level),
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


def message_lines(
    one: StoredMessage, width: int, now: datetime, words: Words, marks: Marks, sought: tuple[str, ...] = ()
) -> list[Line]:
    message = one.message
    ours = message.ours
    style = "ours" if ours else ""
    who = words("thread.we", name=one.sent_by or message.author.handle) if ours else message.author.handle
    head = [
        Span(f" {clock(message.created_at, now)} ", "dim"),
        Span(cut(who, 40), "ours" if ours else "strong"),
    ]
    head.append(Span(f"  {words.of('kind', message.kind.value)}", "faint"))
    if not ours:
        head.append(
            Span(f"  {words.of('label', 'unsure' if one.unsure else one.label.value)}", _feeling(one))
        )
    if one.lang:
        head.append(Span(f" {one.lang}", "faint"))
    if message.edited_at is not None:
        head.append(Span(f"  {marks['edited']} " + words("thread.edited"), "warn"))
    if message.deleted:
        head.append(Span(f"  {marks['deleted']} " + words("thread.deleted"), "warn"))
    if message.author.followers:
        head.append(Span("  " + words("thread.followers", count=message.author.followers), "faint"))
    lines: list[Line] = [fit(head, width, fill=False)]
    body = paragraph(message.text, width - 4, "faint" if message.deleted else style, sought)
    side = Span(f" {marks['side']} ", "ours" if ours else "faint")
    lines += [(side, *part) for part in body]
    for host in disguised(f"{message.text} {message.url or ''}"):
        told = words("thread.leads", host=cut(host, width - 24))
        lines.append((Span(f"   {marks['arrow']} {told}", "warn"),))
    if one.earlier:
        lines.append((Span("   " + words("thread.before"), "dim"),))
        lines += [line for text in one.earlier[-2:] for line in wrapped(text, width - 2, "faint", 5)[:4]]
    if message.url:
        lines.append((Span("   " + cut(message.url, width - 4), "faint"),))
    return lines


def _feeling(one: StoredMessage) -> str:
    return "unsure" if one.unsure else one.label.value


def _note(note: Note, width: int, now: datetime, words: Words, marks: Marks) -> list[Line]:
    head = (Span(f" {clock(note.at, now)} ", "dim"), Span(words("thread.note", name=note.actor), "note"))
    side = Span(f" {marks['side']} ", "note")
    return [head, *((side, *part) for part in wrapped(note.text, width - 4, "note"))]


def author_lines(history: AuthorHistory, width: int, now: datetime, words: Words, marks: Marks) -> list[Line]:
    """Everything this author wrote to this channel, newest first."""
    facts = [
        words("author.messages", count=history.messages),
        words("author.since", time=clock(history.first_at, now)),
    ]
    if history.followers is not None:
        facts.append(words("thread.followers", count=history.followers))
    lines: list[Line] = [
        (Span(f" {history.handle}", "strong"), Span(f" {history.name}", "dim")),
        (Span(" " + f" {marks['dot']} ".join(facts), "dim"),),
    ]
    tones = [
        Span(f" {words.of('label', label.value)} {count}", label.value)
        for label, count in history.labels.items()
    ]
    lines += [tuple(tones), (Span(marks["rule"] * width, "faint"),)]
    for one in history.recent:
        lines += [*message_lines(one, width, now, words, marks), EMPTY]
    return lines


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
    feeling = words.of("label", "unsure" if one.unsure else one.label.value)
    lines += [
        *wrapped(one.message.text, width - 2, "dim", 1)[:6],
        EMPTY,
        (
            Span(" " + words("why.feeling") + " ", "strong"),
            Span(f"{feeling} {one.compound:+.2f}", _feeling(one)),
            Span(f"  {one.scorer}  {one.lang or words('why.no-lang')}", "faint"),
        ),
        *_weights(one.reasons, width, marks, words("why.no-words")),
        EMPTY,
        (Span(" " + words("why.flags") + " ", "strong"),)
        + tuple(Span(f"{words.of('flag', flag.value).upper()} ", "flag") for flag in one.flags)
        + (() if one.flags else (Span(words("why.none"), "dim"),)),
        EMPTY,
        *_place(row, width, now, words, marks),
    ]
    return lines


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
