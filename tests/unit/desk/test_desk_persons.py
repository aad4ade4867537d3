"""Acts on persons: what they change, what they record, taking them back, and who is meant."""

import pytest

from console.desk.local import LocalDesk
from console.errors import Conflict, InputError, NotAllowed, NotFound
from console.model.message import RawMessage
from console.model.words import PersonMark
from console.query import parse
from console.store.sqlite import SqliteStore
from tests.support.rooms import CHANNEL, ingest, raw

BLUE = "bluesky/@nordbank"


@pytest.fixture
async def people(store: SqliteStore) -> None:
    await ingest(
        store,
        raw("1", "My card was charged twice!", handle="kari@fjord.example"),
        raw("2", "Hello?", handle="per@fjord.example"),
    )
    await ingest(store, raw("3", "Anybody there?", handle="kari.bsky.social", channel=BLUE), channel=BLUE)


async def who(desk: LocalDesk, ref: str) -> int:
    return (await desk.find_handle(ref)).person_id


@pytest.mark.usefixtures("people")
async def test_link_and_unlink_and_take_either_back(kari: LocalDesk) -> None:
    here, there = await who(kari, "@kari@fjord.example"), await who(kari, "bluesky/@kari.bsky.social")
    await kari.tag_person(there, ["press"])
    done = await kari.link(here, there)
    assert (done.text, done.undoable) == (f"linked with p{there}", True)
    card = await kari.card(there)
    assert [one.handle for one in card.person.handles] == ["kari@fjord.example", "kari.bsky.social"]
    assert len(await kari.written(here)) == 2
    assert (await kari.link(there, here)).undoable is False

    assert (await kari.undo()).text == f"taken back: linked with p{there}"
    assert len((await kari.card(here)).person.handles) == 1
    await kari.link(here, there)
    assert (await kari.unlink(there)).text == f"p{there} is a person of its own"
    assert (await kari.card(there)).person.tags == ("press",)
    assert (await kari.card(here)).person.tags == ()
    await kari.undo()
    assert len((await kari.card(here)).person.handles) == 2
    assert (await kari.unlink(await who(kari, "@per"))).undoable is False


@pytest.mark.usefixtures("people")
async def test_when_the_one_that_leads_goes_the_others_stay_together(kari: LocalDesk) -> None:
    first, second, third = [await who(kari, ref) for ref in ("@kari@fjord.example", "@per", "bluesky/kari")]
    await kari.link(first, second)
    await kari.link(first, third)
    await kari.mark_person(first, PersonMark.VIP)
    await kari.unlink(first)
    assert [one.id for one in (await kari.card(first)).person.handles] == [first]
    rest = (await kari.card(third)).person
    assert [one.id for one in rest.handles] == [second, third]
    # The mark was said of the person that the first one led, and rests there.
    assert ((await kari.card(first)).person.mark, rest.mark) == (PersonMark.VIP, None)
    await kari.undo()
    whole = (await kari.card(second)).person
    assert (whole.id, whole.mark, len(whole.handles)) == (first, PersonMark.VIP, 3)


@pytest.mark.usefixtures("people")
async def test_mark_tag_and_note_each_taken_back(kari: LocalDesk) -> None:
    person = await who(kari, "@per")
    assert (await kari.mark_person(person, PersonMark.TROLL)).text == "the person is marked troll"
    assert [row.author_handle for row in await kari.queue(parse("is:troll"))] == ["per@fjord.example"]
    assert (await kari.tag_person(person, ["Loud", "press"])).text == "the person's tags: loud, press"
    assert (await kari.tag_person(person, ["-loud"])).text == "the person's tags: press"
    await kari.note_person(person, "Calls every Monday.\x1b[2J")
    card = await kari.card(person)
    assert (card.person.mark, card.person.tags) == (PersonMark.TROLL, ("press",))
    (note,) = card.person.notes
    assert note.text.startswith("Calls every Monday.")
    assert "\x1b" not in note.text
    assert note.actor == "kari"
    last = await kari.last_act()
    assert last is not None
    assert (last.text, last.about) == ("noted about the person", "per@fjord.example")
    for _ in range(4):
        await kari.undo()
    card = await kari.card(person)
    assert (card.person.mark, card.person.tags, card.person.notes) == (None, (), ())
    with pytest.raises(NotAllowed):
        await kari.undo()
    assert (await kari.verify()).ok


