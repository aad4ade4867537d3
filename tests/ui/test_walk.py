"""The walk by its keys: commands, statements, approvals, and what one key too many does."""

from pathlib import Path

import pytest

from console.model.actor import Actor
from console.model.words import StepState
from console.ui.screens.statement import StatementPlace
from console.ui.screens.walk import Walk
from tests.support.crisis import declare, raise_alert
from tests.support.screens import SIZES, Driver, console_on, some_day


async def walk_on(console: Driver) -> Walk:
    """An alert, an incident of SEV-2, and its playbook at the first step."""
    await raise_alert(console)
    await declare(console, playbook=True)
    return walk_of(console)


def walk_of(console: Driver) -> Walk:
    screen = console.app.screen
    assert isinstance(screen, Walk)
    return screen


async def go_to(console: Driver, title: str) -> None:
    """Skip what lies before a step, and take its decisions, so that the walk stands there."""
    for _ in range(30):
        run = (await console.desk.runs())[0]
        book = console.desk.playbook_of(run)
        step = next(one for phase in book.phases for one in phase.steps if one.id == run.current)
        if step.title.startswith(title):
            await console.tick()
            return
        if step.choose:
            await console.desk.step(run.id, step.id, "choose", choice=step.choose[0].label)
        else:
            await console.desk.step(run.id, step.id, "skip", note="test")
    raise AssertionError(f"the walk never came to {title!r}")


async def state(console: Driver, step_id: str | None) -> str:
    assert step_id is not None
    run = (await console.desk.runs())[0]
    return run.steps[step_id].state if step_id in run.steps else StepState.TODO


