"""What stands on the screen is what is meant, also where a part was hidden meanwhile."""

from pathlib import Path

from tests.support.rooms import CHANNEL, raw
from tests.support.screens import console_on, some_day


async def test_the_composer_names_who_is_answered_now(tmp_path: Path) -> None:
    private = raw(
        "d1", "I hate this awful, terrible bank, my money is lost!", kind="dm", handle="mia@fjord.example"
    )
    public = raw("p1", "When do you open?", handle="ola@fjord.example")
    async with console_on(tmp_path, private, public) as console:
        await console.press("r")
        seen = console.screen()
        assert "To mia@fjord.example" in seen
        assert "PRIVATE" in seen
        await console.press("escape", "escape", "j", "r")
        seen = console.screen()
        assert f"To ola@fjord.example {CHANNEL}" in seen
        assert "PUBLIC" in seen
        assert "PRIVATE" not in seen
        assert "To mia" not in seen


async def test_a_question_shows_itself_and_not_the_one_before(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("colon")
        await console.type("item tag\n")
        assert "needs TAGS" in console.screen()
        await console.press("escape", "e")
        seen = console.screen()
        assert "Why no answer?" in seen
        assert "needs TAGS" not in seen
        await console.press("escape", "s")
        assert "Hide for" in console.screen()
        assert "Why no answer?" not in console.screen()