@pytest.mark.usefixtures("people")
async def test_a_tag_of_either_handle_is_taken_from_both(kari: LocalDesk) -> None:
    first, second = await who(kari, "@kari@fjord.example"), await who(kari, "@per")
    await kari.tag_person(second, ["press"])
    await kari.link(first, second)
    await kari.tag_person(first, ["press", "bank"])
    await kari.tag_person(first, ["-press"])
    assert (await kari.card(first)).person.tags == ("bank",)
    await kari.undo()
    await kari.undo()
    assert (await kari.card(first)).person.tags == ("press",)
    await kari.unlink(second)
    assert (await kari.card(second)).person.tags == ("press",)


@pytest.mark.usefixtures("people")
async def test_what_a_colleague_changed_since_is_not_taken_back(kari: LocalDesk, ola: LocalDesk) -> None:
    person = await who(kari, "@per")
    await kari.mark_person(person, PersonMark.TROLL)
    await ola.mark_person(person, PersonMark.VIP)
    with pytest.raises(Conflict, match="ola has changed it since"):
        await kari.undo()
    assert (await kari.card(person)).person.mark is PersonMark.VIP


@pytest.mark.usefixtures("people")
async def test_a_person_is_named_in_several_ways(kari: LocalDesk, store: SqliteStore) -> None:
    (row,) = await kari.queue(parse("author:per*"))
    number = (await kari.find_handle(str(row.id))).id
    for ref in (
        "@per",
        "per@fjord.example",
        "@PER@fjord.example",
        "mastodon/@per",
        f"p{number}",
        f"P{number}",
    ):
        assert (await kari.find_handle(ref)).id == number
    with pytest.raises(InputError, match="is 2 handles") as several:
        await kari.find_handle("@kari")
    assert "p1 kari@fjord.example" in str(several.value)
    assert (await kari.find_handle("bluesky/@kari")).handle == "kari.bsky.social"
    for ref in ("@nobody", "p999", "999", "@kari@other.example", "mastodon/@per@other.example"):
        with pytest.raises(NotFound):
            await kari.find_handle(ref)
    for ref in ("", "@", "mastodon/"):
        with pytest.raises(InputError):
            await kari.find_handle(ref)


async def test_the_same_person_elsewhere_is_suggested_and_never_linked(
    kari: LocalDesk, store: SqliteStore
) -> None:
    given: list[tuple[str, RawMessage]] = []

    def by(number: str, handle: str, name: str, channel: str = CHANNEL) -> None:
        author = {"id": f"{channel}{handle}", "handle": handle, "name": name}
        given.append((channel, raw(number, "Hello there", channel=channel, author=author)))

    by("1", "kari.nordmann@fjord.example", "Kari Nordmann")
    by("2", "kari.nordmann.bsky.social", "K", BLUE)
    by("3", "kari_nordmann.bsky.social", "Kari Nordmann", BLUE)
    by("4", "zebra.bsky.social", "Kari Nordmann", BLUE)
    by("5", "kari.nordmann@other.example", "Somebody")
    for channel, one in given:
        await ingest(store, one, channel=channel)
    card = await kari.card(await who(kari, "kari.nordmann@fjord.example"))
    assert [(one.handle.handle, one.reasons) for one in card.alike] == [
        ("kari.nordmann.bsky.social", ("the same handle on bluesky",)),
        ("kari_nordmann.bsky.social", ("the same profile name",)),
    ]
    assert len(card.person.handles) == 1
    await kari.link(card.person.id, card.alike[0].handle.person_id)
    card = await kari.card(card.person.id)
    assert "kari.nordmann.bsky.social" not in [one.handle.handle for one in card.alike]
    assert len(card.person.handles) == 2


@pytest.mark.usefixtures("people")
async def test_what_cannot_be_said_is_refused(kari: LocalDesk) -> None:
    person = await who(kari, "@per")
    with pytest.raises(InputError):
        await kari.note_person(person, "  ")
    with pytest.raises(InputError):
        await kari.tag_person(person, ["two words"])
    with pytest.raises(NotFound):
        await kari.mark_person(999, PersonMark.VIP)


async def test_an_erased_person_does_not_take_the_list_of_acts_with_them(
    store: SqliteStore, kari: LocalDesk
) -> None:
    await ingest(store, raw("1"))
    await kari.erase(await kari.person_of(CHANNEL, "kari@fjord.example"))
    [act] = await kari.acts()
    assert (act.text, act.about) == ("person erased", "")
    assert act.why_not