@pytest.mark.parametrize("size", SIZES)
async def test_enter_runs_the_commands_before_it_asks_whether_the_step_is_done(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        walk = await walk_on(console)
        first = walk.step_id
        await console.press("enter")
        assert ":publishing pause" in console.screen()
        assert "people can still answer)" in " ".join(console.screen().split())
        await console.press("enter", "enter", "enter")
        assert await state(console, first) == StepState.TODO
        assert await console.desk.pause() is None
        await console.press("y")
        assert await console.desk.pause() is not None
        await console.press("enter")
        assert "Is this step done?" in console.screen()
        await console.press("enter", "enter")
        assert await state(console, first) == StepState.DOING
        await console.press("y")
        assert await state(console, first) == StepState.DONE


async def test_done_asks_first_while_the_commands_have_not_been_run(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        walk = await walk_on(console)
        first = walk.step_id
        await console.press("e")
        seen = console.screen()
        assert "publishing pause" in seen
        assert "not been run" in seen
        await console.press("escape")
        assert await state(console, first) == StepState.TODO
        await console.press("e", "e")
        assert await state(console, first) == StepState.DONE
        assert await console.desk.pause() is None


async def test_a_queue_command_of_a_step_leads_to_the_queue_and_the_walk_remembers(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await walk_on(console)
        await go_to(console, "Fold the reports")
        await console.press("enter", "y")
        seen = console.screen()
        assert "flag:outage is:open" in seen
        assert "F4" in console.foot
        await console.press("f4", "enter")
        assert "Is this step done?" in console.screen()


async def test_enter_opens_the_statement_once_then_asks_for_the_approval(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 40)) as console:
        await walk_on(console)
        await go_to(console, "Publish the first word")
        walk = walk_of(console)
        step = walk.step_id
        await console.press("enter")
        assert ":incident word --next 60m" in console.screen()
        await console.press("y")
        await console.press("enter")
        assert isinstance(console.app.screen, StatementPlace)
        await console.press("escape", "enter")
        assert "y" in console.foot
        assert "approve" in console.foot
        assert await state(console, step) == StepState.DOING
        await console.press("y")
        assert "nobody approves their own work" in console.foot
        console.desk.actor = Actor("liv")
        await console.press("y")
        assert "approved by liv" in console.screen()
        console.desk.actor = Actor("kari")
        await console.press("enter", "y")
        assert await state(console, step) == StepState.DONE


async def test_a_step_is_taken_up_by_its_key(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 40)) as console:
        await walk_on(console)
        await go_to(console, "Publish the first word")
        step = walk_of(console).step_id
        await console.press("y")
        assert "takes the step up first" in console.foot
        await console.press("a")
        assert await state(console, step) == StepState.DOING
        console.desk.actor = Actor("liv")
        await console.press("y")
        assert "approved by liv" in console.screen()


async def test_undo_in_the_walk_says_what_it_would_take_back(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("e", "enter")
        await walk_on(console)
        await console.press("u")
        assert "can't take back “playbook service-outage begun”" in console.foot, "and nothing older instead"
        console.desk.actor = Actor("liv")
        await console.desk.tag(1, ["vip"])
        await console.press("u")
        seen = console.screen()
        assert "Take back “tags: vip” (kari@fjord.example" in seen
        await console.press("escape")
        assert (await console.desk.item(1)).row.tags == ("vip",)
        await console.press("u", "y")
        assert (await console.desk.item(1)).row.tags == ()


async def test_the_cursor_and_the_step_where_the_walk_stands_have_signs_of_their_own(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 40)) as console:
        await walk_on(console)
        await console.press("j")
        rows = [line for line in console.screen().splitlines() if "▌" in line[:4] or "▸" in line[:4]]
        assert [("▌" in row[:4], "▸" in row[:4]) for row in rows] == [(False, True), (True, False)]
        await console.press("k")
        rows = [line for line in console.screen().splitlines() if "▌" in line[:4] or "▸" in line[:4]]
        assert [("▌" in row[:4], "▸" in row[:4]) for row in rows] == [(True, True)]


async def test_a_statement_says_how_its_blanks_are_filled_and_goes_out_as_a_reply(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(80, 24)) as console:
        await walk_on(console)
        await go_to(console, "Publish the first word")
        await console.press("o")
        page = console.app.screen
        assert isinstance(page, StatementPlace)
        assert "Enter fills" in console.screen()
        await console.press("enter")
        for blank in list(page.missing):
            await console.type(f"<{blank}>\n")
        await console.press("r", "y", "ctrl+s")
        await console.settle()
        (out,) = await console.desk.outbox()
        assert out.text == page.text
        await console.press("f5")
        seen = console.screen()
        assert "PUBLIC" in seen
        assert "kari@fjord.example" in seen or "per@fjord.example" in seen


async def test_after_a_restart_nobody_is_asked_again_to_run_what_was_run(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await walk_on(console)
        await console.press("enter", "y")
        assert await console.desk.pause() is not None
    async with console_on(tmp_path) as console:
        await console.press("f4", "enter")
        assert "publishing pause" not in console.screen().splitlines()[-1]
        assert "Is this step done?" in console.screen()


async def test_a_statement_that_nobody_approved_asks_before_it_answers_with_it(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 40)) as console:
        await walk_on(console)
        await go_to(console, "Publish the first word")
        await console.press("o")
        place = console.app.screen
        assert isinstance(place, StatementPlace)
        assert place.statement.lang == "en"
        await console.press("l")
        assert place.statement.lang == "nb"
        for blank in place.missing:
            place.filled[blank] = "kl. 12"
        await console.press("r")
        assert "has not approved this text yet" in console.bar("ask-label")
        await console.press("n")
        assert console.app.screen is place
        await console.press("r", "y")
        assert console.app.screen is not place
        assert "kl. 12" in console.screen()


async def test_a_step_that_is_taken_up_again_asks_for_its_commands_again(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        walk = await walk_on(console)
        first = walk.step_id
        await console.press("enter", "y", "enter", "y")
        assert await state(console, first) == StepState.DONE
        walk.step_id = first
        await console.press("U")
        assert await state(console, first) == StepState.TODO
        walk.step_id = first
        await console.press("enter")
        assert ":publishing pause" in console.screen()
