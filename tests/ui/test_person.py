"""The card of a person, and what is said of one with a key."""

from datetime import timedelta
from pathlib import Path

import pytest

from console.model.message import RawMessage
from console.model.words import OutboxState, PersonMark
from console.ui.session import UiSettings
from tests.support.fastclock import START
from tests.support.rooms import desk_on, raw
from tests.support.screens import SIZES, Driver, console_on, some_day

OLA = "ola@fjord.example"
WEEK = timedelta(days=7)


def years() -> list[RawMessage]:
    """Ola over four weeks, first glad and then angry, and Liv once."""
    author = {"id": OLA, "handle": OLA, "name": "Ola Hansen", "followers": 1200}
    said = (
        ("o1", "Love the new card, thank you so much", 3 * WEEK),
        ("o2", "This is awful, the worst app ever", WEEK),
        ("o3", "I hate this terrible app, it stole my money!", timedelta(hours=1)),
    )
    ola = [raw(name, text, author=author, at=START - ago) for name, text, ago in said]
    return [*ola, raw("l1", "Is the branch closed?", handle="liv@fjord.example")]


async def onto(console: Driver, handle: str) -> int:
    """Put the cursor on the first row of an author."""
    await console.press("g", "g")
    for _ in range(20):
        row = console.queue.current
        if row is not None and row.author_handle == handle:
            return row.id
        await console.press("j")
    raise AssertionError(f"no row of {handle}")


async def answer(console: Driver, item_id: int, text: str) -> None:
    """A reply of ours that was published."""
    _done, out = await console.desk.reply(item_id, text)
    async with console.store.act(console.desk.actor, console.clock.now()) as tx:
        await tx.set_outgoing(
            out.id, OutboxState.SENT, remote_id=f"ours{out.id}", sent_at=console.clock.now()
        )
    await console.tick()


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("size", SIZES)
async def test_the_card_tells_who_they_are_then_what_they_wrote_newest_first(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *years(), size=size) as console:
        item = await onto(console, OLA)
        person = await console.desk.find_handle(OLA)
        await console.desk.mark_person(person.person_id, PersonMark.VIP)
        await console.desk.tag_person(person.person_id, ["press"])
        await console.desk.note_person(person.person_id, "Writes for the local paper.")
        wrote = await console.desk.written(person.person_id)
        newest = max(wrote, key=lambda one: one.key)
        await answer(console, newest.message.item_id, "We look into it at once.")
        await console.press("i")
        assert console.queue.roll.cursor == item
        card = console.reader()
        lines = card.splitlines()
        assert lines[0].split()[:3] == ["[VIP]", "#press", OLA]
        assert "Ola Hansen" in lines[0]
        assert f"p{person.id} mastodon {OLA}" in card
        assert "1,200 followers" in card
        assert "1 of the last 3 answered" in card
        assert "Writes for the local paper." in card
        assert card.index("stole my money") < card.index("worst app ever") < card.index("Love the new card")
        told = card.index("answered after")
        assert card.index("stole my money") < told < card.index("We look into it") < card.index("worst app")
        await console.press("i")
        assert "of the last 3 answered" not in console.reader()


async def test_moods_are_told_in_signs_a_week_each(tmp_path: Path) -> None:
    async with console_on(tmp_path, *years()) as console:
        await onto(console, OLA)
        await console.press("i")
        line = next(line for line in console.reader().splitlines() if line.endswith("4 weeks"))
        assert line.split()[0] == "+·--"
        assert "negative 2 positive 1" in flat(console.reader())


async def test_the_number_of_messages_of_one_handle_is_told_once(tmp_path: Path) -> None:
    async with console_on(tmp_path, *years()) as console:
        await onto(console, OLA)
        await console.press("i")
        assert console.reader().count("3 messages") == 1


@pytest.mark.parametrize("size", SIZES)
async def test_a_vip_is_seen_in_the_row_counts_and_moves_up(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        item = await onto(console, "nils@fjord.example")
        assert console.queue.roll.place == 5
        await console.press("I")
        asked = console.bar("ask-label")
        assert "The person:" in asked
        assert all(word in asked for word in ("VIP", "TROLL", "tag", "note", "link"))
        await console.press("v")
        assert "the person is marked vip" in console.foot
        assert any("VIP" in line and "nils" in line for line in console.screen().splitlines())
        await console.press("w")
        assert any("VIP" in line and "+150" in line for line in console.reader().splitlines())
        # Under the cursor nothing moves by itself; asked anew, the row stands higher.
        await console.press("q")
        assert console.queue.roll.cursor == item
        await console.press("slash")
        await console.type("is:vip\n")
        assert "1/1" in console.bar("head")
        await console.press("escape")
        await onto(console, "nils@fjord.example")
        assert console.queue.roll.place == 2
        await console.press("I", "0")
        assert (await console.desk.rows([item]))[0].person_mark is None
        await console.press("u")
        assert (await console.desk.rows([item]))[0].person_mark is PersonMark.VIP


async def test_two_handles_are_linked_shown_as_one_and_taken_back(tmp_path: Path) -> None:
    async with console_on(tmp_path, *years(), size=(120, 40)) as console:
        await onto(console, OLA)
        await console.press("i", "I", "l")
        assert "The same person as" in console.bar("ask-label")
        await console.type("@liv@fjord.example\n")
        card = console.reader()
        assert "liv@fjord.example" in card
        assert "Is the branch closed?" in card
        assert "4 messages" in card
        assert "3 messages" in card, "each handle has its own count"
        await console.press("u")
        assert "liv@fjord.example" not in console.reader()
        await console.press("I", "l")
        await console.type("nobody\n")
        assert "nobody who wrote to us is called" in console.screen()
        await console.press("I", "l")
        await console.type("@liv@fjord.example\n")
        assert "liv@fjord.example" in console.reader()
        await console.press("I", "u")
        assert "liv@fjord.example" not in console.reader()
        assert "is a person of its own" in console.foot


async def test_a_tag_and_a_note_are_on_the_card_at_once(tmp_path: Path) -> None:
    async with console_on(tmp_path, *years()) as console:
        await onto(console, OLA)
        await console.press("i", "I", "t")
        await console.type("Press loud\n")
        assert "#loud #press" in console.reader().splitlines()[0]
        await console.press("I", "n")
        await console.type("Call back on Monday\n")
        assert "note by kari: Call back on Monday" in flat(console.reader())
        await console.press("u", "u")
        card = console.reader()
        assert "Monday" not in card
        assert "#press" not in card


async def test_what_a_colleague_says_of_the_person_comes_to_an_open_card(tmp_path: Path) -> None:
    async with console_on(tmp_path, *years()) as console:
        await onto(console, OLA)
        await console.press("i")
        colleague = desk_on(console.store, console.clock, "siri")
        person = (await colleague.find_handle(OLA)).person_id
        await colleague.note_person(person, "Has a lawyer")
        await console.tick()
        assert "note by siri: Has a lawyer" in flat(console.reader())


async def test_the_card_in_norwegian(tmp_path: Path) -> None:
    async with console_on(tmp_path, *years(), settings=UiSettings(lang="nb")) as console:
        await onto(console, OLA)
        await console.press("i", "I")
        assert "Personen:" in console.bar("ask-label")
        assert "koble fra" in console.bar("ask-label")
        await console.press("x")
        card = flat(console.reader())
        assert card.startswith("[TROLL] " + OLA)
        assert "1\u00a0200 følgere" in console.reader()
        assert "3 meldinger" in card
        assert "4 uker" in card
        assert "0 av de siste 3 er besvart" in card
