"""A wave as one row: how it shows, unfolds, is acted on and split."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from console.desk.local import LocalDesk
from console.judge import Judge, JudgeSettings
from console.model.actor import Actor
from console.model.message import Judged, RawMessage
from console.model.words import State
from console.query import parse
from console.store.sqlite import SqliteStore
from console.text import admit
from console.ui.session import UiSettings
from tests.support.fastclock import START
from tests.support.rooms import CHANNEL, raw
from tests.support.screens import SIZES, Driver, console_on, some_day

CALL = "Boycott Nordbank, they lost my friend's savings and then refused every answer"


def copies(count: int, first: int = 0) -> list[RawMessage]:
    return [
        raw(
            f"w{n}",
            f"{CALL} {'!' * n}",
            handle=f"user{n}@x.example",
            at=START - timedelta(minutes=30 - n),
        )
        for n in range(first, first + count)
    ]


async def states(desk: LocalDesk, ids: Sequence[int]) -> set[State]:
    return {row.state for row in await desk.rows(ids)}


async def members(console: Driver) -> list[int]:
    [wave] = await console.desk.waves()
    return list(await console.desk.queue_ids(parse(f"wave:#{wave.id}")))


async def onto_the_wave(console: Driver) -> int:
    """Put the cursor on the folded row."""
    for _ in range(20):
        row = console.queue.current
        if row is not None and row.wave_id is not None:
            return row.id
        await console.press("j")
    raise AssertionError("no wave in sight")


async def test_a_wave_is_one_row_that_says_how_many_wait_behind_it(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *copies(12), size=(120, 30)) as console:
        assert "/7 " in console.bar("head")
        assert "≈12 +11" in console.screen()
        assert console.screen().count("Boycott") <= 2, "in its row, and in the thread beside it"


async def test_f_unfolds_and_folds_and_the_cursor_stays(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *copies(12), size=(120, 30)) as console:
        item = await onto_the_wave(console)
        await console.press("f")
        assert "/18 " in console.bar("head")
        assert console.queue.roll.cursor == item
        assert "12 items of the wave are shown" in console.foot
        await console.press("j", "f")
        assert "/7 " in console.bar("head")
        row = console.queue.current
        assert row is not None
        assert row.wave_id is not None
        await console.press("F")
        assert "/18 " in console.bar("head")
        await console.app._leave()
    async with console_on(tmp_path, size=(120, 30)) as console:
        assert "/18 " in console.bar("head"), "kept for the next time"
        await console.press("F")
        assert "/7 " in console.bar("head")


async def test_an_act_on_the_row_asks_whether_all_of_the_wave_is_meant(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *copies(12), size=(120, 30)) as console:
        await onto_the_wave(console)
        every = await members(console)
        await console.press("e", "s")
        assert "The whole wave is 12 items" in console.bar("ask-label")
        await console.press("n")
        assert await states(console.desk, every) == {State.NEW}
        await console.press("e", "s", "y")
        assert await states(console.desk, every) == {State.DONE}
        assert "/6 " in console.bar("head")
        assert "12 items" in console.foot
        await console.press("u")
        assert await states(console.desk, every) == {State.NEW}


async def test_the_question_says_what_was_chosen(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *copies(12), size=(120, 30)) as console:
        await onto_the_wave(console)
        await console.press("h", "n")
        assert "sentiment is negative? The whole wave is 12 items" in console.bar("ask-label")


async def test_only_the_row_that_is_read_can_be_meant(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *copies(12), size=(120, 30)) as console:
        item = await onto_the_wave(console)
        every = await members(console)
        await console.press("e", "s", "o")
        assert await states(console.desk, [item]) == {State.DONE}
        assert await states(console.desk, [one for one in every if one != item]) == {State.NEW}
        assert "/7 " in console.bar("head"), "the next of them stands for the wave"
        assert "+10" in console.screen()


async def test_under_a_filter_all_of_the_wave_is_what_the_filter_finds_of_it(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *copies(12), size=(120, 30)) as console:
        await console.press("slash")
        await console.type("author:user1*\n")
        await onto_the_wave(console)
        await console.press("e", "s")
        assert "The whole wave is 3 items" in console.bar("ask-label")


async def test_the_wave_is_told_with_its_spread_and_growth(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *copies(12), size=(120, 50)) as console:
        await onto_the_wave(console)
        await console.press("c")
        text = console.reader()
        assert "12 messages" in text
        assert "12 authors" in text
        assert f"{CHANNEL} 12" in text
        assert "user0@x.example" in text, "whom it began with"
        assert "█" in text


async def test_what_is_split_off_has_its_own_row_again_and_undo_takes_it_back(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *copies(12), size=(120, 30)) as console:
        item = await onto_the_wave(console)
        await console.press("X")
        await console.tick()
        assert "split off" in console.foot
        [row] = await console.desk.rows([item])
        assert row.wave_id is None
        assert "/8 " in console.bar("head")
        await console.press("u")
        await console.tick()
        [row] = await console.desk.rows([item])
        assert row.wave_id is not None
        assert "/7 " in console.bar("head")


async def test_a_copy_that_arrives_grows_the_row_and_takes_no_new_one(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *copies(3), size=(120, 30)) as console:
        assert "≈3 +2" in console.screen()
        judge = Judge(JudgeSettings())
        for one in (*copies(3), *copies(2, 3)):
            message = admit(one, START)
            judged = Judged(message, judge.judge(message))
            if message.remote_id in ("w3", "w4"):
                await take(console.store, judged)
        await console.tick()
        assert "≈5 +4" in console.screen()
        assert "/7 " in console.bar("head")


async def take(store: SqliteStore, judged: Judged) -> None:
    await store.ingest([judged], [], channel=CHANNEL, cursor=None, at=START)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            (
                "evidence, never a verdict; 12 messages looked at",
                "burst: ",
                "authors: ",
                "account ages: 12 of 12 younger than 30 days, half at most 3 days old",
            ),
        ),
        (
            "nb",
            (
                "indisier, aldri en dom; 12 meldinger undersøkt",
                "tetthet: ",
                "avsendere: ",
                "kontoenes alder: 12 av 12 yngre enn 30 dager, halvparten høyst 3 dager gamle",
            ),
        ),
    ],
)
async def test_a_wave_tells_what_speaks_for_and_against_coordination(
    tmp_path: Path, lang: str, told: tuple[str, ...], size: tuple[int, int]
) -> None:
    many = copies(12)
    for one in many:
        author = one.fields["author"]
        assert isinstance(author, dict)
        author["created_at"] = (START - timedelta(days=3)).isoformat()
    async with console_on(tmp_path, *many, size=size, settings=UiSettings(lang=lang)) as console:
        await onto_the_wave(console)
        await console.press("c")
        seen = " ".join(console.reader().split())
        for words in told:
            assert words in seen, seen


async def test_a_small_wave_says_that_it_tells_nothing(tmp_path: Path) -> None:
    async with console_on(tmp_path, *copies(4), size=(120, 40)) as console:
        await onto_the_wave(console)
        await console.press("c")
        assert "Fewer than 8 messages tell nothing" in " ".join(console.reader().split())


async def test_the_next_one_behind_a_folded_row_is_shown_with_its_wave_unfolded(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *copies(12), size=(120, 30)) as console:
        top = await onto_the_wave(console)
        every = await members(console)
        ola = console.desk.seated(Actor("ola"))
        # All that stands before the wave, and its own row, are somebody's already.
        for item_id in [one for one in console.queue.roll.spine if one not in every] + [top]:
            await ola.claim(item_id)
        await console.tick()
        for _ in range(2):
            before = console.queue.roll.cursor
            await console.press("N")
            row = console.queue.current
            assert row is not None
            assert row.id != before
            assert (row.id in every, row.holder) == (True, "kari")
            assert "claimed" in console.foot
        assert len([one for one in await console.desk.rows(every) if one.holder == "kari"]) == 2


async def test_the_next_one_behind_a_folded_row_is_shown_though_a_filter_hid_it(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), *copies(12), size=(120, 30)) as console:
        top = await onto_the_wave(console)
        every = await members(console)
        ola = console.desk.seated(Actor("ola"))
        for item_id in [one for one in console.queue.roll.spine if one not in every] + [top]:
            await ola.claim(item_id)
        await console.press("/")
        await console.type("holder:ola\n")
        await console.press("N")
        row = console.queue.current
        assert row is not None
        assert (row.id in every, row.holder) == (True, "kari")
