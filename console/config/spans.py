"""Spans of hours and minutes, such as `30m`, `4h` or `1h30m`; days would leave open how long a day is."""

import re
from datetime import timedelta

_SPAN = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m)?")


def read_span(text: str) -> timedelta | None:
    """None if it is none; an empty text is no time at all."""
    read = _SPAN.fullmatch(text)
    return timedelta(hours=int(read[1] or 0), minutes=int(read[2] or 0)) if read else None


def span_problem(text: str, longest: timedelta, *, zero: bool = False) -> str | None:
    """What is wrong with a span that may be up to `longest`, and nothing at all only if `zero`; or None."""
    span = read_span(text)
    if span is None and re.fullmatch(r"\d+d", text):
        return f"{text!r} leaves open how many hours a day has; write hours, such as 8h"
    if span is None or span > longest or not (span or zero):
        hours = int(longest / timedelta(hours=1))
        return f"{text!r} is no span of hours and minutes up to {hours}h, such as 30m, 4h or 1h30m"
    return None
