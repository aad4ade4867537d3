"""Several operators at one desk: who looks, who writes, who takes what."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest import mock

import pytest

from console.desk.local import LocalDesk
from console.desk.wire.peer import Peer
from console.desk.wire.remote import RemoteSession, attach
from console.desk.wire.server import Server
from console.errors import Overtaken
from console.model.actor import Actor
from console.ui.app import Console
from console.ui.session import UiSettings
from tests.support.fastclock import FastClock
from tests.support.rooms import desk_on, ingest, open_store
from tests.support.screens import SIZES, Driver, console_on, some_day


def colleague(console: Driver, name: str = "ola") -> LocalDesk:
    return console.desk.seated(Actor(name))


@pytest.mark.parametrize("size", SIZES)
async def test_who_looks_and_who_writes_is_seen_in_the_list_and_in_the_thread(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        ola, item = colleague(console), console.queue.roll.cursor
        await ola.look_at(item)
        await console.tick()
        assert "◉ola " in console.screen()
        if size[0] < 100:
            await console.press("enter")
        assert "ola looks at this" in console.screen()
        await ola.look_at(item, writing=True)
        await console.tick()
        assert "ola writes an answer" in console.screen()
        ola.leave()
        await console.tick()
        assert "◉" not in console.screen()


async def test_colleagues_see_where_this_operator_is_unless_they_want_to_be_alone(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        ola = colleague(console)
        await console.tick()
        [kari] = await ola.present()
        assert (kari.name, kari.item_id, kari.writing) == ("kari", console.queue.roll.cursor, False)
        await console.press("r")
        await console.tick()
        assert (await ola.present())[0].writing
        await console.press("escape")
        await console.type(":quiet\n")
        assert "no longer see" in console.foot
        await console.tick()
        assert (await ola.present())[0].item_id is None
    async with console_on(tmp_path) as console:
        await console.tick()
        assert (await colleague(console).present())[0].item_id is None, "it is kept over a restart"


async def test_the_next_one_is_claimed_and_shown(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        first, second = console.queue.roll.spine[0], console.queue.roll.spine[1]
        await colleague(console).claim(first)
        await console.press("N")
        assert console.queue.roll.cursor == second
        assert "claimed" in console.foot
        assert (await console.desk.item(second)).row.holder == "kari"


async def test_what_another_session_of_ones_own_holds_is_kept_by_this_one_too(tmp_path: Path) -> None:
    """Who comes back after their line broke finds their item held by a session that is about to end."""
    async with console_on(tmp_path, *some_day()) as console:
        before, item = colleague(console, "kari"), console.queue.roll.cursor
        assert item is not None
        await before.claim(item)
        await console.tick()
        await console.press("r")
        assert item in console.desk.claimed
        await console.press("escape")
        assert (await console.desk.item(item)).row.holder == "kari", "it was theirs before this answer"


async def test_a_claim_is_taken_over_with_a_reason_and_the_holder_sees_it_at_once(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(120, 40)) as console:
        ola, item = colleague(console), console.queue.roll.cursor
        assert item is not None
        await console.press("r")
        await console.type("We are looking into")
        await console.app.screen.composer.save()  # type: ignore[attr-defined]
        await console.type(" it right now")
        await ola.take_over(item, "kari has gone home")
        await console.tick()
        assert "ola has taken this item over" in console.foot
        await console.press("ctrl+s")
        assert await console.desk.outbox() == []
        await console.press("escape")
        detail = await console.desk.item(item)
        assert detail.draft is not None
        assert detail.draft.text == "We are looking into", "the new holder has the draft"
        assert "We are looking into it right now" in detail.notes[-1].text
        [event] = [one for one in await console.desk.events([f"item:{item}"]) if "taken" in one.verb]
        assert (event.actor, event.before["holder"], event.note) == ("ola", "kari", "kari has gone home")


async def test_taking_over_asks_why(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("T")
        assert "nobody holds the item" in console.foot
        await colleague(console).claim(item)
        await console.tick()
        await console.press("T")
        await console.type("her shift is over\n")
        assert "taken over from ola" in console.foot
        assert (await console.desk.item(item)).row.holder == "kari"


@asynccontextmanager
async def attached(
    tmp_path: Path, actor: Actor | None = None, seats: list[LocalDesk] | None = None
) -> AsyncIterator[tuple[Driver, Server]]:
    """A console at the desk of a server; the desks that it gave are added to `seats`."""
    given = [] if seats is None else seats
    clock = FastClock()
    store = await open_store(tmp_path, clock)
    await ingest(store, *some_day())
    desk = desk_on(store, clock, "watch")

    async def seat(_peer: Peer) -> LocalDesk:
        given.append(desk.seated(actor or Actor("kari")))
        return given[-1]

    server = Server(tmp_path / "desk.sock", seat, 8.0)
    await server.open()

    async def open_desk() -> RemoteSession:
        return await attach(server.path)

    app = Console(open_desk, UiSettings(lang="en"))
    with mock.patch("console.ui.live.TICK", 86_400.0), mock.patch("console.ui.app.REPAINT", 86_400.0):
        async with app.run_test(size=(120, 40)) as pilot:
            driver = Driver(app, pilot, desk, store, clock)
            await app.opened.wait()
            await driver.settle()
            yield driver, server
    await server.close()
    await store.close()


async def told(console: Driver, subject: str) -> None:
    """Until the console has heard over the socket that something moved."""
    live = console.app.live
    assert live is not None
    async with asyncio.timeout(10):
        while subject not in live._dirty:  # noqa: ASYNC110 - the other end has no event for this
            await asyncio.sleep(0.005)


async def test_a_console_at_the_desk_of_another_process_works_as_its_own(tmp_path: Path) -> None:
    async with attached(tmp_path) as (console, _server):
        item = console.queue.roll.cursor
        assert item is not None
        assert "1/6" in console.screen()
        await console.press("a")
        assert "claimed" in console.foot
        assert (await console.desk.item(item)).row.holder == "kari"
        await console.press("r")
        await console.type("We are sorry.")
        await console.press("ctrl+s")
        assert (await console.desk.outbox())[0].actor == "kari"
        await colleague(console).tag(item, ["refund"])
        await told(console, f"item:{item}")
        await console.press("k")
        await console.tick()
        assert "#refund" in console.screen()


async def test_a_broken_connection_is_said_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    async with attached(tmp_path) as (console, server):
        item = console.queue.roll.cursor
        assert item is not None
        await console.press("r")
        await console.type("We are sor")
        await server.close()
        await told(console, "channel:watch")
        await console.tick()
        assert "the connection to the watch broke" in console.screen()
        await console.type("ry about it")
        assert "We are sorry about it" in console.screen()
        await server.open()
        await told(console, "everything")
        await console.tick()
        assert "the connection to the watch broke" not in console.screen()
        await console.press("ctrl+s")
        assert (await console.desk.outbox())[0].text == "We are sorry about it"


def here(console: Driver, terminal: str = "pts/7") -> LocalDesk:
    """Another session of the same operator."""
    return console.desk.seated(Actor("kari", origin=f"socket, {terminal}"))


@pytest.mark.parametrize("lang", ["en", "nb"])
async def test_an_answer_that_is_open_in_another_session_is_said_and_nothing_is_lost(
    tmp_path: Path, lang: str
) -> None:
    said, noted = {
        "en": ("open in another of your sessions, too: pts/7", "note"),
        "nb": ("åpent i en annen av dine økter også: pts/7", "notat"),
    }[lang]
    async with console_on(tmp_path, *some_day(), settings=UiSettings(lang=lang), size=(200, 50)) as console:
        other, item = here(console), console.queue.roll.cursor
        assert item is not None
        await other.claim(item)
        await other.look_at(item, writing=True)
        await other.save_draft(item, "We look", over=[""])
        await console.tick()
        await console.press("r")
        assert said in console.foot
        await console.type(" into it")
        await other.save_draft(item, "We look at it now", over=["We look"])
        composer = console.app.screen.composer  # type: ignore[attr-defined]
        with pytest.raises(Overtaken):
            await composer.save()
        await composer.save()
        detail = await console.desk.item(item)
        assert detail.draft is not None
        assert detail.draft.text == "We look at it now"
        await console.press("escape")
        detail = await console.desk.item(item)
        assert detail.draft is not None
        assert detail.draft.text == "We look at it now"
        assert "We look into it" in detail.notes[-1].text
        assert noted in console.foot


async def test_what_is_sent_from_one_of_two_sessions_leaves_the_other_draft_as_a_note(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        other, item = here(console, "pts/8"), console.queue.roll.cursor
        assert item is not None
        await console.press("r")
        await other.look_at(item, writing=True)
        await console.tick()
        assert "too: pts/8" in console.foot, "the one that was there first is told as well"
        await console.type("We are sorry")
        await other.save_draft(item, "Sorry!", over=[""])
        with pytest.raises(Overtaken):
            await console.app.screen.composer.save()  # type: ignore[attr-defined]
        await console.press("ctrl+s")
        assert [one.text for one in await console.desk.outbox()] == ["We are sorry"]
        detail = await console.desk.item(item)
        assert detail.draft is None
        assert "Sorry!" in detail.notes[-1].text


async def test_who_leaves_with_an_answer_that_was_overtaken_keeps_it_as_a_note(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        other, item = here(console), console.queue.roll.cursor
        assert item is not None
        await console.press("r")
        await console.type("We are sorry")
        await other.save_draft(item, "Sorry!", over=[""])
        await console.app.screen.composer.leave()  # type: ignore[attr-defined]
        detail = await console.desk.item(item)
        assert detail.draft is not None
        assert detail.draft.text == "Sorry!"
        assert "We are sorry" in detail.notes[-1].text
        assert console.app.unsaved == ""


@pytest.mark.parametrize(("lang", "noted"), [("en", "one of two sessions"), ("nb", "en av to økter")])
async def test_sending_keeps_what_another_session_saved_since(tmp_path: Path, lang: str, noted: str) -> None:
    async with console_on(tmp_path, *some_day(), settings=UiSettings(lang=lang)) as console:
        other, item = here(console), console.queue.roll.cursor
        assert item is not None
        await console.press("r")
        await console.type("We are sorry.")
        await console.app.screen.composer.save()  # type: ignore[attr-defined]
        await other.save_draft(item, "We are sorry. Call us", over=["We are sorry."])
        await console.press("ctrl+s")
        assert [one.text for one in await console.desk.outbox()] == ["We are sorry."]
        [note] = (await console.desk.item(item)).notes
        assert "We are sorry. Call us" in note.text
        assert noted in note.text


async def test_a_send_that_is_refused_leaves_no_note_of_the_other_draft(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        other, item = here(console), console.queue.roll.cursor
        assert item is not None
        await console.desk.reply(item, "Same words")
        await console.press("r")
        await console.type("Same wor")
        await other.save_draft(item, "Other words")
        await console.type("ds")
        with pytest.raises(Overtaken):
            await console.app.screen.composer.save()  # type: ignore[attr-defined]
        await console.press("ctrl+s", "ctrl+s")
        assert "on its way already" in console.foot
        assert not (await console.desk.item(item)).notes


async def test_what_another_session_sent_is_told_before_a_second_answer_goes(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(200, 50)) as console:
        other, item = here(console), console.queue.roll.cursor
        assert item is not None
        await console.press("r")
        await console.type("Half")
        await console.app.screen.composer.save()  # type: ignore[attr-defined]
        await other.reply(item, "Sent from the other")
        await console.type(" an answer")
        await console.press("ctrl+s")
        assert "sent or emptied in another session" in console.foot
        assert [one.text for one in await console.desk.outbox()] == ["Sent from the other"]
        await console.press("ctrl+s")
        assert {one.text for one in await console.desk.outbox()} == {"Half an answer", "Sent from the other"}
