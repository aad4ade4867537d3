"""The connector against a whole Bluesky, with customers who mention, reply, quote, edit and delete."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from console.clock import SystemClock
from console.connectors.bluesky import BlueskyConnector, Pace
from console.errors import AuthFailed, ConnectorError
from console.model.outbox import Outgoing
from console.model.words import OutboxState
from console.text import admit
from tests.e2e.conftest import Cast
from tests.e2e.people import Person
from tests.e2e.servers import Network

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

QUICK = Pace(poll=2, look_again=2, sweep=4)


class Inbox:
    """Receives as the watch does: keeps the cursor, begins again after an error."""

    def __init__(self, connector: BlueskyConnector) -> None:
        self.connector = connector
        self.messages: list[Any] = []
        self.errors: list[ConnectorError] = []
        self.cursor: str | None = None
        self._news = asyncio.Event()

    async def run(self) -> None:
        while True:
            try:
                async for batch in self.connector.receive(self.cursor):
                    self.messages += [admit(raw, datetime.now(UTC)) for raw in batch.messages]
                    self.cursor = batch.cursor or self.cursor
                    self._news.set()
            except ConnectorError as error:
                self.errors.append(error)
                self._news.set()
                await asyncio.sleep(0.5)

    async def until(self, condition: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(60):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            pytest.fail(f"only this arrived: {self.texts()}, with these errors: {self.errors}")

    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    def one(self, text: str) -> Any:
        [found] = [message for message in self.messages if message.text == text]
        return found


@pytest.fixture
async def connector(network: Network, cast: Cast) -> AsyncIterator[BlueskyConnector]:
    made = BlueskyConnector(
        f"bluesky/@{cast.brand.handle}",
        identifier=cast.brand.handle,
        password=cast.password,
        clock=SystemClock(),
        server=network.url,
        pace=QUICK,
    )
    yield made
    await made.close()


@pytest.fixture
async def inbox(connector: BlueskyConnector) -> AsyncIterator[Inbox]:
    made = Inbox(connector)
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def answer_to(message: Any, text: str, key: str = "5" * 32) -> Outgoing:
    now = datetime.now(UTC)
    return Outgoing(
        id=1,
        item_id=1,
        channel=message.channel,
        to_remote_id=message.remote_id,
        to_kind=message.kind,
        to_handle=message.author.handle,
        thread_id=message.thread_id,
        context=message.context,
        text=text,
        key=key,
        actor="ida",
        created_at=now,
        hold_until=now,
        state=OutboxState.SENDING,
    )


def to(brand: Person, text: str) -> dict[str, Any]:
    return {"text": f"@{brand.handle} {text}", "mentions": (brand,)}


async def test_what_customers_write_arrives_once(cast: Cast, inbox: Inbox) -> None:
    brand, kari, ola = cast.brand, cast.kari, cast.ola
    campaign = await brand.post("Sommerlån til 2 %!")
    mention = await kari.post(**to(brand, "kortet mitt er borte 😡"))
    first = await kari.reply("Gjelder det meg?", campaign)
    await ola.reply("Og meg?", campaign)
    quote = await ola.quote("Se på dette", campaign)
    await inbox.until(lambda: len(inbox.messages) >= 4)
    assert {(message.kind.value, message.text) for message in inbox.messages} == {
        ("mention", f"@{brand.handle} kortet mitt er borte 😡"),
        ("reply", "Gjelder det meg?"),
        ("reply", "Og meg?"),
        ("mention", f"Se på dette\n[quotes @{brand.handle}: Sommerlån til 2 %!]"),
    }
    assert {message.remote_id for message in inbox.messages} >= {mention["uri"], quote["uri"]}
    assert inbox.one("Gjelder det meg?").thread_id == first["uri"]
    assert inbox.one("Og meg?").thread_id != first["uri"]
    assert inbox.one("Gjelder det meg?").author.handle == f"@{kari.handle}"
    own = await brand.reply("Ja!", first, campaign)
    await kari.reply("Takk", own, campaign)
    await inbox.until(lambda: len(inbox.messages) >= 6)
    assert inbox.one("Takk").thread_id == first["uri"]
    assert inbox.one("Ja!").ours
    assert len(inbox.messages) == 6


async def test_our_reply_stands_once_with_its_references_and_facets(cast: Cast, inbox: Inbox) -> None:
    brand, kari = cast.brand, cast.kari
    opening = await kari.post("Noen som vet?")
    mention = await kari.reply(parent=opening, **to(brand, "hva skjer?"))
    await inbox.until(lambda: bool(inbox.messages))
    text = f"Hei @{kari.handle}! Blåbær på https://nordbank.example/hjelp_(kort) #kundeservice @ingen.test"
    out = answer_to(inbox.messages[0], text)
    assert await inbox.connector.find_sent(out) is None
    sent = await inbox.connector.send(out)
    assert await inbox.connector.send(replace(out, attempts=1)) == sent
    assert await inbox.connector.find_sent(out) == sent
    [record] = await brand.posts()
    assert record["uri"] == sent.remote_id
    assert record["value"]["text"] == text
    assert record["value"]["reply"] == {"root": opening, "parent": mention}
    said = text.encode()
    marked = {
        said[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(): facet["features"][0]
        for facet in record["value"]["facets"]
    }
    assert marked[f"@{kari.handle}"]["did"] == kari.did
    assert marked["https://nordbank.example/hjelp_(kort)"]["uri"] == "https://nordbank.example/hjelp_(kort)"
    assert marked["#kundeservice"]["tag"] == "kundeservice"
    assert "@ingen.test" not in marked
    await kari.hears_of(sent.remote_id)


async def test_edits_and_deletions_are_noticed(cast: Cast, inbox: Inbox) -> None:
    brand, kari = cast.brand, cast.kari
    edited = await kari.post(**to(brand, "dere er tyver"))
    deleted = await kari.post(**to(brand, "angrer allerede"))
    await inbox.until(lambda: len(inbox.messages) == 2)
    await kari.edit(edited["uri"], f"@{brand.handle} beklager, alt ordnet seg")
    await kari.delete(deleted["uri"])
    await inbox.until(lambda: len(inbox.messages) >= 4)
    change = inbox.one(f"@{brand.handle} beklager, alt ordnet seg")
    assert (change.remote_id, change.edited_at is not None) == (edited["uri"], True)
    assert [message.remote_id for message in inbox.messages if message.deleted] == [deleted["uri"]]


async def test_a_deleted_post_is_not_answered(cast: Cast, inbox: Inbox) -> None:
    uri = (await cast.kari.post(**to(cast.brand, "glem det")))["uri"]
    await inbox.until(lambda: bool(inbox.messages))
    await cast.kari.delete(uri)
    await inbox.until(lambda: inbox.messages[-1].deleted)
    with pytest.raises(ConnectorError, match="deleted"):
        await inbox.connector.send(answer_to(inbox.messages[0], "for sent"))
    assert await cast.brand.posts() == []


async def test_equal_times_across_pages_and_posts_that_are_dated_back(cast: Cast, inbox: Inbox) -> None:
    brand, kari = cast.brand, cast.kari
    start = datetime.now(UTC) - timedelta(hours=2)
    # Groups of five share a millisecond, so a page of a hundred ends within one of them or at its edge.
    times = [
        (start + timedelta(milliseconds=number // 5))
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
        for number in range(150)
    ]
    records = [kari.record(at=at, **to(brand, f"n{number}")) for number, at in enumerate(times)]
    await kari.post_many(records[:75])
    await kari.post_many(records[75:])
    await inbox.until(lambda: len(inbox.messages) >= 150)
    assert len({message.text for message in inbox.messages}) == len(inbox.messages) == 150
    back = (datetime.now(UTC) - timedelta(days=2)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    await cast.ola.post(at=back, **to(brand, "skrevet i forgårs"))
    await inbox.until(lambda: len(inbox.messages) > 150)
    assert inbox.texts()[150:] == [f"@{brand.handle} skrevet i forgårs"]


async def test_a_server_that_is_restarted_and_slow(network: Network, cast: Cast, inbox: Inbox) -> None:
    brand, kari = cast.brand, cast.kari
    await kari.post(**to(brand, "før"))
    await inbox.until(lambda: len(inbox.messages) == 1)
    last = await kari.post(**to(brand, "rett før den går ned"))
    await network.command("down")
    try:
        await inbox.until(lambda: bool(inbox.errors))
        with pytest.raises(ConnectorError):
            await inbox.connector.send(answer_to(inbox.messages[0], "ingen hører"))
    finally:
        await network.command("up")
    await network.command("slow", ms=1500)
    try:
        await kari.post(**to(brand, "etterpå"))
        await inbox.until(lambda: len(inbox.messages) >= 3)
    finally:
        await network.command("slow", ms=0)
    assert sorted(text.partition(" ")[2] for text in inbox.texts()) == [
        "etterpå",
        "før",
        "rett før den går ned",
    ]
    assert last["uri"] in {message.remote_id for message in inbox.messages}
    out = answer_to(inbox.messages[0], "nå hører dere oss")
    await inbox.connector.send(out)
    assert [record["value"]["text"] for record in await brand.posts()] == ["nå hører dere oss"]


async def test_a_wrong_password_says_what_to_do(network: Network, cast: Cast) -> None:
    connector = BlueskyConnector(
        "bluesky/@x", identifier=cast.brand.handle, password="wrong", clock=SystemClock(), server=network.url
    )
    with pytest.raises(AuthFailed) as caught:
        await connector.check()
    assert "app password" in caught.value.fix
    await connector.close()
