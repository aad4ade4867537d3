"""Our values as JSON: times in RFC 3339 with zone, enums by value, durations in seconds."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, such as `2026-11-23T08:05:00Z`; microseconds only where there are some."""
    text = at.astimezone(UTC).isoformat()
    return text.removesuffix("+00:00") + "Z"


def shape(value: object) -> Json:
    """Any value of the model as what `json` can write."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Enum):
        return shape(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if is_dataclass(value):
        return {field.name: shape(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(shape(key)): shape(entry) for key, entry in value.items()}
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [shape(entry) for entry in value]
    return str(value)
