"""What one author wrote to one channel."""

from console.errors import NotFound
from console.model.item import AuthorHistory
from console.model.words import Label
from console.store.sqlite import messages
from console.store.sqlite.db import Db, all_rows, from_us

SUMMARY = """
SELECT label, count(*), min(created_at) FROM messages WHERE channel = ? AND author_id = ? GROUP BY label
"""
RECENT = f"""
SELECT {messages.COLUMNS} FROM messages m WHERE m.channel = ? AND m.author_id = ?
ORDER BY m.created_at DESC LIMIT 50
"""


def history(db: Db, channel: str, author_id: str) -> AuthorHistory:
    """Raises NotFound if this author never wrote to this channel."""
    summary = all_rows(db, SUMMARY, (channel, author_id))
    if not summary:
        raise NotFound("this author has not written to this channel")
    rows = all_rows(db, RECENT, (channel, author_id))
    recent = messages.with_earlier(db, [messages.read(row) for row in rows])
    newest = recent[0].message.author
    return AuthorHistory(
        channel=channel,
        author_id=author_id,
        handle=newest.handle,
        name=newest.name,
        followers=newest.followers,
        first_at=from_us(min(row[2] for row in summary)),
        messages=sum(row[1] for row in summary),
        labels={Label(label): count for label, count, _ in summary},
        recent=tuple(recent),
    )
