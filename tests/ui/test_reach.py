"""A terminal that no longer answers: its operator holds nothing and is nowhere, until it answers again."""

from pathlib import Path

from textual.events import CursorPosition

from console.model.actor import Actor
from console.ui.reach import ASK, EVERY, MUTE, Reach
from tests.support.screens import OpenSession, console_on, some_day


def asked_until(reach: Reach, begun: float, seconds: float) -> None:
    for quarter in range(round(seconds * 4) + 1):
        reach.beat(begun + quarter / 4)


def test_silence_is_told_once_and_so_is_the_next_answer() -> None:
    asked: list[str] = []
    told: list[bool] = []
    reach = Reach(asked.append, told.append)
    reach.answered(100)
    asked_until(reach, 100, MUTE)
    assert told == []
    asked_until(reach, 100 + MUTE, 20)
    assert told == [False]
    assert asked == [ASK] * round((MUTE + 20) / EVERY + 1)
    reach.answered(140)
    asked_until(reach, 140, 1)
    assert told == [False, True]


def test_a_terminal_that_never_answered_is_not_called_silent() -> None:
    told: list[bool] = []
    reach = Reach(lambda _question: None, told.append)
    reach.stirred(0)
    asked_until(reach, 0, 60)
    assert told == []


def test_a_key_is_an_answer_and_our_own_sleep_is_no_silence() -> None:
    told: list[bool] = []
    reach = Reach(lambda _question: None, told.append)
    reach.answered(0)
    asked_until(reach, 0, 2)
    reach.stirred(2)
    asked_until(reach, 2, 2.5)
    # This process was stopped for an hour: nothing was asked, so nothing went unanswered.
    reach.beat(3600)
    reach.answered(3600.1)
    assert told == []


async def test_only_who_others_may_wait_for_is_asked(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        asked: list[float] = []
        app = console.app
        app.remote, app.reach.beat = True, asked.append  # type: ignore[method-assign]
        assert isinstance(app.session, OpenSession)
        app.session.shared = False
        await console.tick()
        assert not asked, "nothing is written to the terminal of a lone console at rest"
        app.session.shared = True
        await console.tick()
        assert asked


async def test_who_can_not_be_reached_holds_nothing_and_is_nowhere(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        ola = console.desk.seated(Actor("ola"))
        console.app.post_message(CursorPosition(1, 1))
        await console.press("r")
        await console.tick()
        [kari] = await ola.present()
        assert kari.writing
        reach = console.app.reach
        assert reach._answered_at is not None
        asked_until(reach, reach._answered_at, MUTE + 2 * EVERY)
        await console.tick()
        assert console.desk.silent, "its claims are not renewed"
        assert (await ola.present())[0].item_id is None
        console.app.post_message(CursorPosition(1, 1))
        await console.tick()
        assert not console.desk.silent
        assert (await ola.present())[0].writing
