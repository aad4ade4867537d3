"""Ringing and the calendar on the screen: who was rung, what is held back, what is known to come."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.model.actor import WATCH
from console.model.event import Change
from console.model.ringing import BELL, BELL_RUNG, Begun, Ring, RingState, Rung
from console.model.words import Level
from console.ringing import Plan, Quiet
from console.sla.calendar import Block, Calendar
from console.text import one_line
from console.ui.screens.calendar import Calendar as CalendarPlace
from console.ui.session import UiSettings
from tests.support.crisis import raise_alert
from tests.support.fastclock import START
from tests.support.ringing import CHAT, LADDER, minutes
from tests.support.screens import SIZES, Driver, console_on, some_day

HOUR = timedelta(hours=1)


async def ring(console: Driver) -> None:
    """What the ringer would have kept after five minutes in which nobody looked."""
    at = console.clock.now()
    console.desk.plan = Plan(dict.fromkeys(Level, LADDER))
    async with console.store.act(WATCH, at) as tx:
        await tx.begin_ladder(Begun(1, Level.CRISIS, at))
        await tx.put_ring(Ring(Rung(1, Level.CRISIS, minutes(0), BELL), RingState.RANG, 1, at))
        why = one_line("the service refused it with status 403")
        failed = Ring(Rung(1, Level.CRISIS, minutes(0), CHAT), RingState.FAILED, 2, at, at + minutes(1), why)
        await tx.put_ring(failed)


@pytest.mark.parametrize("size", SIZES)
async def test_the_alert_tells_who_was_rung_and_who_is_next(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await raise_alert(console)
        await ring(console)
        await console.press("exclamation_mark")
        seen = " ".join(console.reader("reader").split())
        assert "the terminal's bell rang" in seen
        assert "ops-chat not rung: the service refused it with status 403, attempt 2, again at" in seen
        assert "rings at" in seen
        await console.press("a")
        assert "unless somebody acknowledges" not in console.reader("reader")


async def test_what_quiet_hours_hold_back_says_until_when(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), settings=UiSettings(lang="nb")) as console:
        await raise_alert(console, Level.WARNING)
        loud = Calendar("loud", ZoneInfo("UTC"), ((Block(9 * 60, 22 * 60),),) * 7)
        console.desk.plan = Plan(dict.fromkeys(Level, LADDER), Quiet(loud))
        async with console.store.act(WATCH, START) as tx:
            await tx.begin_ladder(Begun(1, Level.WARNING, START))
        await console.press("exclamation_mark")
        nine = f"{datetime(2026, 11, 23, 9, tzinfo=UTC).astimezone():%H:%M}"
        seen = " ".join(console.reader("reader").split())
        assert f"Holdt tilbake i stille timer: terminalens klokke ringer kl. {nine}" in seen


async def test_the_bell_rings_each_time_that_it_is_told_to_and_not_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        rung: list[int] = []
        monkeypatch.setattr(console.app, "bell", lambda: rung.append(1))
        await raise_alert(console)
        assert rung == []
        for _ in range(2):
            console.desk.hub.publish(Change(None, BELL_RUNG, ()))
            await console.tick()
        await console.tick()
        assert len(rung) == 2


@pytest.mark.parametrize("size", SIZES)
async def test_the_calendar_is_filled_line_by_line_and_emptied_again(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await console.press("f10")
        assert isinstance(console.app.screen, CalendarPlace)
        assert "mutes nothing" in " ".join(console.reader("reader").split())
        await console.press("a")
        await console.type("Match day\n")
        await console.press("enter")
        await console.type("whenever\n")
        assert "no time that is known here" in console.bar("ask-label")
        await console.press("escape")
        await console.press("a")
        await console.type("Match day\n")
        await console.press("enter")
        await console.type("4h\n")
        await console.press("enter")
        await console.type("mastodon\n")
        await console.settle()
        (entry,) = await console.desk.calendar()
        assert (entry.name, entry.lift, entry.until - entry.start) == ("Match day", 3, 4 * HOUR)
        assert entry.channels == ("mastodon/*",)
        seen = console.reader("reader")
        for words in ("now", "x3", "Match day", "mastodon/*", "by kari"):
            assert words in seen
        await console.press("D")
        assert "Drop Match day from the calendar?" in console.bar("ask-label")
        await console.press("y")
        assert await console.desk.calendar() == []
        await console.press("u", "y")
        assert [one.name for one in await console.desk.calendar()] == ["Match day"]
        await console.press("q")


async def test_the_alert_says_what_is_known_to_lift_the_curve(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(200, 50)) as console:
        await console.desk.add_entry("Match day", START, START + 4 * HOUR, 3)
        await console.desk.add_entry("Launch", START + 24 * HOUR, START + 48 * HOUR, 1.5, ("mastodon/*",))
        await raise_alert(console)
        await ring(console)
        await console.press("exclamation_mark")
        assert "Known: Match day x3 until" in console.reader("reader")
