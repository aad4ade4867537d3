"""The alert's page: all that explains it, in the language of the screen."""

from datetime import timedelta
from pathlib import Path

import pytest

from console.model.event import EVERYTHING
from console.ui.session import UiSettings
from tests.support.crisis import raise_alert
from tests.support.explained import explained
from tests.support.screens import SIZES, console_on, some_day

ENGLISH = (
    "24 negative messages in 5 min against a usual 3",
    "What else moved",
    "messages in direct messages",
    "What would make it stop",
    "Sources with most reach",
    "reach 120,400, 2 messages, 1 negative",
    "The wave behind it",
    "22 of 64 messages nearly repeat one text, by 20 authors",
    "51 wrote 64 messages",
)
NORWEGIAN = (
    "24 negative meldinger på 5 min mot vanligvis 3",
    "Hva annet som rørte seg",
    "meldinger blant direktemeldinger",
    "Hva som ville stanset det",
    "Kilder med størst rekkevidde",
    "22 av 64 meldinger gjentar nesten én tekst, fra 20 avsendere",
    "51 skrev 64 meldinger",
)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("lang", "said"), [("en", ENGLISH), ("nb", NORWEGIAN)])
async def test_an_alert_explains_itself_in_the_readers_language(
    tmp_path: Path, size: tuple[int, int], lang: str, said: tuple[str, ...]
) -> None:
    async with console_on(tmp_path, *some_day(), size=size, settings=UiSettings(lang=lang)) as console:
        await raise_alert(console, finding=explained(console.clock.now()))
        assert said[0][:24] in console.bar("banner")
        await console.press("exclamation_mark")
        seen = " ".join(console.reader("reader").split())
        for words in said:
            assert words in seen


@pytest.mark.parametrize(
    ("lang", "banner", "page"),
    [
        ("en", "over since", ("How it ended", "nothing was raised in the 60 min before")),
        ("nb", "over siden", ("Slik endte det", "ingenting var forhøyet de siste 60 min")),
    ],
)
async def test_an_alert_that_is_over_is_told_in_the_past_tense(
    tmp_path: Path, lang: str, banner: str, page: tuple[str, ...]
) -> None:
    async with console_on(tmp_path, *some_day(), size=(200, 50), settings=UiSettings(lang=lang)) as console:
        await raise_alert(console, finding=explained(console.clock.now()))
        assert banner not in console.bar("banner")
        console.clock.advance(timedelta(hours=30).total_seconds())
        console.app.live._dirty.add(EVERYTHING)
        await console.tick()
        assert banner in console.bar("banner")
        await console.press("exclamation_mark")
        seen = " ".join(console.reader("reader").split())
        for words in (banner, *page):
            assert words in seen
        assert "What would make it stop" not in seen
        assert "Hva som ville stanset det" not in seen
        await console.press("l", "f")
        await console.tick()
        assert console.bar("banner") == ""


@pytest.mark.parametrize(
    ("lang", "drawn"),
    [
        ("en", ("negative messages of all, ", "bars: negative messages · dashes and dots")),
        ("nb", ("negative meldinger av alle, ", "søyler: negative meldinger · streker og prikker")),
    ],
)
async def test_the_chart_is_of_what_the_alert_is_about_and_says_so(
    tmp_path: Path, lang: str, drawn: tuple[str, ...]
) -> None:
    async with console_on(tmp_path, *some_day(), size=(200, 50), settings=UiSettings(lang=lang)) as console:
        await raise_alert(console, finding=explained(console.clock.now()))
        await console.press("exclamation_mark")
        seen = " ".join(console.reader("reader").split())
        for words in drawn:
            assert words in seen
