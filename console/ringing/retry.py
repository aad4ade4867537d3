"""When a ring that failed is tried again."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=5)
MOST_ATTEMPTS = 8
"""Over some twenty minutes. Counted durably before each attempt, so that a program that dies at every start
does not ring for ever."""


def next_try(attempts: int, now: datetime, pace: float = 1.0) -> datetime | None:
    """When to try again after `attempts` tries, doubling each time; None when it is given up.

    Args:
        attempts: How often it was tried, 1 after the first.
        now: UTC.
        pace: Seconds of that clock in one of a person's.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    return now + min(FIRST_WAIT * (1 << (attempts - 1)), LONGEST_WAIT) * pace
