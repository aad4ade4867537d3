"""Who writes: invented people, each at home on one network and in one language."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from zlib import crc32

from console.connectors.demo.rhythm import NETWORKS
from console.connectors.demo.texts import decks

LANGUAGES = {"nb": 0.56, "en": 0.22, "nn": 0.09, "sv": 0.07, "da": 0.06}
"""Share of each language."""

_PEOPLE = {"nb": 170, "en": 80, "nn": 30, "sv": 22, "da": 18}
_ADORNED = ("🏔️", "🌲", "⛺", "☀️", "🐕", "🇳🇴", "🚴", "🌊")
_SERVERS = ("fjell.example", "ute.example", "nordlys.example", "social.example")
_SILENT = "instagram"
"""The network that does not tell how old an account is."""
_TODAY = datetime(2026, 6, 1, tzinfo=UTC)
_YOUNGEST, _OLDEST = 3, 3_000
"""Days."""
_NUMBERS = (70, 78, 81, 84, 88, 90, 93, 95, 97, 99)


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    handle: str
    name: str
    followers: int

    def fields(self) -> dict[str, object]:
        """As the ingest contract names them."""
        told = {"id": self.id, "handle": self.handle, "name": self.name, "followers": self.followers}
        return told if self.id.startswith(_SILENT) else told | {"created_at": self._made()}

    def _made(self) -> str:
        """When the account was made: by its id, so that it is the same every time."""
        days = _YOUNGEST + crc32(self.id.encode()) % _OLDEST
        return (_TODAY - timedelta(days=days)).isoformat()


def ourselves(network: str) -> Person:
    """The account that people write to."""
    handle = {"bluesky": "turglo.example", "mastodon": "turglo@ute.example"}.get(network, "turglo")
    return Person(f"{network}-turglo", handle, "Turglo", 21_400)


def troll(network: str) -> Person:
    """One who returns, under the same name everywhere."""
    return Person(f"{network}-motvind", _handle(network, "motvind_1", "social.example"), "Ragnar Motvind", 41)


def somebody(
    network: str, name: str, handle: str, followers: int, server: str = "fjordavisa.example"
) -> Person:
    """A person with a name of their own."""
    return Person(f"{network}-{handle}", _handle(network, handle, server), name, followers)


@lru_cache(maxsize=8)
def cast(seed: int) -> dict[tuple[str, str], tuple[Person, ...]]:
    """Everybody, by network and language."""
    random = Random(f"{seed}:cast")  # noqa: S311 - a demo, not a secret
    taken: set[str] = set()
    return {
        (network, lang): tuple(_person(random, network, lang, number, taken) for number in range(count))
        for network in NETWORKS
        for lang, count in _PEOPLE.items()
    }


def _person(random: Random, network: str, lang: str, number: int, taken: set[str]) -> Person:
    first = random.choice(decks()[("first", lang)])
    last = random.choice(decks()[("last", lang)])
    plain = _ascii(f"{first} {last}".lower())
    front, back = plain.split(" ")
    handle = random.choice(
        (
            f"{front}.{back}",
            f"{front}{back[0]}",
            f"{front}{random.choice(_NUMBERS)}",
            f"tur.{front}",
            f"{back}{front[0]}",
        )
    )
    if f"{network}/{handle}" in taken:
        handle = f"{front}.{back}{number}"
    taken.add(f"{network}/{handle}")
    name = random.choice((f"{first} {last}", f"{first} {last}", f"{first} {last[0]}.", first))
    if random.random() < 0.15:
        name = f"{name} {random.choice(_ADORNED)}"
    followers = int(random.lognormvariate(5.2, 1.3))
    server = random.choice(_SERVERS)
    return Person(f"{network}-{lang}-{number}", _handle(network, handle, server), name, followers)


def _handle(network: str, handle: str, server: str) -> str:
    if network == "bluesky":
        return f"{handle.replace('.', '-').replace('_', '-')}.sky.example"
    if network == "mastodon":
        return f"{handle.replace('.', '_')}@{server}"
    return handle


def _ascii(text: str) -> str:
    for letter, plain in (("æ", "ae"), ("ø", "o"), ("å", "a"), ("ä", "a"), ("ö", "o"), ("ü", "u")):
        text = text.replace(letter, plain)
    return text
