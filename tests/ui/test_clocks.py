"""Promises on the screens: what is left, what is late, what waits for a third party."""

from datetime import timedelta
from pathlib import Path

import pytest

from console.model.words import Promised
from console.sla import Promise, Promises
from console.ui.session import UiSettings
from console.watch.rounds import mind_clocks
from tests.support.fastclock import START
from tests.support.rooms import raw
from tests.support.screens import SIZES, Driver, console_on

HOUR = timedelta(hours=1)
PROMISES = Promises((Promise({Promised.FIRST: HOUR, Promised.RESOLUTION: 8 * HOUR}),))
ONE = raw("m1", "When do you open?", handle="ola@x.example", at=START - timedelta(minutes=20))


async def later(console: Driver, minutes: float) -> None:
    """Let time pass, and the watch look."""
    console.clock.advance(minutes * 60)
    await mind_clocks(console.store, console.clock)
    await console.tick()


@pytest.mark.parametrize("size", SIZES)
async def test_time_left_then_late_then_waiting(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, ONE, size=size, promises=PROMISES) as console:
        assert "40m left" in console.screen()
        await later(console, 30)
        assert "10m left" in console.screen()
        await later(console, 15)
        assert "LATE 5m" in console.screen()
        await console.press("enter")
        thread = console.reader()
        assert "first answer LATE by 5m 00s (was due " in thread
        assert "missed" not in thread
        await console.press("escape", "w")
        why = console.screen()
        assert "a promise is late" in why
        assert "+120" in why
        assert "points" in why
        await console.press("w", "z")
        assert "its clocks stand still" in console.foot
        assert "LATE" not in console.screen()
        assert "waits " in console.screen()
        await console.press("enter")
        assert "waiting for a third party" in console.reader()
        await console.press("Z")
        assert "its clocks run again" in console.foot
        assert "LATE by 5m" in console.reader()
        await console.desk.reply(1, "At nine.")
        await console.tick()
        assert "1 promise missed before" in console.reader()


async def test_the_same_in_norwegian(tmp_path: Path) -> None:
    settings = UiSettings(lang="nb")
    async with console_on(tmp_path, ONE, settings=settings, promises=PROMISES) as console:
        assert "40m igjen" in console.screen()
        await console.press("enter")
        assert "første svar innen 40m 00s" in console.reader()
        await console.press("escape")
        await later(console, 45)
        assert "FRIST UTE 5m" in console.screen()
        await console.press("enter")
        assert "første svar 5m 00s OVER FRISTEN" in console.reader()


async def test_nothing_promised_nothing_shown(tmp_path: Path) -> None:
    async with console_on(tmp_path, ONE) as console:
        assert "left" not in console.screen()
        await console.press("Z")
        assert "waits for no third party" in console.foot


async def test_filters_for_what_is_late_or_nearly(tmp_path: Path) -> None:
    other = raw("m2", "Is the branch closed?", handle="liv@x.example", at=START)
    async with console_on(tmp_path, ONE, other, size=(100, 30), promises=PROMISES) as console:
        await console.press("slash")
        await console.type("due:<45m\n")
        assert "ola@x.example" in console.screen()
        assert "liv@x.example" not in console.screen()
        await console.press("escape", "slash")
        await console.type("is:late\n")
        assert "Nothing matches this filter" in console.screen()
