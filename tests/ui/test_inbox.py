"""The inbox by its keys, on a real store."""

from datetime import timedelta
from pathlib import Path

import pytest

from console.commands import REGISTRY
from console.model.actor import WATCH, Actor
from console.model.event import NewEvent
from console.model.message import RawMessage
from console.model.words import OutboxState, Reason, State
from console.query import parse
from console.ui import longact
from console.ui.render.when import clock
from console.ui.screens.inbox import Inbox
from console.ui.session import UiSettings
from tests.support.fastclock import START
from tests.support.rooms import CHANNEL, desk_on, raw
from tests.support.screens import SIZES, console_on, some_day


@pytest.mark.parametrize("size", SIZES)
async def test_the_queue_shows_what_waits_and_the_thread_beside_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        seen = console.screen()
        assert "Queue 1/6" in seen
        assert "Your app is terrible" in seen
        assert "6 new" in seen
        beside = "waits 40m" in seen
        assert beside is (size[0] >= 100)
        await console.press("enter")
        assert "waits 40m" in console.screen()
        await console.press("escape")
        assert "Queue 1/6" in console.screen()


async def test_moving_by_keys_counts_and_halves(tmp_path: Path) -> None:
    many = [raw(f"m{n}", f"message number {n}") for n in range(60)]
    async with console_on(tmp_path, *many) as console:
        roll = console.queue.roll
        await console.press("j", "j")
        assert roll.index == 2
        await console.press("3", "k")
        assert roll.index == 0
        await console.press("1", "2", "j")
        assert roll.index == 12
        await console.press("G")
        assert roll.index == 59
        await console.press("home")
        assert roll.index == 0
        await console.press("ctrl+d")
        assert roll.index == roll.height // 2
        await console.press("ctrl+u", "down", "up", "end", "home")
        assert roll.index == 0
        shown = console.screen()
        assert "message number" in shown


