"""Times as operators read them: local clock, short ages, countdowns."""

from datetime import datetime, timedelta


def clock(at: datetime, now: datetime) -> str:
    """Local time of day; with the date when it is not today's."""
    local, today = at.astimezone(), now.astimezone()
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local:%d.%m. %H:%M}" if local.year == today.year else f"{local:%d.%m.%Y %H:%M}"


def short(span: timedelta) -> str:
    """At most four characters up to a thousand days: `12s`, `4m`, `2h`, `1d`."""
    seconds = max(0, int(span.total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def long(span: timedelta) -> str:
    """Two units: `2h 14m`, `3d 4h`, `5m 02s`."""
    seconds = abs(int(span.total_seconds()))
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    if days:
        return f"{days}d {hours}h"
    if hours:
        return f"{hours}h {minutes:02}m"
    if minutes:
        return f"{minutes}m {left:02}s"
    return f"{left}s"


def countdown(due: datetime, now: datetime, pace: float = 1.0) -> tuple[str, bool]:
    """Time left, or time since with a minus before it, and whether it is over.

    `pace` is how many seconds of `now` pass in one of the reader's: what is counted down is the reader's.
    """
    left = (due - now) / pace
    over = left.total_seconds() < 0
    return ("-" if over else "") + long(left), over


def spoken(span: timedelta) -> str:
    """A span as an operator would type it: `20m`, `1h`, `1h30m`."""
    minutes = int(span.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    return (f"{hours}h" if hours else "") + (f"{rest}m" if rest or not hours else "")
