"""One message: who, when, what, what became of it, and what it said before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.model.item import MessageKey, Parent, StoredMessage
from console.text import disguised
from console.ui.locales import Words
from console.ui.render.edits import changes
from console.ui.render.found import paragraph
from console.ui.render.line import Line, Span, cut, fit, folded, wrapped
from console.ui.render.marks import Marks
from console.ui.render.when import clock, long

LATE = timedelta(minutes=1)
"""A message that later ones overtook, and that came so much behind its own time, is told to be late."""
_OLD_LINES = 4
"""Lines of an older version, unless all versions are asked for."""


@dataclass
class Laid:
    """Lines, and on which of them each message begins."""

    lines: list[Line] = field(default_factory=list)
    starts: dict[MessageKey, int] = field(default_factory=dict)


def late_ones(thread: Sequence[StoredMessage]) -> set[int]:
    """Messages that were received after one that stands behind them: whoever read the thread missed them."""
    found: set[int] = set()
    first: datetime | None = None
    for stored in reversed(thread):
        message = stored.message
        took = message.received_at - message.created_at
        if first is not None and message.received_at > first and took >= LATE and not message.ours:
            found.add(stored.id)
        first = message.received_at if first is None else min(first, message.received_at)
    return found


def message_lines(
    one: StoredMessage,
    width: int,
    now: datetime,
    words: Words,
    marks: Marks,
    *,
    late: bool = False,
    all_versions: bool = False,
    answers: Parent | None = None,
    sought: tuple[str, ...] = (),
) -> list[Line]:
    """A message in full. `answers` is told where it is not the message directly above."""
    message = one.message
    style = "ours" if message.ours else ""
    lines: list[Line] = [fit(_head(one, now, words, marks, late=late), width, fill=False)]
    if answers is not None:
        to = f"{marks['answers']} {words('thread.to', handle=answers.handle)} “{answers.text}"
        lines.append((Span("   " + cut(to.replace("\n", " "), width - 5) + "”", "dim"),))
    gone = message.deleted
    side = Span(f" {marks['deleted' if gone else 'side']} ", "warn" if gone else style or "faint")
    body = paragraph(message.text, width - 4, "faint" if gone else style, sought)
    lines += [(side, *part) for part in body]
    if gone:
        lines.append((Span("   " + _evidence(one, now, words), "warn"),))
    for host in disguised(f"{message.text} {message.url or ''}"):
        told = words("thread.leads", host=cut(host, width - 24))
        lines.append((Span(f"   {marks['arrow']} {told}", "warn"),))
    lines += _versions(one, width, now, words, everything=all_versions)
    if message.url:
        lines.append((Span("   " + cut(message.url, width - 4), "faint"),))
    return lines


def _head(one: StoredMessage, now: datetime, words: Words, marks: Marks, *, late: bool) -> list[Span]:
    message = one.message
    ours = message.ours
    who = words("thread.we", name=one.sent_by or message.author.handle) if ours else message.author.handle
    head = [
        Span(f" {clock(message.created_at, now)} ", "dim"),
        Span(cut(who, 40), "ours" if ours else "strong"),
    ]
    if late:
        time = long(message.received_at - message.created_at)
        head.append(Span(f"  {marks['late']} " + words("thread.late-arrival", time=time), "warn"))
    if message.edited_at is not None:
        head.append(Span(f"  {marks['edited']} " + words("thread.edited"), "warn"))
    if message.deleted:
        head.append(Span(f"  {marks['deleted']} " + words("thread.deleted"), "warn"))
    head.append(Span(f"  {words.of('kind', message.kind.value)}", "faint"))
    if ours and one.sent_by is not None:
        head.append(Span(f"  {words.of('outbox', 'sent')}", "good"))
    if not ours:
        head.append(Span(f"  {words.of('label', feeling(one))}", feeling(one)))
        if one.correction is not None:
            head.append(Span(" " + words("thread.corrected", name=one.correction.actor), "note"))
    if one.lang:
        head.append(Span(f" {one.lang}", "faint"))
    if message.author.followers:
        head.append(Span("  " + words("thread.followers", count=message.author.followers), "faint"))
    return head


def _evidence(one: StoredMessage, now: datetime, words: Words) -> str:
    """The network says that a message is gone, and not who took it away."""
    if one.deleted_at is None:
        return words("thread.kept")
    return words("thread.kept-since", time=clock(one.deleted_at, now))


def _versions(one: StoredMessage, width: int, now: datetime, words: Words, *, everything: bool) -> list[Line]:
    """What each edit changed; of many only the newest, unless everything is asked for."""
    lines: list[Line] = []
    texts = [*(version.text for version in one.versions), one.message.text]
    pairs = list(zip(one.versions, texts[1:], strict=True))
    for version, after in pairs if everything else pairs[-1:]:
        lines.append((Span("   " + words("thread.before", time=clock(version.at, now)), "dim"),))
        compared = changes(version.text, after)
        if compared is not None:
            part = folded(compared, width - 2, 5)
        else:
            part = wrapped(version.text, width - 2, "faint", 5)
        lines += part if everything else part[:_OLD_LINES]
        if everything:
            lines += wrapped(version.text, width - 2, "faint", 5)
        elif len(part) > _OLD_LINES:
            lines.append((Span("     …", "faint"),))
    if not everything and len(pairs) > 1:
        lines.append((Span("   " + words("thread.older-versions", count=len(pairs) - 1), "dim"),))
    return lines


def feeling(one: StoredMessage) -> str:
    return "unsure" if one.unsure else one.label.value
