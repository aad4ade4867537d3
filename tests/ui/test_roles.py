"""The console of somebody who only looks."""

from pathlib import Path

import pytest

from console.desk.local import LocalDesk
from console.model.actor import Actor
from console.model.duty import Duty
from console.model.event import EVERYTHING
from console.model.words import State
from console.ui.session import UiSettings
from tests.support.rooms import desk_on, ingest, raw
from tests.support.screens import SIZES, Driver, console_on, some_day
from tests.ui.test_colleagues import attached, told

VIEWER = Actor("kari", duty=Duty.VIEWER, dms=False)
PLACES = (
    "enter",
    "escape",
    "w",
    "escape",
    "!",
    "escape",
    ":outbox",
    ":channels",
    ":rules",
    ":calendar",
    ":views",
)


async def refused(console: Driver) -> list[object]:
    events = await console.desk.whole.events(["desk"], 50)
    return [event.after.get("act", event.after.get("acts")) for event in events]


@pytest.mark.parametrize("size", SIZES)
async def test_a_viewer_sees_the_queue_without_what_is_private(tmp_path: Path, size: tuple[int, int]) -> None:
    secret = raw("d1", "My account was emptied, this is horrible!", kind="dm", handle="per@fjord.example")
    async with console_on(tmp_path, *some_day(), secret, size=size, actor=VIEWER) as console:
        assert "emptied" not in console.screen()
        assert "Queue 1/6" in console.screen()
        for key in PLACES:
            if key.startswith(":"):
                await console.type(f"{key}\n")
                assert "emptied" not in console.screen()
                await console.press("escape")
            else:
                await console.press("exclamation_mark" if key == "!" else key)
                assert "emptied" not in console.screen()
        # Looking around asks for nothing that would be refused.
        assert await refused(console) == []


@pytest.mark.parametrize(
    ("lang", "why"),
    [
        ("en", "kari is viewer here, and this needs operator"),
        ("nb", "kari er betrakter her, og dette krever operatør"),
    ],
)
async def test_what_a_viewer_may_not_do_says_so_and_is_not_tried(tmp_path: Path, lang: str, why: str) -> None:
    settings = UiSettings(lang=lang)
    async with console_on(tmp_path, *some_day(), actor=VIEWER, settings=settings, size=(110, 30)) as console:
        for key in ("a", "e", "r"):
            await console.press(key)
            assert why in console.foot, key
        await console.type(":item tag refund\n")
        assert why in console.screen()
        ola = desk_on(console.store, console.clock, "ola")
        assert (await ola.counts()).by_state[State.DONE] == 0
        assert not (await ola.item(1)).row.tags
        assert await refused(console) == []


async def test_a_viewer_keeps_views_of_their_own(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), actor=VIEWER, size=(110, 30)) as console:
        await console.type(":view save loud sentiment:negative\n")
        assert (await console.desk.views())[0].name == "loud"
        await console.type(":view save loud sentiment:negative --shared\n")
        assert "this needs lead" in console.screen()
        assert await refused(console) == ["save_view"]


async def test_a_role_that_is_taken_away_is_felt_at_the_next_key(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(110, 30)) as console:
        console.desk.actor = VIEWER
        await console.press("a")
        assert "this needs operator" in console.foot
        assert await console.desk.whole.events(["item:1"], 5) == []


async def test_an_attached_console_offers_what_its_operator_may_now(tmp_path: Path) -> None:
    seats: list[LocalDesk] = []
    secret = raw("d1", "My account was emptied, this is horrible!", kind="dm", handle="per@fjord.example")
    async with attached(tmp_path, VIEWER, seats) as (console, _server):
        await ingest(console.store, secret)
        await console.press("a")
        assert "kari is viewer here, and this needs operator" in console.foot
        assert "emptied" not in console.screen()
        seats[0].sit(Actor("kari", duty=Duty.OPERATOR))
        await told(console, EVERYTHING)
        await console.tick()
        assert "emptied" in console.screen()
        await console.press("a")
        assert "claimed" in console.foot
        seats[0].sit(VIEWER)
        await told(console, EVERYTHING)
        await console.tick()
        assert "emptied" not in console.screen()
        await console.press("e")
        assert "this needs operator" in console.foot
        assert await refused(console) == [], "what is not offered is not tried"
