"""One row of the queue."""

from collections.abc import Sequence
from datetime import datetime

from console.model.item import ItemRow
from console.model.presence import Present
from console.model.words import ClockStep, State
from console.ui.locales import Words
from console.ui.render import marks as signs
from console.ui.render.found import snippet
from console.ui.render.line import Line, Span, pad, width_of
from console.ui.render.marks import Marks
from console.ui.render.when import short

WIDE = 70
"""From this width a row also names its network and kind."""


def render_row(
    row: ItemRow,
    width: int,
    now: datetime,
    words: Words,
    marks: Marks,
    *,
    marked: bool,
    behind: int = 0,
    sought: tuple[str, ...] = (),
    present: Sequence[Present] = (),
) -> Line:
    """Place, letter, age, state, feeling, who, what: the same columns in every row.

    Args:
        row: What is told of.
        width: Cells.
        now: The time that spans are counted to.
        words: The language.
        marks: The signs.
        marked: Whether an act is for it.
        behind: Other items of its wave that wait behind it, folded.
        sought: Words that the filter looked for, which are marked and brought into view.
        present: Colleagues who look at it.
    """
    level = signs.priority(row.rank)
    sign, feeling = signs.sentiment(row)
    closed = row.state in (State.DONE, State.SNOOZED)
    wide = width >= WIDE
    spans = [
        Span(marks["mark"] if marked else " ", "marked"),
        Span(words(f"letter.{level}"), level),
        Span(pad(short(now - row.waiting_since), 4, right=True), "dim"),
        Span(" "),
        Span(marks.state(row.state), "accent" if row.state is State.NEW else "dim"),
        Span(sign, feeling),
        Span(" "),
    ]
    if wide:
        spans += [Span(f"{signs.network(row.network)}{signs.kind(row.kind)}", "faint"), Span(" ")]
    spans += signs.person_letter(row.person_mark, words)
    spans += [Span(pad(row.author_handle, 16 if wide else 11), "ours" if row.holder else "dim"), Span(" ")]
    if row.holder:
        spans.append(Span(f"{marks['held']}{row.holder} ", "ours"))
    for one in present:
        spans.append(Span(f"{marks['looks']}{one.name}{'…' if one.writing else ''} ", "accent"))
    if row.assignee:
        spans.append(Span(f"{marks['arrow']}{row.assignee} ", "note"))
    if row.waits_since is not None:
        spans.append(Span(words("row.waits") + " ", "note"))
    spans += [Span(f"{span.text} ", span.style) for span in time_left(row, now, words)]
    if row.has_draft:
        spans.append(Span(f"{marks['draft']} ", "warn"))
    if row.messages > 1:
        spans.append(Span(f"{row.messages}× " if not marks.ascii else f"{row.messages}x ", "faint"))
    if row.wave > 1:
        spans.append(Span(f"{marks['alike']}{words.number(row.wave)} ", "accent"))
    if behind:
        spans.append(Span(f"+{words.number(behind)} ", "strong"))
    spans += [Span(words.of("flag", flag.value).upper() + " ", "flag") for flag in row.flags[:2]]
    spans += [Span(f"#{tag} ", "note") for tag in row.tags[:2]]
    if row.deleted:
        spans.append(Span(words("row.deleted") + " ", "warn"))
    spans += snippet(row.text, width - width_of(spans), "faint" if closed else "normal", sought)
    return tuple(spans)


def time_left(row: ItemRow, now: datetime, words: Words) -> Line:
    """How long until the next promise is due, or how late it is; nothing where nothing is."""
    if row.due_at is None:
        return ()
    if row.late(now):
        return (Span(words("row.late", time=short(now - row.due_at)), "bad"),)
    told = row.due_step is not ClockStep.RUNNING
    return (Span(words("row.left", time=short(row.due_at - now)), "warn" if told else "dim"),)


def placeholder(words: Words) -> Line:
    """A row that is still on its way."""
    return (Span("  " + words("row.loading"), "faint"),)
