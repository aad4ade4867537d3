"""Corrections of sentiment on the screen: made by one key, listed, measured, taken back."""

from itertools import combinations
from pathlib import Path

import pytest

from console.desk.deeds import Correct
from console.model.correction import LEAST
from console.model.words import Label
from console.ui.screens.corrections import Corrections
from console.ui.session import UiSettings
from tests.support.rooms import ingest, raw
from tests.support.screens import SIZES, Driver, console_on, some_day

WORDS = [
    "ferry",
    "lighthouse",
    "stadium",
    "museum",
    "airport",
    "harbour",
    "window",
    "blue",
    "wooden",
    "northern",
    "second",
    "table",
]


async def label_of(console: Driver, item: int) -> Label:
    return (await console.desk.rows([item]))[0].label


def corrections(console: Driver) -> Corrections:
    screen = console.app.screen
    assert isinstance(screen, Corrections)
    return screen


async def measured(console: Driver) -> str:
    await corrections(console).measuring.idle()
    await console.settle()
    return console.reader("reader")


@pytest.mark.parametrize("size", SIZES)
async def test_a_message_is_labelled_by_two_keys_and_says_so(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        item = console.queue.roll.cursor
        assert item is not None
        before = await label_of(console, item)
        await console.press("h")
        asked = console.bar("ask-label")
        assert "The message is" in asked
        await console.press("p")
        assert (before, await label_of(console, item)) == (Label.NEGATIVE, Label.POSITIVE)
        assert "sentiment is positive" in console.foot
        assert "u undo" in console.foot
        await console.press("u")
        assert await label_of(console, item) is before
        await console.press("h", "escape")
        assert len(await console.desk.corrections()) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_why_says_who_said_so_and_what_the_judge_had_said(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.desk.one(item, Correct(Label.POSITIVE))
        stored = (await console.desk.item(item)).thread[0]
        assert stored.correction is not None
        await console.press("w")
        why = " ".join(console.reader().split())
        assert "kari said so" in why
        assert "The judge had said negative" in why
        assert stored.correction.machine.scorer in why
        assert "kari says positive" not in why


async def test_several_marked_ones_are_labelled_as_one_act(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("x", "j", "x", "h", "e")
        assert len(await console.desk.corrections()) == 2
        await console.press("u")
        assert not [one for one in await console.desk.corrections() if one.standing]


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_is_measured_and_one_is_taken_back(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await console.press("Y")
        assert "Nobody has said anything of a message yet. h on one" in " ".join(
            console.reader("reader").split()
        )
        await console.desk.one(1, Correct(Label.NEUTRAL))
        await console.desk.one(3, Correct(Label.POSITIVE))
        await console.bring()
        seen = await measured(console)
        assert "2 labels of yours stand, 2 are measured" in " ".join(seen.split())
        assert f"Too few to say: 2 of at least {LEAST} different messages." in seen
        assert "1/2 right" in seen
        assert seen.index("siri@") < seen.index("kari@")
        assert "positive → positive  confirmed" in seen
        assert "negative → neutral" in seen
        await console.press("j", "D")
        assert "correction 1 taken back" in console.foot
        assert await label_of(console, 1) is Label.NEGATIVE
        await console.bring()
        seen = await measured(console)
        assert "taken back by kari" in seen
        assert "1 label of yours stands" in " ".join(seen.split())
        await console.press("u", "y")
        assert await label_of(console, 1) is Label.NEUTRAL
        await console.press("q")
        await console.press("colon")
        await console.type("corrections revert 2\n")
        assert "correction 2 taken back" in console.foot


@pytest.mark.parametrize("size", SIZES)
async def test_with_enough_labels_both_judges_stand_beside_each_other(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    # So short that none is near-identical to another.
    texts = [f"{one} {other} kiosk" for one, other in combinations(WORDS, 2)]
    async with console_on(tmp_path, size=size) as console:
        await ingest(
            console.store, *(raw(str(n), text, handle=f"{n}@x.example") for n, text in enumerate(texts))
        )
        for item in range(1, len(texts) + 1):
            await console.desk.one(item, Correct(Label.NEGATIVE))
        await console.press("colon")
        await console.type("corrections\n")
        seen = await measured(console)
        found = corrections(console).accuracy
        assert found is not None
        assert found.enough
        assert f"{found.without.right}/{found.without.of} right" in seen
        assert f"{found.taught.right}/{found.taught.of} right" in seen
        f1 = found.taught.macro_f1_interval
        assert f"({f1[0]:.2f}–{f1[1]:.2f})" in seen
        assert seen.lstrip().startswith("How right the judge is")
        assert f"{found.gained} became right and {found.lost} wrong" in " ".join(seen.split())
        assert "People label what they stumble over" in " ".join(seen.split())


async def test_in_norwegian(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), settings=UiSettings(lang="nb"), size=(200, 50)) as console:
        await console.press("h")
        assert "Meldingen er" in console.bar("ask-label")
        await console.press("p")
        assert "stemningen er positiv" in console.foot
        await console.press("w")
        assert "kari sa det" in console.reader()
        await console.press("Y")
        seen = " ".join((await measured(console)).split())
        for words in ("Hvor ofte dommeren har rett", "For få til å si noe", "negativ → positiv"):
            assert words in seen
        await console.press("D")
        assert "rettelse 1 tatt tilbake" in console.foot
