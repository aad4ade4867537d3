"""Messages of open items, judged anew: which there are, and what follows when one reads otherwise now."""

from collections.abc import Sequence

from console.errors import NotFound
from console.model.correction import PREFIX
from console.model.item import StoredMessage
from console.model.message import Judgement
from console.model.words import Label
from console.store.sqlite import handles, items, messages, places, series
from console.store.sqlite.clocks import Keeping
from console.store.sqlite.db import Db, all_rows, marks, one_row, to_json
from console.store.sqlite.watched import Watched

# What a person labelled carries their label and is theirs.
_OPEN = f"""
FROM messages m INDEXED BY messages_outside JOIN items i ON i.id = m.item_id
WHERE m.ours = 0 AND m.created_at >= ? AND m.deleted = 0 AND i.state <> 'done'
    AND m.scorer NOT LIKE '{PREFIX}%'
"""
IDS = f"SELECT m.id {_OPEN} ORDER BY m.id"
STANDING = f"""
SELECT m.id FROM messages m JOIN items i ON i.id = m.item_id
WHERE m.id IN ({{ids}}) AND m.deleted = 0 AND i.state <> 'done' AND m.scorer NOT LIKE '{PREFIX}%'
"""
WHERE = "SELECT channel, author_id, item_id FROM messages WHERE id = ?"
CARRY = """
UPDATE messages SET compound = ?, label = ?, unsure = ?, flags = ?, reasons = ?, scorer = ? WHERE id = ?
"""


def ids(db: Db, since: int) -> list[int]:
    """Messages from outside of open items since a time (microseconds), the oldest first."""
    return [int(row[0]) for row in all_rows(db, IDS, (since,))]


def standing(db: Db, wanted: Sequence[int]) -> list[StoredMessage]:
    """Those of them that may still be judged anew, in no order."""
    if not wanted:
        return []
    kept = {row[0] for row in all_rows(db, STANDING.format(ids=marks(len(wanted))), list(wanted))}
    return messages.by_ids(db, [one for one in wanted if one in kept])


def carry(db: Db, message_id: int, judgement: Judgement, keeping: Keeping, watched: Watched) -> None:
    """Let a message say what the judge says of it now, and all that follows from that follow.

    Its language, its wave and what rules did when it came stay. Raises NotFound.
    """
    found = one_row(db, WHERE, (message_id,))
    if found is None:
        raise NotFound(f"there is no message {message_id}")
    channel, author_id, item_id = found
    [old] = series.as_counted(db, [message_id])
    db.execute(
        CARRY,
        (
            judgement.compound,
            judgement.label.value,
            judgement.unsure,
            to_json([flag.value for flag in judgement.flags]),
            to_json([[reason.text, reason.weight] for reason in judgement.reasons]),
            judgement.scorer,
            message_id,
        ),
    )
    tally: series.Tally = {}
    negative = judgement.label is Label.NEGATIVE
    series.judged_anew(db, tally, old, negative, judgement.flags, watched)
    series.add(db, tally)
    before = "unsure" if old.unsure else old.label
    handles.felt_anew(db, channel, author_id, old.created, before, handles.feeling(judgement))
    places.weigh(db, item_id, keeping.weights)
    items.refresh(db, item_id, items.Arrivals(), keeping)
