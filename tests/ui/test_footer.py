"""What the footer says goes again, and the keys come back."""

from pathlib import Path

from console.errors import InputError
from console.ui import said
from tests.support.screens import Driver, console_on, some_day

KEYS = "r reply"


def lowest(console: Driver) -> str:
    return console.screen().splitlines()[-1]


async def test_a_message_goes_when_it_was_read(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("a")
        assert "u undo" in lowest(console)
        assert KEYS not in lowest(console)
        console.app.said.began -= said.READ + 1
        await console.tick()
        assert KEYS in lowest(console)


async def test_trouble_stands_longer(tmp_path: Path) -> None:
    async with console_on(tmp_path) as console:
        console.app.trouble(InputError("that went wrong"))
        console.app.said.began -= said.READ + 1
        await console.tick()
        assert "went wrong" in lowest(console)
        console.app.said.began -= said.READ_TROUBLE
        await console.tick()
        assert "went wrong" not in lowest(console)


async def test_a_message_stays_where_it_was_said(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(100, 24)) as console:
        await console.press("e", "s")
        assert "done" in lowest(console)
        await console.press("j")
        assert "u undo" in lowest(console)
        await console.press("enter")
        assert KEYS in lowest(console)
        await console.press("a")
        assert KEYS not in lowest(console)
        await console.press("f5")
        assert "c stop" in lowest(console)
        await console.press("escape")
        assert KEYS in lowest(console)


async def test_what_a_key_says_and_opens_is_said_there(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("ctrl+p")
        await console.type("outbox cancel")
        await console.press("enter")
        assert "under the cursor" in lowest(console)