async def test_an_act_moves_on_and_says_so_and_u_takes_it_back(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        first = console.queue.roll.cursor
        second = console.queue.roll.spine[1]
        assert first is not None
        await console.press("e")
        assert "Why no answer" in console.bar("ask-label")
        await console.press("s")
        assert "u undo" in console.foot
        assert console.queue.roll.cursor == second
        row = (await console.desk.rows([first]))[0]
        assert (row.state, row.reason) == (State.DONE, Reason.SPAM)
        await console.press("u")
        row = (await console.desk.rows([first]))[0]
        assert row.state is State.NEW
        await console.tick()
        assert first in console.queue.roll.spine or first in console.queue.roll.waiting


@pytest.mark.parametrize(
    ("key", "reason"),
    [("t", "troll"), ("r", "rager"), ("m", "misguided"), ("u", "unhappy-restored"), ("o", "out-of-scope"),
     ("e", None), ("enter", None)],
)  # fmt: skip
async def test_closing_asks_for_the_reason_by_one_key(tmp_path: Path, key: str, reason: str | None) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("e", key)
        row = (await console.desk.rows([item]))[0]
        assert row.state is State.DONE
        assert row.reason == reason


async def test_escape_leaves_the_question_and_changes_nothing(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press(
            "e", "escape", "s", "escape", "t", "escape", "n", "escape", "slash", "escape", "colon", "escape"
        )
        row = (await console.desk.rows([item]))[0]
        assert row.state is State.NEW
        assert console.queue.roll.cursor == item


async def test_claim_release_snooze_tag_note_reopen(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 40)) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("a")
        assert (await console.desk.rows([item]))[0].holder == "kari"
        assert "held by kari" in console.reader()
        await console.press("A")
        assert (await console.desk.rows([item]))[0].holder is None
        await console.press("t")
        await console.type("refund vip\n")
        assert (await console.desk.rows([item]))[0].tags == ("refund", "vip")
        await console.press("n")
        await console.type("Called her at nine.\n")
        assert "Called her at nine." in console.reader()
        assert console.queue.roll.cursor == item
        await console.press("s", "4")
        row = (await console.desk.rows([item]))[0]
        assert row.state is State.SNOOZED
        assert row.snoozed_until == START + timedelta(hours=4)
        assert f"snoozed until {clock(row.snoozed_until, START)}  u undo" in console.foot
        assert console.queue.roll.cursor != item
        await console.press("slash")
        await console.type("is:snoozed\n")
        assert console.queue.roll.cursor == item
        await console.press("E")
        assert (await console.desk.rows([item]))[0].state is State.NEW


async def test_snoozing_for_any_time(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("s", "d")
        await console.type("soon\n")
        assert "no time that is known" in console.bar("ask-label")
        await console.press("ctrl+u")
        await console.type("45m\n")
        row = (await console.desk.rows([item]))[0]
        assert row.snoozed_until == START + timedelta(minutes=45)


async def test_that_rows_are_marked_is_said_no_longer_than_it_is_so(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("asterisk")
        assert "6 items are marked" in console.foot
        await console.press("escape")
        assert "marked" not in console.foot


@pytest.mark.parametrize("keys", [("3", "e"), ("x", "x", "x", "e")])
async def test_closing_several_names_them_and_can_be_left(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with console_on(tmp_path, *some_day(), size=(80, 24)) as console:
        ids = list(console.queue.roll.spine.slice(0, 3))
        handles = [row.author_handle for row in await console.desk.rows(ids)]
        for no in ("n", "escape"):
            await console.press(*keys)
            asked = console.bar("ask-label")
            assert "Close 3 items" in asked
            assert all(handle in asked for handle in handles)
            assert "n leave it" in asked
            await console.press(no)
            assert not console.app.screen.asker.open
            assert {row.state for row in await console.desk.rows(ids)} == {State.NEW}
            await console.press("escape", "home")


@pytest.mark.parametrize(("lang", "said"), [("en", "snoozed until"), ("nb", "utsatt til")])
async def test_it_is_said_until_when_one_or_several_are_hidden(tmp_path: Path, lang: str, said: str) -> None:
    async with console_on(tmp_path, *some_day(), settings=UiSettings(lang=lang)) as console:
        until = clock(START + timedelta(days=5), START)
        await console.press("s", "d")
        await console.type("5d\n")
        assert f"{said} {until}  u " in console.foot
        await console.press("2", "s", "d")
        await console.type("5d\n")
        await console.press("y")
        assert f"{said} {until}" in console.foot
        assert "2 " in console.foot


async def test_marked_rows_are_closed_together_and_undone_together(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        ids = list(console.queue.roll.spine.slice(0, 3))
        await console.press("V", "j", "j", "V")
        await console.press("e")
        assert "3" in console.bar("ask-label")
        await console.press("s")
        assert {row.state for row in await console.desk.rows(ids)} == {State.DONE}
        assert "3 items" in console.foot
        await console.press("u")
        assert {row.state for row in await console.desk.rows(ids)} == {State.NEW}
        await console.press("x", "x", "escape")
        assert not console.queue.roll.marks


async def test_the_filter_shows_only_what_matches_and_points_at_mistakes(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("slash")
        await console.type("sentimint:x")
        assert "^" in console.bar("ask-label")
        assert "sentiment" in console.bar("ask-label")
        await console.press("enter")
        assert console.app.screen.query_one("#ask").display
        await console.press("ctrl+u")
        await console.type("sentiment:neg")
        await console.press("tab")
        await console.press("enter")
        assert len(console.queue.roll.spine) == 2
        assert "/sentiment:negative" in console.bar("head")
        await console.press("escape")
        assert len(console.queue.roll.spine) == 6
        await console.press("slash")
        await console.type('"no such words"\n')
        assert "Nothing matches" in console.screen()


async def test_author_and_why_take_the_thread_s_place(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("i")
        assert "1 message " in console.screen()
        await console.press("escape")
        assert "Queue 1/6" in console.screen()
        assert "hate" in console.screen()
        await console.press("w")
        seen = console.screen()
        assert "-2.70" in seen
        assert "vader" in seen
        assert "points" in seen
        await console.press("w")
        assert "-2.70" not in console.screen()


async def test_arrivals_do_not_move_the_row_under_the_cursor(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("j", "j")
        item, row = console.queue.roll.cursor, console.queue.roll.index
        await console.bring(
            raw(
                "n1",
                "I hate this terrible, horrible, awful bank and its disgusting app!",
                handle="x@y.example",
            ),
            raw("n2", "Good morning", handle="z@y.example"),
        )
        assert console.queue.roll.cursor == item
        assert console.queue.roll.index == row
        assert "1 new above" in console.bar("waiting")
        assert "Queue 3/7" in console.bar("head")
        await console.press("home")
        assert console.queue.roll.index == 0
        assert "horrible" in console.screen()
        assert console.bar("waiting") == ""


async def test_a_colleague_s_act_shows_and_does_not_take_the_row_away(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        console.desk.actor = Actor("liv")
        await console.desk.done(item)
        console.desk.actor = Actor("kari")
        await console.tick()
        assert console.queue.roll.cursor == item
        await console.press("j")
        await console.tick()
        assert item not in console.queue.roll.spine


async def test_pasted_text_is_no_command(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        for char in "easy":
            console.app.screen.burst.feed(char)
        console.app.screen._settle()
        await console.settle()
        assert "ignored" in console.foot
        assert not console.app.screen.asker.open
        assert len(console.queue.roll.spine) == 6


async def test_lines_are_completed_remembered_and_corrected(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("colon")
        await console.type("item sp")
        assert "item split" in console.bar("ask-label")
        await console.press("tab", "escape", "colon")
        await console.type("item tag late\n")
        assert (await console.desk.rows([item]))[0].tags == ("late",)
        await console.press("colon")
        await console.type("item dance\n")
        assert "no command" in console.bar("ask-label")
        await console.press("escape", "colon", "up", "enter")
        assert console.app.history == ["item tag late"]
        await console.press("colon")
        await console.type("queue filter tag:late\n")
        assert len(console.queue.roll.spine) == 1


async def test_help_is_of_this_place_filters_and_does(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("question_mark")
        assert "item snooze" in console.reader("reader")
        assert "outbox cancel" not in console.reader("reader")
        await console.type("snooze")
        await console.press("enter")
        assert "Hide for" in console.bar("ask-label")
        await console.press("escape", "ctrl+p")
        await console.type("outbox cancel")
        assert "no reply is under the cursor" in console.screen()
        await console.press("enter")
        assert "no reply is under the cursor" in console.foot
        assert console.app.screen is console.app.screen_stack[1]


async def test_an_empty_queue_says_so(tmp_path: Path) -> None:
    async with console_on(tmp_path) as console:
        assert "Nothing waits" in console.screen()
        await console.press("e", "r", "x", "V", "i", "w", "j", "G", "ctrl+d", "enter", "escape")
        assert "no item is under the cursor" in console.foot or "leaves" in console.foot
        await console.bring(*some_day())
        assert "Queue 1/6" in console.screen()


async def test_a_long_queue_is_fetched_where_it_is_looked_at(tmp_path: Path) -> None:
    many = [raw(f"m{n}", f"message number {n}", handle=f"u{n}@x.example") for n in range(900)]
    async with console_on(tmp_path, *many) as console:
        assert len(console.queue.roll.spine) == 900
        await console.press("G")
        assert "Queue 900/900" in console.screen()
        assert "message number" in console.screen()
        pager = console.queue.pager
        assert pager is not None
        assert len(pager._rows) < 700


async def test_quit_and_start_again_finds_filter_cursor_history_and_draft(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("slash")
        await console.type("sentiment:negative\n")
        await console.press("j")
        item = console.queue.roll.cursor
        await console.press("colon")
        await console.type("item tag later\n")
        await console.press("r")
        await console.type("Half a senten")
        await console.app._leave()
    async with console_on(tmp_path) as console:
        assert "/sentiment:negative" in console.bar("head")
        assert console.queue.roll.cursor == item
        assert console.app.history == ["item tag later"]
        await console.press("r")
        assert console.app.screen.composer.text == "Half a senten"


async def test_another_channel_that_cannot_be_answered_says_so(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        console.desk.abilities = {}
        await console.press("r")
        assert f"{CHANNEL} can't be answered" in console.foot


def many(count: int) -> list[RawMessage]:
    return [
        raw(
            f"n{n}",
            f"Shop number {n} open?",
            handle=f"u{n}@x.example",
            at=START - timedelta(minutes=n),
        )
        for n in range(count)
    ]


async def test_all_that_the_filter_matches_is_closed_after_its_count_was_asked_and_taken_back_as_one(
    tmp_path: Path,
) -> None:
    async with console_on(tmp_path, *many(130), *some_day()) as console:
        await console.press("slash")
        await console.type("number\n")
        await console.press("asterisk")
        assert "130 items are marked" in console.foot
        await console.press("e", "s")
        assert "130 items" in console.bar("ask-label")
        assert (await console.desk.counts()).by_state[State.NEW] == 136
        await console.press("y")
        assert "130 items: done (spam)" in console.foot
        assert (await console.desk.counts()).by_state[State.NEW] == 6
        await console.press("u")
        assert "130 items: taken back" in console.foot
        assert (await console.desk.counts()).by_state[State.NEW] == 136


async def test_no_leaves_everything_as_it_was_and_esc_unmarks(tmp_path: Path) -> None:
    async with console_on(tmp_path, *many(30)) as console:
        await console.press("asterisk", "e", "e", "n")
        assert (await console.desk.counts()).by_state[State.NEW] == 30
        assert len(console.queue.roll.marks) == 30
        await console.press("escape")
        assert not console.queue.roll.marks
        await console.press("asterisk", "asterisk")
        assert not console.queue.roll.marks


async def test_what_a_colleague_holds_is_left_alone_and_said(tmp_path: Path) -> None:
    async with console_on(tmp_path, *many(3)) as console:
        liv = desk_on(console.store, console.clock, "liv")
        held = (await console.desk.queue_ids(parse("")))[1]
        await liv.claim(held)
        await console.press("asterisk", "e", "e")
        assert "2 items: done 1 left alone: liv holds this item." in console.foot
        assert (await console.desk.rows([held]))[0].state is State.NEW


async def test_esc_stops_a_long_act_and_says_what_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(longact, "PACE", 0.0)
    async with console_on(tmp_path, *many(250)) as console:
        seen: list[str] = []
        tell = console.app.tell

        def told(text: str, style: str = "bar") -> None:
            seen.append(text)
            tell(text, style)
            if text.startswith("100 of 250"):
                console.app.screen.do_back()  # type: ignore[attr-defined]

        monkeypatch.setattr(console.app, "tell", told)
        await console.press("asterisk", "e", "e", "y")
        assert (await console.desk.counts()).by_state[State.NEW] == 150
        assert any("100 items: done Stopped; 150 are as they were." in text for text in seen)
        (act,) = await console.desk.acts()
        assert act.count == 100
        await console.press("u")
        assert (await console.desk.counts()).by_state[State.NEW] == 250


async def test_a_long_act_leaves_the_queue_usable_and_a_second_one_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(longact, "PACE", 0.0)
    async with console_on(tmp_path, *many(250), *some_day()) as console:
        await console.press("slash")
        await console.type("number\n")
        inbox = console.app.screen
        assert isinstance(inbox, Inbox)
        seen: list[str] = []
        tell = console.app.tell

        def told(text: str, style: str = "bar") -> None:
            seen.append(text)
            tell(text, style)
            if text.startswith("100 of 250"):
                # While it goes on: move, begin a second one, and take back.
                before = inbox.queue.roll.cursor
                inbox.do_down()
                assert inbox.queue.roll.cursor != before
                inbox.perform_on(REGISTRY["item tag"], {"tags": ("x",)}, list(range(1, 150)))
                inbox.do_undo()

        monkeypatch.setattr(console.app, "tell", told)
        await console.press("asterisk", "e", "s", "y")
        assert seen.count("something is under way; Esc stops it") == 2
        assert (await console.desk.counts()).by_state[State.DONE] == 250
        assert not await console.desk.queue_ids(parse("tag:x is:open"))


async def test_the_question_shows_the_first_items_and_means_only_those_it_counted(tmp_path: Path) -> None:
    async with console_on(tmp_path, *many(30), *some_day()) as console:
        await console.press("slash")
        await console.type("number\n")
        await console.press("asterisk", "e", "s")
        asked = console.bar("ask-label")
        assert "30 items: done (spam)?" in asked
        assert "u29@x.example    Shop number 29 open?" in asked
        assert "… and 26 more" in asked
        liv = desk_on(console.store, console.clock, "liv")
        ids = await liv.queue_ids(parse("number"))
        await liv.done(ids[3])
        await console.bring(raw("late", "And shop number 99?", handle="late@x.example", at=START))
        await console.press("y")
        assert "29 items: done (spam) 1 left alone: liv has changed it since." in console.foot
        assert await liv.queue_ids(parse("number")) == [31 + 6], "what came after the question is not closed"


async def test_undo_takes_the_whole_act_back_whatever_was_done_after_it(tmp_path: Path) -> None:
    async with console_on(tmp_path, *many(30), *some_day()) as console:
        await console.press("slash")
        await console.type("number\n")
        await console.press("asterisk", "e", "s", "y", "escape", "escape")
        await console.press("t")
        await console.type("vip\n")
        await console.press("U")
        listed = console.screen()
        for said in ("tags: vip", "done (spam)", "30 items"):
            assert said in listed
        await console.press("j", "enter")
        assert "Take back “done (spam)” (30 items" in console.bar("ask-label")
        await console.press("y")
        assert "30 items: taken back: done (spam)" in console.foot
        assert (await console.desk.counts()).by_state[State.NEW] == 36
        assert "done (spam)" not in console.reader("reader")
        await console.press("q")
        assert len(console.queue.roll.spine) == 36


async def test_what_can_not_be_taken_back_is_said_and_nothing_older_is(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(160, 40)) as console:
        await console.press("t")
        await console.type("vip\n")
        row = console.queue.current
        assert row is not None
        _, out = await console.desk.reply(row.id, "We are on it.")
        async with console.store.act(WATCH, console.clock.now()) as tx:
            await tx.set_outgoing(out.id, OutboxState.SENT, remote_id="42")
            await tx.append(NewEvent("outbox.sent", f"outbox:{out.id}", {}, {}))
        console.clock.advance(240)
        await console.press("u")
        assert "the reply was sent 4 min ago; the list of your acts" in console.foot
        assert (await console.desk.item(row.id)).row.tags == ("vip",)
        await console.press("U", "enter")
        assert "the reply was sent 4 min ago" in console.foot
        await console.press("j", "enter", "y")
        assert (await console.desk.item(row.id)).row.tags == ()


async def test_an_item_is_assigned_and_shown_so(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        first = console.queue.roll.cursor
        await console.press("o")
        await console.type("two words\n")
        assert "is no name" in console.bar("ask-below")
        await console.press("ctrl+u")
        await console.type("ola\n")
        assert "assigned to ola" in console.foot
        assert "→ola" in console.screen()
        await console.press("colon")
        await console.type("item assign none\n")
        assert (await console.desk.item(first or 0)).row.assignee is None


async def test_a_view_is_saved_chosen_by_its_number_and_shows_its_count(tmp_path: Path) -> None:
    async with console_on(tmp_path, *many(30), *some_day(), size=(120, 40)) as console:
        await console.press("slash")
        await console.type("number\n")
        await console.press("colon")
        await console.type("view save shops\n")
        assert "view saved" in console.foot
        await console.press("v")
        assert "1 shops 30 (yours)" in " ".join(console.bar("ask-label").split())
        await console.press("0")
        assert len(console.queue.roll.spine) == 36
        await console.press("v", "1")
        assert len(console.queue.roll.spine) == 30
        assert "/number" in console.screen()
        await console.press("colon")
        await console.type("view drop shops\n")
        await console.press("v")
        assert "shops" not in console.bar("ask-label")


async def test_in_a_window_too_small_to_see_no_key_does_anything(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.pilot.resize_terminal(20, 5)
        await console.settle()
        await console.press("e", "e", "a", "r", "asterisk")
        await console.pilot.resize_terminal(80, 24)
        await console.settle()
        assert (await console.desk.counts()).by_state[State.NEW] == 6
        assert all(row.holder is None for row in await console.desk.queue(parse("")))
        await console.press("a")
        assert "claimed" in console.foot


async def test_a_range_that_was_begun_reaches_to_the_cursor(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        ids = list(console.queue.roll.spine.slice(0, 4))
        await console.press("V", "j", "j", "j", "t")
        await console.type("rng\n")
        assert [row.tags for row in await console.desk.rows(ids)] == [("rng",)] * 4
        assert "4 items" in console.foot


async def test_hidden_until_they_write_comes_back_when_they_do(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("s", "r")
        assert "snoozed until they write" in console.foot
        [row] = await console.desk.rows([item])
        assert (row.state, row.snoozed_until) == (State.SNOOZED, None)
        await console.bring(raw("again", "Are you there?", handle=row.author_handle, parent_id="m1"))
        [row] = await console.desk.rows([item])
        assert row.state is State.NEW


@pytest.mark.parametrize(("keys", "state"), [(("e", "s"), State.DONE), (("s", "1"), State.SNOOZED)])
async def test_one_marked_row_is_acted_on_wherever_the_cursor_is(
    tmp_path: Path, keys: tuple[str, ...], state: State
) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        ids = list(console.queue.roll.spine)
        await console.press("x", "j", "j", *keys)
        states = [row.state for row in await console.desk.rows(ids)]
        assert states == [state, *[State.NEW] * 5]


async def test_under_another_filter_nothing_is_marked_until_it_is_known_to_fit(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        ids = list(console.queue.roll.spine)
        await console.press("x", "x", "x")
        console.app.screen.filter_by("is:pending")
        assert console.queue.roll.marks == set()
        await console.settle()
        assert console.queue.roll.marks == set()
        console.app.screen.filter_by("")
        await console.settle()
        await console.press("home", "x", "x")
        assert console.queue.roll.marks == set(ids[:2])
        console.app.screen.filter_by("is:new")
        await console.settle()
        assert console.queue.roll.marks == set(ids[:2])
