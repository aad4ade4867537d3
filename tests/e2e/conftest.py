"""One Bluesky for the whole run."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from tests.e2e.install import ROOT
from tests.e2e.people import Person
from tests.e2e.servers import Network, running


@pytest.fixture(scope="session")
def network() -> Iterator[Network]:
    with running(ROOT / "servers.log") as started:
        yield started


@dataclass(frozen=True)
class Cast:
    brand: Person
    password: str
    kari: Person
    ola: Person


@pytest.fixture
async def cast(network: Network) -> AsyncIterator[Cast]:
    """A brand and two customers whom nobody has met before."""
    brand, kari, ola = [await Person.join(network.url, name) for name in ("nordbank", "kari", "ola")]
    yield Cast(brand, await brand.app_password(), kari, ola)
    for person in (brand, kari, ola):
        await person.leave()
