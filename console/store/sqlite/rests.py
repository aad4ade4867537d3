"""When an item's clocks stand still."""

from dataclasses import dataclass
from typing import Literal

from console.sla import Rest
from console.store.sqlite.db import Db, all_rows, from_us, maybe_time

Why = Literal["settled", "third-party"]

OF_ITEM = "SELECT id, why, since, until FROM rests WHERE item_id = ? ORDER BY since, id"
BEGIN = "INSERT INTO rests (item_id, why, since) VALUES (?, ?, ?)"
END = "UPDATE rests SET until = max(since, ?) WHERE id = ?"


@dataclass(slots=True)
class Resting:
    """One rest of an item, as it is stored; times in microseconds."""

    id: int
    why: Why
    since: int
    until: int | None

    def told(self) -> Rest:
        return Rest(from_us(self.since), maybe_time(self.until))


def of_item(db: Db, item_id: int) -> list[Resting]:
    return [Resting(*row) for row in all_rows(db, OF_ITEM, (item_id,))]


def begin(db: Db, item_id: int, why: Why, at: int) -> None:
    """Nothing happens if the item rests for that reason already."""
    if not any(rest.why == why and rest.until is None for rest in of_item(db, item_id)):
        db.execute(BEGIN, (item_id, why, at))


def end(db: Db, item_id: int, why: Why, at: int) -> None:
    """Nothing happens if the item does not rest for that reason."""
    for rest in of_item(db, item_id):
        if rest.why == why and rest.until is None:
            db.execute(END, (at, rest.id))
