"""Spans of time as playbooks write them: `30s`, `5m`, `2h`, `1d`, `1h30m`."""

import re
from datetime import timedelta

_SPAN = re.compile(
    r"(?=\d)(?:(?P<days>\d{1,5})d)?(?:(?P<hours>\d{1,5})h)?(?:(?P<minutes>\d{1,5})m)?(?:(?P<seconds>\d{1,5})s)?",
    re.ASCII,
)


def parse_span(text: str) -> timedelta | None:
    """The span of `1h30m`, units from large to small; None when it is none or is zero."""
    match = _SPAN.fullmatch(text.strip().lower())
    if match is None:
        return None
    span = timedelta(**{unit: int(number) for unit, number in match.groupdict(default="0").items()})
    return span or None


def span_text(span: timedelta) -> str:
    """The shortest spelling of a span, such as `1h30m`; parts of a second are dropped."""
    left = int(span.total_seconds())
    parts: list[str] = []
    for unit, seconds in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        count, left = divmod(left, seconds)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
