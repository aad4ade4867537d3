"""Counts, sequences, ranges, bookmarks and macros, as an operator's fingers do them."""

import asyncio
from pathlib import Path

import pytest

from console.desk.answers import Done
from console.desk.deeds import Deed
from console.model.words import State
from console.ui.screens import macros
from console.ui.screens.bookmarks import BOOKMARKS
from console.ui.screens.inbox import Inbox
from console.ui.screens.macros import MACROS
from console.ui.session import UiSettings
from tests.support.rooms import desk_on, raw
from tests.support.screens import Driver, console_on, some_day

MANY = [raw(f"m{n}", f"message number {n}") for n in range(60)]


def inbox(console: Driver) -> Inbox:
    found = console.app.screen_stack[1]
    assert isinstance(found, Inbox)
    return found


async def states(console: Driver, ids: list[int]) -> list[State]:
    return [row.state for row in await console.desk.rows(ids)]


# ── counts and sequences ────────────────────────────────────────────────────────────────────────────────
async def test_a_count_before_g_goes_to_that_row(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        roll = console.queue.roll
        await console.press("1", "0", "G")
        assert roll.index == 9
        await console.press("2", "0", "g", "g")
        assert roll.index == 19
        await console.press("g", "g")
        assert roll.index == 0


async def test_what_is_half_typed_is_shown_with_what_may_follow_and_esc_clears_it(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        await console.press("1", "2")
        assert console.foot.rstrip().endswith("12")
        await console.press("g")
        assert console.foot.rstrip().endswith("12g")
        assert "First row" in console.foot
        await console.press("escape")
        assert "First row" not in console.foot
        await console.press("j")
        assert console.queue.roll.index == 1
        await console.press("g", "x")
        assert "gx stands for nothing here" in console.foot
        assert console.queue.roll.index == 1
        await console.press("2", "escape", "j")
        assert console.queue.roll.index == 2


async def test_a_count_before_an_act_takes_that_many_rows_and_asks_first(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        ids = list(console.queue.roll.spine.slice(0, 60))
        await console.press("j", "3", "e", "s")
        assert "3 items" in console.bar("ask-label")
        assert await states(console, ids[:5]) == [State.NEW] * 5
        await console.press("y")
        assert await states(console, ids[:5]) == [State.NEW, *[State.DONE] * 3, State.NEW]
        assert console.queue.roll.cursor == ids[4]
        await console.press("u")
        assert await states(console, ids[:5]) == [State.NEW] * 5


async def test_a_count_that_was_left_counts_for_nothing_later(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        ids = list(console.queue.roll.spine.slice(0, 60))
        await console.press("3", "e", "s", "n", "a")
        rows = await console.desk.rows(ids[:3])
        assert [row.holder for row in rows] == ["kari", None, None]
        assert await states(console, ids[:3]) == [State.NEW] * 3


async def test_a_count_before_undo_takes_back_that_many_acts(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        ids = list(console.queue.roll.spine.slice(0, 60))
        await console.press("e", "s", "e", "s", "e", "s", "2", "u")
        assert await states(console, ids[:3]) == [State.DONE, State.NEW, State.NEW]


async def test_a_count_goes_to_the_colon_line_too(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        ids = list(console.queue.roll.spine.slice(0, 60))
        await console.press("2", "colon")
        await console.type("item tag refund\n")
        await console.press("y")
        assert [row.tags for row in await console.desk.rows(ids[:3])] == [("refund",), ("refund",), ()]
        await console.press("colon")
        await console.type("down 4\n")
        assert console.queue.roll.index == 4


# ── ranges ──────────────────────────────────────────────────────────────────────────────────────────────
async def test_a_range_is_seen_growing_with_every_move_and_esc_leaves_it(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        mark = console.app.marks["mark"]

        def marked() -> int:
            return sum(line.startswith(mark) for line in console.screen().splitlines())

        await console.press("V", "j", "j")
        assert marked() == 3
        assert f"{mark}3" in console.bar("head")
        await console.press("k")
        assert marked() == 2
        await console.press("ctrl+d")
        assert f"{mark}{console.queue.roll.index + 1}" in console.bar("head")
        await console.press("G")
        assert f"{mark}60" in console.bar("head")
        await console.press("escape")
        assert marked() == 0
        assert mark not in console.bar("head")
        assert console.queue.roll.marks == set()


async def test_an_act_is_for_the_whole_range(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        ids = list(console.queue.roll.spine.slice(0, 60))
        await console.press("V", "j", "j", "t")
        await console.type("refund\n")
        rows = await console.desk.rows(ids[:4])
        assert [row.tags for row in rows] == [("refund",)] * 3 + [()]
        assert console.queue.roll.anchor is None
        assert console.queue.roll.marks == set()


# ── bookmarks ───────────────────────────────────────────────────────────────────────────────────────────
async def test_a_letter_on_an_item_leads_back_to_it_also_after_a_restart(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        item = console.queue.roll.spine[7]
        await console.press("7", "j", "m")
        assert console.foot.rstrip().endswith("m")
        await console.press("a", "g", "g", "apostrophe", "a")
        assert console.queue.roll.cursor == item
        await console.press("apostrophe", "apostrophe")
        assert console.queue.roll.index == 0
        assert await console.desk.get_setting(BOOKMARKS) == f'{{"a": {item}}}'
    async with console_on(tmp_path) as console:
        await console.press("g", "g", "apostrophe", "a")
        assert console.queue.roll.cursor == item
        await console.press("apostrophe", "b")
        assert "no item has the letter b" in console.foot
        await console.press("colon")
        await console.type("bookmark list\n")
        assert "fjord.example" in console.bar("ask-label") or "a " in console.bar("ask-label")
        await console.press("escape", "colon")
        await console.type("bookmark drop a\n")
        await console.press("apostrophe", "a")
        assert "no item has the letter a" in console.foot


async def test_a_bookmark_is_on_the_item_and_not_on_its_row(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        ids = list(console.queue.roll.spine.slice(0, 6))
        await console.press("3", "j", "m", "x", "g", "g", "e", "s", "apostrophe", "x")
        assert console.queue.roll.cursor == ids[3]
        await console.press("slash")
        await console.type("terrible-that-nobody-said\n")
        await console.press("apostrophe", "x")
        assert console.queue.roll.cursor == ids[3]
        assert "lifted" in console.foot
        await console.press("e", "s", "apostrophe", "x")
        assert "not in the queue: done" in console.foot


async def test_only_a_letter_names_a_bookmark_and_esc_leaves(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("m", "5")
        assert "a letter from a to z" in console.foot
        await console.press("escape", "e")
        assert "Why no answer" in console.bar("ask-label")
        assert inbox(console).bookmarks.things == {}


# ── macros ──────────────────────────────────────────────────────────────────────────────────────────────
async def record(console: Driver) -> None:
    """Tag with `refund` and close as spam, under `a`."""
    await console.press("Q", "a", "t")
    await console.type("refund\n")
    await console.press("e", "s", "Q")


async def test_a_macro_is_recorded_shown_kept_and_played(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        ids = list(console.queue.roll.spine.slice(0, 60))
        await console.press("Q", "a")
        assert "REC a 0" in console.bar("head")
        await console.press("t")
        await console.type("refund\n")
        assert "REC a 1" in console.bar("head")
        await console.press("e", "s", "Q")
        assert "REC" not in console.bar("head")
        assert "a has 2 steps" in console.foot
        await console.press("at", "a")
        rows = await console.desk.rows(ids[:3])
        assert [(row.tags, row.state) for row in rows] == [(("refund",), State.DONE)] * 2 + [((), State.NEW)]
        await console.press("at", "at")
        assert (await states(console, ids))[2:4] == [State.DONE, State.NEW]
        assert await console.desk.get_setting(MACROS) == '{"a": ["item tag refund", "item done spam"]}'
    async with console_on(tmp_path) as console:
        await console.press("colon")
        await console.type("macro show a\n")
        assert "item tag refund, item done spam" in console.bar("ask-label")
        await console.press("p")
        assert (await states(console, ids))[3:5] == [State.DONE, State.NEW]


async def test_a_macro_is_played_on_all_marked_rows_and_taken_back_as_one(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        await record(console)
        ids = list(console.queue.roll.spine.slice(0, 59))
        await console.press("x", "j", "x", "j", "x", "at", "a")
        assert "3 times" in console.bar("ask-label")
        await console.press("y")
        done = [state is State.DONE for state in await states(console, ids[:6])]
        assert done == [True, False, True, False, True, False]
        await console.press("u")
        rows = await console.desk.rows(ids[:6])
        assert [(row.state, row.tags) for row in rows] == [(State.NEW, ())] * 6


async def test_a_count_plays_a_macro_so_often_and_moves_are_part_of_it(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        ids = list(console.queue.roll.spine.slice(0, 60))
        await console.press("Q", "b", "a", "2", "j", "Q", "3", "at", "b", "y")
        holders = [row.holder for row in await console.desk.rows(ids[:9])]
        assert [at for at, holder in enumerate(holders) if holder] == [0, 2, 4, 6]
        assert console.queue.roll.index == 8


async def test_undo_takes_back_what_a_macro_made_and_nothing_older(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        await record(console)
        ids = list(console.queue.roll.spine.slice(0, 59))
        older = [(await console.desk.claim(ids[40])).event_id, (await console.desk.claim(ids[41])).event_id]
        assert all(older)
        await console.desk.tag(ids[0], ("refund",))
        await console.desk.tag(ids[2], ("refund",))
        await console.press("x", "j", "x", "at", "a", "y")
        assert (await states(console, ids))[:3] == [State.DONE, State.NEW, State.DONE]
        await console.press("u")
        rows = await console.desk.rows([*ids[:3], *ids[40:42]])
        assert [row.state for row in rows[:3]] == [State.NEW] * 3
        assert [row.tags for row in rows[:3]] == [("refund",), (), ("refund",)]
        assert [row.holder for row in rows[3:]] == ["kari", "kari"]


@pytest.mark.parametrize("later", ["a view", "another act", "an act taken back"])
async def test_an_act_after_a_macro_leaves_the_macro_out_of_undo(tmp_path: Path, later: str) -> None:
    async with console_on(tmp_path, *MANY) as console:
        await record(console)
        ids = list(console.queue.roll.spine.slice(0, 59))
        await console.press("x", "j", "x", "at", "a", "y")
        if later == "a view":
            await console.press("colon")
            await console.type("view save mine\n")
        else:
            await console.press("a")
        if later == "an act taken back":
            act = await console.desk.last_act()
            assert act is not None
            await console.press("colon")
            await console.type(f"undo {act.id}\n")
            await console.press("y")
        await console.press("u")
        rows = await console.desk.rows([ids[0], ids[2]])
        closed = [State.DONE, State.NEW] if later == "an act taken back" else [State.DONE] * 2
        assert sorted(row.state for row in rows) == sorted(closed)
        assert [row.tags for row in rows] == [("refund",)] * 2


async def test_every_step_of_a_macro_is_for_the_marked_row(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        inbox(console).macros.things["a"] = ["item done", "item tag refund"]
        ids = list(console.queue.roll.spine.slice(0, 60))
        await console.press("x", "3", "j", "x", "at", "a", "y")
        rows = await console.desk.rows(ids[:7])
        assert [at for at, row in enumerate(rows) if row.state is State.DONE] == [0, 4]
        assert [at for at, row in enumerate(rows) if row.tags] == [0, 4]


async def test_a_macro_reaches_a_marked_item_that_the_filter_hides(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        inbox(console).macros.things["a"] = ["item tag refund", "item note seen"]
        ids = list(console.queue.roll.spine.slice(0, 60))
        await console.press("x", "j", "x")
        console.queue.roll.take_out({ids[0]})
        console.queue.roll.marks.add(ids[0])
        await console.press("at", "a", "y")
        rows = await console.desk.rows(ids[:4])
        assert [at for at, row in enumerate(rows) if row.tags] == [0, 2]
        assert "a was played on 2 of 2" in console.foot


async def test_a_move_leads_on_from_the_marked_row(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        inbox(console).macros.things["a"] = ["item tag refund", "down", "item claim"]
        ids = list(console.queue.roll.spine.slice(0, 60))
        await console.press("x", "3", "j", "x", "at", "a", "y")
        rows = await console.desk.rows(ids[:7])
        assert [at for at, row in enumerate(rows) if row.tags] == [0, 4]
        assert [at for at, row in enumerate(rows) if row.holder] == [1, 5]


async def begin_and_hold(console: Driver, monkeypatch: pytest.MonkeyPatch, *keys: str) -> asyncio.Event:
    """Play with these keys and stand within the first act until the event that comes back is set."""
    inbox(console).macros.things["a"] = ["item claim", "item tag refund"]
    begun, gate, one = asyncio.Event(), asyncio.Event(), console.desk.one

    async def slowly(item_id: int, deed: Deed) -> Done:
        begun.set()
        await gate.wait()
        return await one(item_id, deed)

    monkeypatch.setattr(console.desk, "one", slowly)
    await console.press(*keys[:-1])
    console._send(keys[-1])
    await begun.wait()
    return gate


async def send(console: Driver, key: str) -> None:
    """A key while an act is under way, which `press` would wait for."""
    done = inbox(console).keys_done
    done.clear()
    console._send(key)
    await done.wait()


async def test_keys_and_clicks_wait_while_a_macro_plays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console_on(tmp_path, *MANY) as console:
        ids = list(console.queue.roll.spine.slice(0, 60))
        gate = await begin_and_hold(console, monkeypatch, "at", "a")
        await send(console, "j")
        assert "a is playing: keys and clicks wait until it ends, Esc stops it" in console.foot
        console.app.tell("something else")
        await console.pilot.click("#queue", offset=(5, 6))
        for key in ("e", "r", "colon", "ctrl+l", "5", "G"):
            await send(console, key)
        assert "something else" in console.foot
        assert console.queue.roll.index == 0
        assert not inbox(console).asker.open
        gate.set()
        await console.settle()
        rows = await console.desk.rows(ids[:10])
        assert [at for at, row in enumerate(rows) if row.holder] == [0]
        assert [at for at, row in enumerate(rows) if row.tags] == [0]
        await console.press("j")
        assert console.queue.roll.index == 1


async def test_esc_stops_a_macro_after_the_run_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console_on(tmp_path, *MANY) as console:
        ids = list(console.queue.roll.spine.slice(0, 60))
        gate = await begin_and_hold(console, monkeypatch, "x", "x", "x", "at", "a", "y")
        await send(console, "escape")
        gate.set()
        await console.settle()
        assert "a was stopped after 1 of 3" in console.foot
        rows = await console.desk.rows(ids[:3])
        assert [(row.holder, row.tags) for row in rows] == [("kari", ("refund",)), (None, ()), (None, ())]


async def test_a_macro_stops_at_the_first_refusal_and_says_where(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY) as console:
        ids = list(console.queue.roll.spine.slice(0, 60))
        await console.press("Q", "c", "a", "j", "Q")
        ola = desk_on(console.store, console.clock, "ola")
        await ola.claim(ids[2])
        await console.press("5", "at", "c", "y")
        assert "c stopped at 2/5" in console.foot
        assert "step 1 item claim: " in console.foot
        rows = await console.desk.rows(ids[:5])
        assert [row.holder for row in rows] == ["kari", "kari", "ola", None, None]


async def test_a_macro_stops_at_the_end_of_the_queue(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("Q", "c", "a", "j", "Q", "9", "9", "at", "c", "y")
        assert "there is no further row" in console.foot
        assert console.queue.roll.index == 5


async def test_a_macro_never_sends(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("Q", "a", "r")
        assert "a macro can't send" in console.foot
        assert not inbox(console).composer.is_open
        await console.press("escape", "colon")
        await console.type("item reply Hello there\n")
        await console.press("escape")
        assert await console.desk.outbox() == []
        await console.press("a", "Q")
        assert inbox(console).macros.things == {"a": ["item claim"]}
        await console.desk.set_setting(MACROS, '{"a": ["item reply Hello"]}')
        inbox(console).macros.things["a"] = ["item reply Hello"]
        with pytest.raises(Exception, match="can't hold"):
            inbox(console).with_macro_play({"letter": "a"})
        assert await console.desk.outbox() == []


@pytest.mark.parametrize("end", ["escape", "enter"])
async def test_text_for_a_field_that_a_recording_refused_does_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(macros, "REST", 3600.0)
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("Q", "a", "r", *"hei", "space", "a")
        assert "no field is open, since a macro can't send" in console.foot
        assert not inbox(console).asker.open
        assert inbox(console).steps == []
        await console.press(end, "a")
        assert inbox(console).steps == ["item claim"]
        assert not inbox(console).in_thread


async def test_after_a_rest_keys_are_commands_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(macros, "REST", 0.0)
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("Q", "a", "r", "a")
        assert inbox(console).steps == ["item claim"]


async def test_a_recording_says_once_that_a_command_is_not_kept(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        for _ in range(2):
            await console.press("Q", "a", "x")
            assert "mark is not kept in the macro" in console.foot
            console.app.tell("something else")
            await console.press("x", "x")
            assert "something else" in console.foot
            await console.press("Q")


async def test_what_was_taken_back_is_no_step(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("Q", "a", "e", "s", "u", "a", "Q")
        assert inbox(console).macros.things == {"a": ["item claim"]}


async def test_a_paste_plays_and_records_nothing(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await record(console)
        before = await states(console, list(console.queue.roll.spine.slice(0, 5)))
        for text in ("@aQb3ems", "9@aymaGdd"):
            for char in text:
                console._send({"@": "at"}.get(char, char))
            await console.settle()
            assert "pasted text was ignored" in console.foot
        assert await states(console, list(console.queue.roll.spine.slice(0, 5))) == before
        assert not inbox(console).recording
        assert inbox(console).pending == ""


# ── other keys ──────────────────────────────────────────────────────────────────────────────────────────
async def test_the_nordic_keymap_is_shown_where_keys_are_named(tmp_path: Path) -> None:
    settings = UiSettings(lang="en", keyboard="nordic", keys={"undo": ("Y",)})
    async with console_on(tmp_path, *some_day(), settings=settings, size=(120, 30)) as console:
        assert "S filter" in console.foot
        assert "Y undo" in console.foot
        await console.press("e", "s")
        assert "Y undo" in console.foot
        await console.press("Y", "home", "comma")
        await console.type("down 2\n")
        assert console.queue.roll.index == 2
        await console.press("f1")
        await console.type("undo")
        assert "Y " in console.screen()


async def test_on_a_french_keyboard_counts_need_no_shift(tmp_path: Path) -> None:
    async with console_on(tmp_path, *MANY, settings=UiSettings(lang="en", keyboard="azerty")) as console:
        await console.press("ampersand", "é", "j")
        assert console.queue.roll.index == 12


# ── a claim that nobody needs ───────────────────────────────────────────────────────────────────────────
async def test_leaving_an_empty_answer_gives_the_item_back(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("r", "escape")
        assert (await console.desk.rows([item]))[0].holder is None
        assert "free again" in console.foot
        await console.press("a", "r", "escape")
        assert (await console.desk.rows([item]))[0].holder == "kari"
        await console.press("A", "r")
        await console.type("Hello")
        await console.press("escape")
        assert (await console.desk.rows([item]))[0].holder == "kari"
        assert "draft is kept" in console.foot
