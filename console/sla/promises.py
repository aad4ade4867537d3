"""What we promise, and when it falls due for one item.

Two clocks can run for an item. One is for our answer to the oldest message that nobody has answered: `first`
until we have answered in the thread at all, `next` after that. The other, `resolution`, is for closing the
item, from the message that opened it. Both count only the open hours of the promise's calendar, and both
stand still while the item rests: while it is with its author (pending), closed, or waiting for a third party.

All of it is a function of what happened, so that a due time moves only when something happens.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from console.model.words import Kind, Promised
from console.sla.calendar import AROUND_THE_CLOCK, Calendar
from console.sla.hours import add_business_time, business_time_between


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised to the messages of some channels and kinds."""

    spans: Mapping[Promised, timedelta]
    """In open hours; what is missing is not promised."""
    channel: str = "*"
    """A channel's name, in which `*` stands for anything."""
    kinds: frozenset[Kind] = frozenset(Kind)
    warn: timedelta = timedelta(minutes=15)
    """How much open time before it is due somebody is warned, but no more than half of what is promised."""
    calendar: Calendar = AROUND_THE_CLOCK

    def fits(self, channel: str, kind: Kind) -> bool:
        pattern = self.channel.casefold().replace("[", "[[]").replace("?", "[?]")
        return kind in self.kinds and fnmatchcase(channel.casefold(), pattern)


@dataclass(frozen=True, slots=True)
class Promises:
    """All promises, the more particular ones first: the first that fits a message is the one that counts."""

    lines: tuple[Promise, ...] = ()

    def of(self, channel: str, kind: Kind) -> Promise | None:
        return next((line for line in self.lines if line.fits(channel, kind)), None)

    def fingerprint(self) -> str:
        """Equal for equal promises; tells whether due times were computed from others."""
        told = [
            (
                line.channel,
                sorted(line.kinds),
                sorted(line.spans.items()),
                line.warn,
                str(line.calendar.zone),
                line.calendar.week,
                line.calendar.country,
                sorted(line.calendar.closed),
                sorted(line.calendar.special.items()),
            )
            for line in self.lines
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Heard:
    """A message from outside that a clock can hang on. `at` is the network's time."""

    message_id: int
    kind: Kind
    at: datetime


@dataclass(frozen=True, slots=True)
class Rest:
    """A time in which an item's clocks stood still; `until` is None while they still do."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What happened to an item, as far as its clocks care."""

    channel: str
    opened: Heard | None
    """The message that opened the item, the first time or again after it was done; None once it is done."""
    waiting: Heard | None = None
    """The oldest message that nobody has answered or dismissed."""
    answered: bool = False
    """Whether we had answered in this thread before."""
    rests: Sequence[Rest] = field(default=())
    """In any order; they may overlap."""


@dataclass(frozen=True, slots=True)
class Running:
    """A clock of an item. Both times are None while it stands still."""

    promised: Promised
    message_id: int
    """Whom it runs for: the message that waits for an answer, or that opened the item."""
    since: datetime
    due_at: datetime | None
    warn_at: datetime | None


def running(history: History, promises: Promises) -> list[Running]:
    """The item's clocks, the answer's before the resolution's. Whatever is due at or before now is missed."""
    asked: list[tuple[Promised, Heard]] = []
    if history.waiting is not None:
        asked.append((Promised.NEXT if history.answered else Promised.FIRST, history.waiting))
    if history.opened is not None:
        asked.append((Promised.RESOLUTION, history.opened))
    still = any(rest.until is None for rest in history.rests)
    found = []
    for promised, heard in asked:
        promise = promises.of(history.channel, heard.kind)
        span = promise.spans.get(promised) if promise else None
        if promise is None or span is None:
            continue
        due = warn = None
        if not still:
            early = span - min(promise.warn, span / 2)
            due = _ends(heard.at, span, promise.calendar, history.rests)
            warn = _ends(heard.at, early, promise.calendar, history.rests)
        found.append(Running(promised, heard.message_id, heard.at, due, warn))
    return found


def _ends(start: datetime, span: timedelta, calendar: Calendar, rests: Sequence[Rest]) -> datetime:
    """When a span of open time outside of all rests, which are over, has passed."""
    left = span
    for begins, ends in _between(start, rests):
        end = add_business_time(begins, left, calendar)
        if end <= ends:
            return end
        left -= business_time_between(begins, ends, calendar)
    return add_business_time(max([start, *(rest.until for rest in rests if rest.until)]), left, calendar)


def _between(start: datetime, rests: Sequence[Rest]) -> Iterator[tuple[datetime, datetime]]:
    """The times from `start` up to the end of the last rest that no rest covers."""
    begins = start
    for rest in sorted(rests, key=lambda rest: rest.since):
        if rest.since > begins:
            yield begins, rest.since
        begins = max(begins, rest.until or rest.since)
