"""The linear mode's words: one sentence for a row, with words where others see signs."""

from collections.abc import Sequence
from datetime import datetime

from console.model.item import ItemRow
from console.model.presence import Present
from console.ui.locales import Words
from console.ui.render import marks as signs
from console.ui.render.line import Line, Span
from console.ui.render.row import time_left
from console.ui.render.when import short


def seen_by(present: Sequence[Present], words: Words) -> Sequence[str]:
    """Who looks at an item or answers it, each in a few words."""
    return [words("thread.writes" if one.writing else "thread.looks", name=one.name) for one in present]


def linear_row(
    row: ItemRow,
    now: datetime,
    words: Words,
    *,
    marked: bool,
    behind: int,
    present: Sequence[Present] = (),
) -> Line:
    """The same facts as a row of columns: what presses, the rest, and last the text, which may be cut.

    What is not so is not said.
    """
    level = signs.priority(row.rank)
    pressing = level in ("urgent", "high")
    first = [
        words("linear.marked") if marked else "",
        words(f"linear.{level}") if pressing else "",
        *(words.of("flag", flag.value) for flag in row.flags),
        *(span.text for span in time_left(row, now, words)),
        words("thread.held", name=row.holder) if row.holder else "",
        *seen_by(present, words),
        words("thread.assigned", name=row.assignee) if row.assignee else "",
        words("row.deleted") if row.deleted else "",
    ]
    then = [
        "" if pressing else words(f"linear.{level}"),
        words.of("state", row.state.value),
        words("thread.waits", time=short(now - row.waiting_since)),
        words.of("label", "unsure" if row.unsure else row.label.value),
        words("row.waits") if row.waits_since is not None else "",
        words("linear.draft") if row.has_draft else "",
        words("author.messages", count=row.messages) if row.messages > 1 else "",
        words("thread.wave", count=row.wave) if row.wave > 1 else "",
        words("linear.behind", count=behind) if behind else "",
        *(f"#{tag}" for tag in row.tags),
        words.of("kind", row.kind.value),
    ]
    text = row.text.replace("\n", " ")
    return (
        Span(", ".join(one for one in (row.author_handle, *first) if one), "strong"),
        Span("".join(f", {one}" for one in then if one), "dim"),
        Span(f": {text}"),
    )


def spoken_signs(words: Words) -> dict[str, str]:
    """Words for the signs that say something; signs that only part things are left out."""
    steps = {state: words.of("step", state) for state in ("todo", "doing", "done", "skipped", "blocked")}
    silent = dict.fromkeys(("rule", "side", "cursor", "up", "alike", "bar"), "")
    mark = words("linear.marked") + " "
    return {**silent, **steps, "dot": ",", "here": words("linear.here"), "mark": mark}
