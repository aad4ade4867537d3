"""The calendar at the desk: added, dropped, taken back, each an event."""

from datetime import timedelta

import pytest

from console.commands import Context, parse, perform
from console.desk.local import LocalDesk
from console.errors import Conflict, InputError, NotFound
from tests.support.fastclock import START, FastClock

HOUR = timedelta(hours=1)


async def give(desk: LocalDesk, line: str) -> None:
    command, args = parse(line)
    await perform(command, desk, Context(), args)


async def test_a_line_adds_an_entry_and_undo_takes_it_back(kari: LocalDesk, ola: LocalDesk) -> None:
    await give(kari, 'calendar add "Match day" --from now --until 4h --lift x3 --on mastodon,bluesky/@us')
    (entry,) = await ola.calendar()
    assert (entry.name, entry.start, entry.until - entry.start) == ("Match day", START, 4 * HOUR)
    assert (entry.lift, entry.channels, entry.added_by) == (3, ("mastodon/*", "bluesky/@us"), "kari")
    (event,) = await kari.events([f"calendar:{entry.id}"])
    assert (event.verb, event.after["name"]) == ("calendar.added", "Match day")
    await kari.undo()
    assert await ola.calendar() == []


async def test_a_dropped_entry_comes_back_as_it_was(kari: LocalDesk) -> None:
    await give(
        kari, "calendar add Launch --from 2026-11-24T09:00+01:00 --until 2026-11-25T09:00+01:00 --lift 2"
    )
    (entry,) = await kari.calendar()
    await kari.drop_entry(entry.id)
    assert await kari.calendar() == []
    await kari.undo()
    assert await kari.calendar() == [entry]
    (act,) = [act for act in await kari.acts() if act.why_not == ""]
    shown = f"{entry.start.astimezone():%Y-%m-%d %H:%M} to {entry.until.astimezone():%Y-%m-%d %H:%M}"
    assert act.text == f"calendar entry added, {shown}: Launch"
    with pytest.raises(NotFound):
        await kari.drop_entry(entry.id + 1)


async def test_one_that_a_colleague_dropped_is_not_taken_back(kari: LocalDesk, ola: LocalDesk) -> None:
    await kari.add_entry("Launch", START, START + HOUR, 2)
    (entry,) = await kari.calendar()
    await ola.drop_entry(entry.id)
    with pytest.raises(Conflict, match="ola has changed it since"):
        await kari.undo()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("calendar add X --from now --until 4h --lift x1", "more than x1"),
        ("calendar add X --from now --until 4h --lift much", "by how much"),
        ("calendar add X --from whenever --until 4h --lift x2", "no time that is known here"),
        ("calendar add X --from 2026-11-20T09:00Z --until 2026-11-20T10:00Z --lift x2", "over already"),
        ("calendar add X --from tomorrow --until 2026-11-20T10:00Z --lift x2", "ends after it begins"),
        ("calendar add X --from now --until reply --lift x2", "is no moment"),
        ("calendar add X --from now --until 4h --lift x2 --on a/b/c", "is no channel"),
    ],
)
async def test_what_is_wrong_is_said(kari: LocalDesk, line: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        await give(kari, line)
    assert told in str(refused.value)
    assert await kari.calendar() == []


async def test_what_ended_is_listed_for_a_week(kari: LocalDesk, clock: FastClock) -> None:
    await kari.add_entry("Launch", START, START + HOUR, 2)
    clock.advance(6 * 86_400)
    assert len(await kari.calendar()) == 1
    clock.advance(2 * 86_400)
    assert await kari.calendar() == []
