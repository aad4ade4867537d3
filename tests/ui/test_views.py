"""Saved views on the screen: whose they are, live counts, stepping through them."""

from pathlib import Path

import pytest

from console.ui.session import UiSettings
from tests.support.rooms import desk_on, raw
from tests.support.screens import SIZES, console_on, some_day


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("size", SIZES)
async def test_a_roomy_window_shows_the_views_with_counts_that_follow(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await console.tick()
        roomy = size[0] >= 140
        strip = flat(console.bar("views"))
        assert bool(strip) is roomy
        if not roomy:
            await console.press("v")
            assert "5 negative 2" in flat(console.bar("ask-label"))
            await console.bring(raw("n1", "I hate you all, this is terrible", handle="x@y.example"))
            # The list that is open follows as well.
            assert "5 negative 3" in flat(console.bar("ask-label"))
            await console.press("5")
            assert len(console.queue.roll.spine) == 3
            return
        assert "shared 1 mine 0 2 free 6" in strip
        assert "5 negative 2" in strip
        await console.press("a")
        await console.tick()
        assert "1 mine 1 2 free 5" in flat(console.bar("views"))
        await console.bring(raw("n1", "I hate you all, this is terrible", handle="x@y.example"))
        assert "5 negative 3" in flat(console.bar("views"))


async def test_j_and_k_step_through_the_views_and_the_whole_queue(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(200, 50)) as console:
        await console.press("J")
        assert "/holder:me" in console.bar("head")
        assert "View 1: mine (shared)" in console.foot
        assert "▸1 mine" in console.bar("views")
        await console.press("4", "J")
        assert "/sentiment:negative" in console.bar("head")
        await console.press("3", "J")
        assert "The whole queue" in console.foot
        assert len(console.queue.roll.spine) == 6
        await console.press("K")
        assert "/wave:>2" in console.bar("head")
        await console.press("2", "v")
        assert "/is:new holder:none" in console.bar("head")
        await console.press("9", "v")
        assert "There is no view 9" in console.foot


async def test_a_view_of_mine_stands_first_and_u_takes_it_back(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(200, 50)) as console:
        await console.press("colon")
        await console.type('view save shut "branch in bergen"\n')
        await console.tick()
        assert "yours 1 shut 1 shared 2 mine 0" in flat(console.bar("views"))
        ola = desk_on(console.store, console.clock, "ola")
        assert "shut" not in [view.name for view in await ola.views()]
        await console.press("u")
        await console.tick()
        assert "shut" not in console.bar("views")
        await console.press("colon")
        await console.type("view save shut --shared is:new app\n")
        assert "view saved for everybody" in console.foot
        assert (await ola.views())[-1].query == "is:new app"


async def test_what_a_colleague_saves_shows_up_by_itself(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(200, 50)) as console:
        ola = desk_on(console.store, console.clock, "ola")
        await ola.save_view("branch", "branch", shared=True)
        await console.tick()
        assert "8 branch 1" in flat(console.bar("views"))


async def test_a_tenth_view_is_opened_by_its_name(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        for number in range(4):
            await console.desk.save_view(f"tenth{number}", f"tag:t{number}", shared=True)
        await console.press("v")
        assert "another by its name" in console.bar("ask-label")
        await console.press("o")
        await console.type("tenth3\n")
        assert "/tag:t3" in console.bar("head")
        await console.press("v", "o")
        await console.type("nobody\n")
        assert "there is no view 'nobody'" in console.bar("ask-label")
        await console.press("escape", "colon")
        await console.type("view open late\n")
        assert "/is:late" in console.bar("head")


async def test_in_norwegian(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(200, 50), settings=UiSettings(lang="nb")) as console:
        await console.press("colon")
        await console.type("view save sjef app\n")
        assert "visningen er lagret" in console.foot
        await console.press("J")
        assert "Visning 1: sjef (dine)" in console.foot
        assert "dine" in console.bar("views")
        await console.press("colon")
        await console.type("view drop late\n")
        assert "du har ingen visning 'late'; en felles visning menes med" in flat(console.foot)


async def test_a_window_that_grows_shows_counts(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(80, 24)) as console:
        await console.pilot.resize_terminal(200, 50)
        await console.settle()
        await console.tick()
        board = console.app.screen.board  # type: ignore[attr-defined]
        await board.tally.idle()
        await console.settle()
        assert "2 free 6" in console.bar("views")
