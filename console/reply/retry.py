"""When a reply that certainly was not published is tried again by itself."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=5)
MOST_ATTEMPTS = 6
"""After these a person decides: an answer that leaves hours later answers something else."""


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
