"""Reading one field of an untrusted object: its type and its bounds, or a sentence about what is wrong."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from console.errors import Refused
from console.text.gate import clean, one_line

MAX_ID = 1024
"""Characters of a network's own id; the longest seen are web addresses."""
MAX_COUNT = (1 << 63) - 1

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:)(\d\d)(\.\d{1,12})?([Zz]|[+-]\d\d:\d\d)")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def kind_of(value: object) -> str:
    """What a JSON value is, for a sentence."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "an object" if isinstance(value, Mapping) else "a list"


def text(fields: Mapping[str, object], name: str, *, needed: bool) -> str | None:
    """Raises Refused if it is not text, or needed and missing."""
    value = fields.get(name)
    if isinstance(value, str):
        return value
    if value is None:
        if not needed:
            return None
        raise Refused(f"{name} is missing")
    raise Refused(f"{name} must be text, not {kind_of(value)}")


def identity(fields: Mapping[str, object], name: str) -> str:
    """An id or a name that is compared and shown as it is, so that nothing in it may need the gate.

    Raises Refused if it is missing, empty, too long, or holds what the gate would change.
    """
    value = text(fields, name, needed=True) or ""
    if not value.strip():
        raise Refused(f"{name} is empty")
    if len(value) > MAX_ID:
        raise Refused(f"{name} has {len(value):,} characters, more than {MAX_ID:,}")
    if "\n" in value or clean(value) != value:
        raise Refused(f"{name} has a control or hidden character in it")
    return value


def optional_identity(fields: Mapping[str, object], name: str) -> str | None:
    return None if fields.get(name) in (None, "") else identity(fields, name)


def flag(fields: Mapping[str, object], name: str) -> bool:
    value = fields.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise Refused(f"{name} must be true or false, not {kind_of(value)}")
    return value


def count(fields: Mapping[str, object], name: str) -> int | None:
    """A whole number from 0 to 2^63 - 1, or None."""
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(f"{name} must be a whole number, not {_number(value)}")
    if value < 0:
        raise Refused(f"{name} must not be negative")
    if value > MAX_COUNT:
        raise Refused(f"{name} is too large")
    return value


def moment(fields: Mapping[str, object], name: str, latest: datetime, *, needed: bool) -> datetime | None:
    """A time in UTC, clamped to `latest`. Raises Refused unless it is RFC 3339 with a zone, since 1970."""
    value = fields.get(name)
    if isinstance(value, datetime):
        at = value
    else:
        written = text(fields, name, needed=needed)
        if written is None:
            return None
        at = _parsed(name, written)
    if at.tzinfo is None:
        raise Refused(f"{name} has no time zone")
    try:
        at = at.astimezone(UTC)
    except OverflowError:
        at = datetime.min.replace(tzinfo=UTC)
    if at.year < 1970:
        raise Refused(f"{name} lies before 1970")
    return min(at, latest.astimezone(UTC))


def storable(value: str) -> str:
    """What every database takes: NUL and lone surrogates written out as escapes."""
    if _UNSTORABLE.search(value) is None:
        return value
    return _UNSTORABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", value)


def _parsed(name: str, written: str) -> datetime:
    shown = one_line(written, 40) or "empty"
    wrong = Refused(f"{name} must be a time such as 2026-11-23T08:00:00+01:00, not {shown}")
    found = _TIME.fullmatch(written)
    if found is None:
        if _TIME.fullmatch(written + "Z"):
            raise Refused(f"{name} has no time zone: {shown}")
        raise wrong
    day, minutes, seconds, fraction, zone = found.groups()
    # A leap second has no datetime of its own.
    whole = "59" if seconds == "60" else seconds
    try:
        return datetime.fromisoformat(f"{day}T{minutes}{whole}{(fraction or '.0')[:7]:0<7}{zone.upper()}")
    except ValueError:
        raise wrong from None


def _number(value: object) -> str:
    return "a fraction" if isinstance(value, float) else kind_of(value)
