"""When a reply that certainly was not published is tried again by itself."""

from datetime import datetime, timedelta

from console.model.outbox import Outgoing
from console.model.words import OutboxState

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=5)
MOST_ATTEMPTS = 6
"""After these a person decides: an answer that leaves hours later answers something else."""

STALE_AFTER = timedelta(hours=1)
"""A reply that lay this long past its time, because nothing ran that could send it, is asked about again."""


def is_stale(out: Outgoing, now: datetime, pace: float) -> bool:
    """Whether a reply that is due has been due for so long that a person should look at it once more.

    Args:
        now: UTC.
        pace: Seconds of that clock in one of a person's.
    """
    due = out.hold_until if out.state is OutboxState.HELD else out.next_attempt_at
    return due is not None and now - due > STALE_AFTER * pace


def next_attempt(attempts: int, now: datetime, told_to_wait: float | None = None) -> datetime | None:
    """When to try again after `attempts` tries, doubling each time; None when a person must decide.

    Args:
        attempts: How often it was tried, 1 after the first.
        now: UTC.
        told_to_wait: Seconds that the network asked for, which go before our own waiting.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    wait = min(FIRST_WAIT * (1 << (attempts - 1)), LONGEST_WAIT)
    if told_to_wait is not None:
        wait = max(timedelta(seconds=told_to_wait), timedelta(seconds=1))
    return now + wait
