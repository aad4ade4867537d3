"""What waits for a moment that a clock which was set back has moved into the distance."""

from console.store.sqlite.db import Db

LEASES = "UPDATE items SET lease_until = lease_until - :by WHERE lease_until > :since"
HELD = "UPDATE outbox SET hold_until = hold_until - :by WHERE state = 'held' AND hold_until > :since"
TRIED_AGAIN = """
UPDATE outbox SET next_attempt_at = next_attempt_at - :by
WHERE state IN ('failed', 'unknown') AND next_attempt_at > :since
"""


NOTICED = 2_000_000
"""Microseconds within which it is noticed."""


def move(db: Db, by: int, now: int) -> None:
    """Bring leases and replies nearer by as many microseconds as the clock was set back.

    What was written since, by the clock as it is now, is due sooner than all that was written before, and
    stays.

    Args:
        db: The writer's open transaction.
        by: Microseconds.
        now: What the clock shows now.
    """
    for statement in (LEASES, HELD, TRIED_AGAIN):
        db.execute(statement, {"by": by, "since": now + by - NOTICED})
