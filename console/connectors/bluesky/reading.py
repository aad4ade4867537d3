"""Looking into JSON that may hold anything: what isn't of the expected type is absent."""

from collections.abc import Mapping
from datetime import UTC, datetime

EMPTY: Mapping[str, object] = {}


def mapping(value: object, *path: str) -> Mapping[str, object]:
    """The object at that path; an empty one if there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else EMPTY


def text(value: object, *path: str) -> str:
    """The text at that path, or empty."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def sequence(value: object, *path: str) -> list[object]:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def moment(written: str) -> datetime | None:
    """A timestamp as Bluesky's servers and their many clients write it, in UTC; None if it is none."""
    try:
        at = datetime.fromisoformat(written[:64])
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def written(at: datetime) -> str:
    """As the network writes it: UTC, milliseconds, Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
