"""Record keys: a timestamp identifier in the base32 that sorts (https://atproto.com/specs/tid)."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_LENGTH = 13
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def reply_key(created_at: datetime, key: str) -> str:
    """The record key of one reply: the same for the same reply, however often it is sent.

    Layout of the 64 bits: a zero, 53 bits of microseconds, 10 bits of clock id. The time is that of the reply
    to the millisecond; the twenty bits below it come from the idempotency key, so that replies written in the
    same millisecond stay apart.
    """
    spread = int.from_bytes(blake2b(key.encode(), digest_size=8).digest())
    milliseconds = (created_at - _EPOCH) // timedelta(milliseconds=1)
    micros = milliseconds * 1000 + (spread >> 10) % 1000
    number = (micros & (1 << 53) - 1) << 10 | spread & 0x3FF
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -5, -5))


def time_of(rkey: str) -> datetime | None:
    """When a record key says that it was made; None if it is no such key."""
    if len(rkey) != _LENGTH or any(digit not in _DIGITS for digit in rkey):
        return None
    number = 0
    for digit in rkey:
        number = number << 5 | _DIGITS.index(digit)
    if number >> 63:
        return None
    return _EPOCH + timedelta(microseconds=number >> 10)
