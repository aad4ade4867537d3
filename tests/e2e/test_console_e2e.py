"""A shift at the console: a whole Bluesky on one side, an operator's keys on the other."""

import asyncio
from pathlib import Path

import pytest

from console.model.words import State
from tests.e2e.conftest import Cast
from tests.e2e.driving import configure, console
from tests.e2e.people import Person, Record
from tests.e2e.servers import Network

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture
def config(tmp_path: Path, network: Network, cast: Cast) -> Path:
    return configure(tmp_path, url=network.url, handle=cast.brand.handle, password=cast.password)


async def published(brand: Person, count: int) -> list[Record]:
    """Wait until that many posts of the brand stand on the network."""
    async with asyncio.timeout(60):
        while len(posts := await brand.posts()) < count:  # noqa: ASYNC110 - its events are in another process
            await asyncio.sleep(0.2)
    return posts


def words(records: list[Record]) -> list[str]:
    """What the brand said, oldest first."""
    return [record["value"]["text"] for record in reversed(records)]


async def test_a_customer_is_answered_by_keys(network: Network, cast: Cast, config: Path) -> None:
    brand, kari = cast.brand, cast.kari
    async with console(config) as driver:
        opening = await kari.post(f"@{brand.handle} the app is down and I cannot pay", mentions=(brand,))
        await driver.until("the app is down")
        await driver.press("r")
        await driver.type("We are on it, sorry!")
        await driver.until("20/300")
        await driver.press("ctrl+s")
        [answer] = await published(brand, 1)
        assert answer["value"]["text"] == "We are on it, sorry!"
        assert answer["value"]["reply"] == {"root": opening, "parent": opening}
        await kari.hears_of(answer["uri"])
        own = {"uri": answer["uri"], "cid": answer["cid"]}
        again = await kari.reply("When will it work?", own, opening)
        await driver.until("When will it work?")
        await kari.edit(again["uri"], "Never mind, it works", reply={"root": opening, "parent": own})
        await driver.until("Never mind, it works")
        await kari.delete(again["uri"])
        await driver.until("DELETED")
        assert len(await brand.posts()) == 1


async def test_the_server_goes_away_in_between(network: Network, cast: Cast, config: Path) -> None:
    brand, kari, ola = cast.brand, cast.kari, cast.ola
    async with console(config) as driver:
        await kari.post(f"@{brand.handle} my card is blocked", mentions=(brand,))
        await driver.until("my card is blocked")
        await network.command("down")
        try:
            await driver.until("UNREACHABLE")
            await driver.press("r")
            await driver.type("We look into it")
            await driver.press("ctrl+s")
            await driver.until("held")
        finally:
            await network.command("up")
        await ola.post(f"@{brand.handle} good morning", mentions=(brand,))
        await driver.until("good morning")
        await driver.until(lambda screen: "UNREACHABLE" not in screen)
        assert words(await published(brand, 1)) == ["We look into it"]
        await driver.until("1 pending")
    async with console(config) as driver:
        await driver.until("good morning")
        await driver.until("channels 1/1")
        await kari.post(f"@{brand.handle} it works again", mentions=(brand,))
        await driver.until("it works again")
        counts = await driver.service.desk.counts()
        assert (counts.messages, counts.quarantined) == (4, 0), "three of customers, one of ours, each once"
        assert (counts.by_state[State.NEW], counts.by_state[State.PENDING]) == (2, 1)
    assert words(await brand.posts()) == ["We look into it"]


async def test_a_slow_server_neither_loses_nor_repeats(network: Network, cast: Cast, config: Path) -> None:
    brand, kari = cast.brand, cast.kari
    async with console(config) as driver:
        await kari.post(f"@{brand.handle} anybody there?", mentions=(brand,))
        await driver.until("anybody there?")
        await network.command("slow", ms=2000)
        try:
            await driver.press("r")
            await driver.type("We are")
            await driver.press("ctrl+s")
            await driver.until("1 pending")
        finally:
            await network.command("slow", ms=0)
        assert words(await published(brand, 1)) == ["We are"]
