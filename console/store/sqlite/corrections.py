"""What people said of messages' sentiment: kept for good, carried by the message while it stands."""

from console.errors import NotAllowed, NotFound
from console.model.correction import PREFIX, StoredCorrection, number
from console.model.words import Label
from console.store.sqlite import handles, items, places, series
from console.store.sqlite.clocks import Keeping
from console.store.sqlite.db import Db, Row, all_rows, from_json, new_id, one_row, to_json
from console.store.sqlite.labelled import by_id
from console.store.sqlite.stripping import GONE
from console.store.sqlite.watched import Watched
from console.text import one_line

ADD = """
INSERT INTO corrections (message_id, at, actor, label, text, lang, was_label, was_compound, was_unsure,
    was_scorer, was_reasons) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
"""
TAKE_BACK = (
    "UPDATE corrections SET taken_back_at = ?, taken_back_by = ? WHERE id = ? AND taken_back_at IS NULL"
)
RESTORE = """
UPDATE corrections SET taken_back_at = NULL, taken_back_by = NULL WHERE id = ? AND taken_back_at IS NOT NULL
"""
MESSAGE = """
SELECT text, lang, label, compound, unsure, scorer, reasons, channel, author_id, item_id
FROM messages WHERE id = ?
"""
# Of the words that the message says now: what was said of others is about others. All that is erased reads
# the same, so that there only the one that the message carries is known to be about its last words.
_OF_MESSAGE = f"""
SELECT c.id, c.actor, c.label, c.was_label, c.was_compound, c.was_unsure, c.was_scorer, c.was_reasons
FROM corrections c JOIN messages m ON m.id = c.message_id
WHERE c.message_id = ? AND c.text = m.text AND (c.text <> '{GONE}' OR m.scorer = '{PREFIX}' || c.id)
    {{standing}} ORDER BY c.id DESC LIMIT 1
"""
STANDING = _OF_MESSAGE.format(standing="AND c.taken_back_at IS NULL")
ANY = _OF_MESSAGE.format(standing="")
WEIGH_LATER = "UPDATE items SET weighed = 0 WHERE id = ?"
CARRY = "UPDATE messages SET label = ?, compound = ?, unsure = ?, scorer = ?, reasons = ? WHERE id = ?"


def add(
    db: Db, message_id: int, label: Label, actor: str, at: int, keeping: Keeping, watched: Watched
) -> tuple[int, int]:
    """Keep what a person says, and let the message carry it. Raises NotFound.

    Args:
        at: Microseconds.

    Returns:
        Its id, and the item.
    """
    found = one_row(db, MESSAGE, (message_id,))
    if found is None:
        raise NotFound(f"there is no message {message_id}")
    text, lang, *said, _channel, _author, item_id = found
    before = one_row(db, STANDING, (message_id,))
    machine = said if before is None else before[3:]
    new = new_id(db, ADD, (message_id, at, actor, label.value, text, lang, *machine))
    _settle(db, message_id, keeping, watched)
    return new, item_id


def take_back(
    db: Db, correction_id: int, actor: str, at: int, keeping: Keeping, watched: Watched
) -> StoredCorrection:
    """Mark it, and let the message carry what stands then. Raises NotFound and NotAllowed."""
    one = by_id(db, correction_id)
    if one.taken_back_at is not None:
        raise NotAllowed(f"correction {correction_id} is taken back already")
    db.execute(TAKE_BACK, (at, actor, correction_id))
    _settle(db, one.message_id, keeping, watched)
    return one


def restore(db: Db, correction_id: int, keeping: Keeping, watched: Watched) -> StoredCorrection:
    """Let one that was taken back stand again, in its old place. Raises NotFound and NotAllowed."""
    one = by_id(db, correction_id)
    if one.taken_back_at is None:
        raise NotAllowed(f"correction {correction_id} stands already")
    db.execute(RESTORE, (correction_id,))
    _settle(db, one.message_id, keeping, watched)
    return one


def again(db: Db, tally: series.Tally, message_id: int, watched: Watched) -> None:
    """A message was judged anew: if its words are those that a person labelled, that label stands.

    Its item is still to be brought up to date. A wave that it joins anew counts it later.
    """
    standing = one_row(db, STANDING, (message_id,))
    if standing is not None:
        item_id = _carry(db, tally, message_id, standing, watched, waved=False)
        db.execute(WEIGH_LATER, (item_id,))


def _settle(db: Db, message_id: int, keeping: Keeping, watched: Watched) -> None:
    """Let a message carry what stands of it, and all that follows from its label follow."""
    tally: series.Tally = {}
    item_id = _carry(db, tally, message_id, one_row(db, STANDING, (message_id,)), watched)
    series.add(db, tally)
    places.weigh(db, item_id, keeping.weights)
    items.refresh(db, item_id, items.Arrivals(), keeping)


def _carry(
    db: Db,
    tally: series.Tally,
    message_id: int,
    standing: Row | None,
    watched: Watched,
    *,
    waved: bool = True,
) -> int:
    """Write a person's label, or the judge's again, into the message; returns its item."""
    _text, _lang, *said, channel, author_id, item_id = all_rows(db, MESSAGE, (message_id,))[0]
    machine = one_row(db, ANY, (message_id,)) if standing is None else standing
    if machine is None or (standing is None and not said[3].startswith(PREFIX)):
        # What was labelled is not what the message says today.
        return int(item_id)
    label, compound, unsure, scorer, reasons = machine[3:]
    if standing is not None:
        correction_id, actor, label = standing[:3]
        compound, unsure = number(Label(label), compound), 0
        scorer = f"{PREFIX}{correction_id}"
        reasons = to_json([[f"{one_line(actor)} says {label}", 0.0], *from_json(reasons)])
    [old] = series.as_counted(db, [message_id])
    db.execute(CARRY, (label, compound, unsure, scorer, reasons, message_id))
    counted = old if waved else old._replace(wave=None)
    series.felt_anew(db, tally, counted, label == Label.NEGATIVE, watched)
    before, after = "unsure" if old.unsure else old.label, "unsure" if unsure else label
    handles.felt_anew(db, channel, author_id, old.created, before, after)
    return int(item_id)
