"""How long a network told us to wait, in any of the forms in which networks say it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 3600.0
"""Seconds; nothing that a server says makes us wait longer."""
SHORTEST = 1.0
UNSTATED = 60.0
"""Seconds to wait when a server says "too many requests" but not for how long."""

_RESETS = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset", "x-ratelimit-reset-after")
_REMAINING = ("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")
_LIMITS = ("ratelimit-limit", "x-ratelimit-limit", "x-rate-limit-limit")
# No server counts 10^8 seconds to go (three years), and no clock of today shows less than that.
_EPOCH_FROM = 1e8
_MILLISECONDS_FROM = 1e11


@dataclass(frozen=True, slots=True)
class Budget:
    """What a network says we may still ask."""

    remaining: int
    limit: int | None
    reset_after: float | None
    """Seconds until it is full again, or None if the network does not say."""


def wait_seconds(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds to wait after "too many requests".

    Retry-After (seconds or HTTP date) goes before the reset headers (epoch seconds, ISO-8601 or seconds to
    go); what makes no sense is passed over. Dates are compared with the server's own `Date`, so that a wrong
    clock on either side does not matter.
    """
    server_now = _http_date(headers.get("date", "")) or now
    said = _moment(headers.get("retry-after", ""), server_now)
    if said is None:
        said = _reset(headers, server_now)
    return _bounded(UNSTATED if said is None else said)


def budget(headers: Mapping[str, str], now: datetime) -> Budget | None:
    """What is left of the allowance, or None if the answer does not say."""
    remaining = _count(headers, _REMAINING)
    if remaining is None:
        return None
    server_now = _http_date(headers.get("date", "")) or now
    reset = _reset(headers, server_now)
    return Budget(remaining, _count(headers, _LIMITS), None if reset is None else _bounded(reset))


def _bounded(seconds: float) -> float:
    return min(max(seconds, SHORTEST), LONGEST)


def _reset(headers: Mapping[str, str], now: datetime) -> float | None:
    for name in _RESETS:
        said = _moment(headers.get(name, ""), now)
        if said is not None:
            return said
    return None


def _moment(text: str, now: datetime) -> float | None:
    text = text.strip()[:64]
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        at = _iso_date(text) or _http_date(text)
        return None if at is None else (at - now).total_seconds()
    if not math.isfinite(number) or number < 0:
        return None
    if number >= _MILLISECONDS_FROM:
        return number / 1000 - now.timestamp()
    # 10^9 is both a moment in 2001 and an absurd wait; a moment long past can only be meant as a wait.
    if number >= _EPOCH_FROM and number > now.timestamp() - LONGEST * 24:
        return number - now.timestamp()
    return number


def _iso_date(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _http_date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text[:64])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _count(headers: Mapping[str, str], names: tuple[str, ...]) -> int | None:
    for name in names:
        text = headers.get(name, "").strip()
        if text.isascii() and text.isdigit() and len(text) <= 12:
            return int(text)
    return None
