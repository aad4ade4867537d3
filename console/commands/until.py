"""A moment in a person's words: `2h`, `tomorrow 9`, `mandag 14:30`, `1 dec`. English and Norwegian."""

import re
from datetime import date, datetime, time, timedelta

from console.commands.line import SPAN, duration
from console.errors import InputError

MORNING = time(8, 0)
"""When a day begins that was named without a time of day, local time."""
LONGEST = timedelta(days=366)

_DAYS = {
    "today": 0,
    "i dag": 0,
    "idag": 0,
    "tonight": 0,
    "i kveld": 0,
    "tomorrow": 1,
    "i morgen": 1,
    "imorgen": 1,
}
_NEXT = ("next", "neste")
_EVENING = time(18, 0)
_TIMES = {
    "morning": MORNING,
    "morgen": MORNING,
    "morgon": MORNING,
    "noon": time(12, 0),
    "afternoon": time(15, 0),
    "ettermiddag": time(15, 0),
    "evening": _EVENING,
    "tonight": _EVENING,
    "kveld": _EVENING,
}
_WEEKDAYS = (
    ("monday", "mandag", "måndag"),
    ("tuesday", "tirsdag", "tysdag"),
    ("wednesday", "onsdag"),
    ("thursday", "torsdag"),
    ("friday", "fredag"),
    ("saturday", "lørdag", "laurdag"),
    ("sunday", "søndag"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "ma[iy]", "jun", "jul", "aug", "sep", "o[ck]t", "nov", "de[cs]")
_A_REPLY = ("reply", "a reply", "they write", "they reply", "they answer", "svar", "de svarer", "dei svarer")
_LINKS = re.compile(r"\b(?:at|on|kl\.?|på|om|until|til|the)\s+")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_IN = re.compile(r"(?:in|om)\s+(.+)")
_UNITS = re.compile(
    r"(\d{1,4})\s*(?:(minutes?|mins?|minutt(?:er)?)|(hours?|hrs?|time|timer|timar)"
    r"|(days?|dag|dager|dagar)|(weeks?|uke|uker|veke|veker))(?!\w)"
)
_DATE = re.compile(r"(\d{1,2})(?:/(\d{1,2})|\.\s?(\d{1,2})\.?)(?=\s|$)")
"""Day and month, as Europe writes them. `14.30` is a time of day, for there is no month 30; `10.10` is
a day, and `kl. 10.10` a time."""
_DAY = re.compile(r"(\d{1,2})\.?\s*([a-zæøå]{3,9})\.?")
_NOW = ("now", "nå", "no")
_MOMENT = "write it like now, 2h, tomorrow 9, saturday 18:00 or 2026-12-01T09:00+01:00"
_HINT = "write it like reply, 2h, in 3 days, tomorrow 9, monday morning, 31.12. or 2026-12-01 09:00"


def until(text: str, now: datetime, start: datetime | None = None) -> datetime | None:
    """The moment that is meant, always later than `now`; None if it is when they write again.

    A day without a time of day begins at `MORNING`; a time of day without a day is its next one; a weekday is
    its next one, today only if the time of day is still to come.

    Args:
        text: As a person typed it.
        now: Aware. Days and times of day are the local ones of the machine, with its summer time.
        start: What a span, a time of day and a weekday are counted from where it is the end of something
            that begins then; `now` if left out. Today, tomorrow and next week stay those of `now`.

    Raises:
        InputError: it is no moment, has passed, or lies more than a year ahead.
    """
    plain = " ".join(text.casefold().split())
    if (later := _IN.fullmatch(plain)) and (span := _span(later[1])):
        return now + span
    words = _LINKS.sub("", plain + " ").strip()
    if words in _A_REPLY:
        return None
    if span := _span(words):
        return (start or now) + span
    local = (start or now).astimezone()
    clock = plain.startswith(("kl ", "kl.", "at "))
    day, rest = (None, words) if clock else _day(words, now.astimezone().date(), local.date(), text)
    at = _time(rest, text) if rest else None
    if "kveld" in words or "tonight" in words:
        at = at or _EVENING
    if day is None:
        day = local.date()
        if at is not None and _moment(day, at) <= local:
            day += timedelta(days=1)
    elif isinstance(day, int):
        ahead = (day - local.weekday()) % 7
        day = local.date() + timedelta(days=ahead)
        if _moment(day, at or MORNING) <= local:
            day += timedelta(days=7)
    found = _moment(day, at or MORNING)
    if not now < found <= local + LONGEST:
        raise InputError(f"{text!r} is not within the next year", fix=_HINT)
    return found


def moment(text: str, now: datetime, start: datetime | None = None) -> datetime:
    """A moment in a person's words as `until` knows them, `now`, or RFC 3339 with its zone, past ones too.

    Args:
        text, now, start: As for `until`.

    Raises:
        InputError: it is no moment.
    """
    words = text.strip()
    if words.casefold() in _NOW:
        return now
    try:
        exact = datetime.fromisoformat(words)
    except ValueError:
        exact = None
    if exact is not None and exact.tzinfo is not None:
        return exact
    found = until(text, now, start)
    if found is None:
        raise InputError(f"{text!r} is no moment", fix=_MOMENT)
    return found


def _span(words: str) -> timedelta | None:
    """`2h`, `1d 30m`, `3 days`, `2 timer`; None if it is no span."""
    short = _UNITS.sub(lambda unit: unit[1] + "mhdw"[(unit.lastindex or 0) - 2], words)
    return duration(short) if re.fullmatch(rf"(?:{SPAN.pattern}\s*)+", short) else None


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at).astimezone()


def _day(words: str, today: date, first_day: date, text: str) -> tuple[date | int | None, str]:
    """The day (a weekday as its number, Monday 0; None if none is named) and what follows it.

    A date without a year is the first one from `first_day` on.
    """
    for name, ahead in _DAYS.items():
        if words == name or words.startswith(name + " "):
            return today + timedelta(days=ahead), words[len(name) :].strip()
    if words in ("next week", "neste uke"):
        return today + timedelta(days=7 - today.weekday()), ""
    first, _, rest = words.partition(" ")
    ahead = first in _NEXT
    if ahead:
        first, _, rest = rest.partition(" ")
    for number, names in enumerate(_WEEKDAYS):
        if any(first in (name, name[:3]) for name in names):
            # "Next Monday" is that of the week after this one.
            return today + timedelta(days=7 - today.weekday() + number) if ahead else number, rest
    try:
        if found := _ISO.match(words):
            return date(int(found[1]), int(found[2]), int(found[3])), words[found.end() :].strip()
        if (found := _DATE.match(words)) and 0 < int(found[2] or found[3]) <= len(_MONTHS):
            return _next(first_day, int(found[2] or found[3]), int(found[1])), words[found.end() :].strip()
        if (found := _DAY.match(words)) and (month := _month(found[2])):
            return _next(first_day, month, int(found[1])), words[found.end() :].strip()
    except ValueError:
        raise InputError(f"{text!r} is a day that does not exist", fix=_HINT) from None
    return None, words


def _next(first_day: date, month: int, day: int) -> date:
    found = date(first_day.year, month, day)
    return found if found >= first_day else found.replace(year=first_day.year + 1)


def _month(word: str) -> int | None:
    return next((number for number, name in enumerate(_MONTHS, 1) if re.match(name, word)), None)


def _time(words: str, text: str) -> time:
    named = _TIMES.get(words)
    if named is not None:
        return named
    found = _CLOCK.fullmatch(words)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if found and found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0) if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59:
        raise InputError(f"{text!r} is no time that is known here", fix=_HINT)
    return time(hour, minute)
