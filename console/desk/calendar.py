"""Calendar entries: added, listed, dropped; each an event that can be taken back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from console.desk.answers import Done
from console.desk.journal import Journal
from console.desk.undo import when
from console.errors import Conflict, InputError
from console.model.calendar import CalendarEntry
from console.model.event import Event
from console.store.tx import Tx
from console.text import one_line

MOST = 200
"""Entries that have not ended."""
LONGEST_NAME = 60
LONGEST = timedelta(days=92)
"""What lasts longer is the usual, and the detector has learned it."""
MOST_LIFT = 100.0
SHOWN_PAST = timedelta(days=7)
"""How long an entry is still listed after its end."""


class CalendarActs(Journal):
    async def calendar(self) -> Sequence[CalendarEntry]:
        found = await self.store.calendar(self.now() - SHOWN_PAST)
        return sorted(found, key=lambda one: one.until <= self.now())

    async def add_entry(
        self, name: str, start: datetime, until: datetime, lift: float, channels: Sequence[str] = ()
    ) -> Done:
        said = one_line(name.strip())
        if not 0 < len(said) <= LONGEST_NAME:
            raise InputError(f"a calendar entry needs a name of 1 to {LONGEST_NAME} characters")
        if not 1 < lift <= MOST_LIFT:
            raise InputError(
                f"the usual is lifted more than x1 and at most x{MOST_LIFT:g}", fix="write it like x3"
            )
        if not timedelta(0) < until - start <= LONGEST:
            raise InputError(
                f"a calendar entry ends after it begins, and lasts {LONGEST.days} days at the most"
            )
        if until <= self.now():
            raise InputError("it is over already")
        entry = CalendarEntry(
            said,
            start.astimezone(UTC),
            until.astimezone(UTC),
            lift,
            tuple(dict.fromkeys(channels)),
            self.actor.name,
        )
        async with self.store.act(self.actor, self.now()) as tx:
            if len(await self.store.calendar(self.now())) >= MOST:
                raise InputError(f"there are {MOST} calendar entries already", fix="drop one first")
            entry_id = await tx.add_entry(entry)
            return await self.record(
                tx, "calendar.added", f"calendar:{entry_id}", {}, _values(entry), undoable=True
            )

    async def drop_entry(self, entry_id: int) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            entry = await tx.drop_entry(entry_id)
            return await self.record(
                tx, "calendar.dropped", f"calendar:{entry_id}", _values(entry), {}, undoable=True
            )

    async def restore_other(self, tx: Tx, event: Event) -> None:
        noun, _, number = event.subject.partition(":")
        if noun != "calendar":
            await super().restore_other(tx, event)
        elif event.verb == "calendar.added":
            await tx.drop_entry(int(number))
        elif event.verb == "calendar.dropped":
            await tx.add_entry(_read(event.before, int(number)))
        else:
            raise Conflict("the calendar has changed since", fix="look at it and decide anew")


def _values(entry: CalendarEntry) -> dict[str, object]:
    """An entry as an event keeps it."""
    return {
        "name": entry.name,
        "start": entry.start.isoformat(),
        "until": entry.until.isoformat(),
        "lift": entry.lift,
        "channels": list(entry.channels),
        "added_by": entry.added_by,
    }


def _read(values: Mapping[str, object], entry_id: int) -> CalendarEntry:
    start, until, channels = when(values["start"]), when(values["until"]), values["channels"]
    assert start is not None
    assert until is not None
    assert isinstance(channels, list)
    return CalendarEntry(
        one_line(str(values["name"])),
        start,
        until,
        float(str(values["lift"])),
        tuple(str(channel) for channel in channels),
        str(values["added_by"]),
        entry_id,
    )
