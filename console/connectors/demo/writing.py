"""Putting messages on the calendar of one day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from console.connectors.demo.cast import LANGUAGES, Person, cast, ourselves, somebody
from console.connectors.demo.dealing import Dealer
from console.connectors.demo.rhythm import CHANNELS, NETWORKS
from console.connectors.demo.texts import Talk

_KINDS = {
    "bluesky": ({"mention": 0.6, "reply": 0.4}, "mention"),
    "mastodon": ({"mention": 0.75, "reply": 0.25}, "dm"),
    "instagram": ({"comment": 0.85, "mention": 0.15}, "dm"),
}
"""How people write in the open on each network, and how in private (Bluesky's chat is not among what our
Bluesky channel reads)."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One message, or one change to a message, and when the network tells of it."""

    at: datetime
    network: str
    mood: str
    """Which deck or conversation it came from."""
    lang: str
    fields: Mapping[str, object]


class Diary:
    """Collects the messages of one day."""

    def __init__(self, seed: int, day: int, start: datetime) -> None:
        self.seed = seed
        self.start = start
        self.random = Random(f"{seed}:{day}")  # noqa: S311 - a demo, not a secret
        self.dealer = Dealer(self.random)
        self.planned: list[Planned] = []
        self._day = day
        self._strangers = 0

    def after(self, minutes: float) -> datetime:
        """That long after the day's start, to the second."""
        return self.start + timedelta(seconds=round(minutes * 60))

    def language(self) -> str:
        return self.pick(LANGUAGES)

    def network(self) -> str:
        return self.pick(NETWORKS)

    def pick(self, weights: Mapping[str, float]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def author(self, network: str, lang: str) -> Person:
        return self.random.choice(cast(self.seed)[(network, lang)])

    def crook(self, network: str, text: str) -> Person:
        """Somebody who was never here before; one of them wears our name."""
        self._strangers += 1
        if "turglo-" in text:
            return somebody(network, "Turglo Vinner ✅", f"turglo_{self._strangers}", 12, "gratis.example")
        return somebody(network, "Anna 💸", f"anna.win{self._day}{self._strangers}", 3, "gratis.example")

    def public_kind(self, network: str) -> str:
        return self.pick(_KINDS[network][0])

    def private_kind(self, network: str) -> str:
        return _KINDS[network][1]

    def say(
        self,
        at: datetime,
        network: str,
        kind: str,
        person: Person,
        text: str,
        lang: str,
        *,
        mood: str,
        parent: Planned | None = None,
    ) -> Planned:
        """Add a message; one with a parent continues that thread."""
        remote_id = f"{network}-{self._day}-{len(self.planned)}"
        thread = parent.fields["thread_id"] if parent else remote_id
        message = Planned(
            at,
            network,
            mood,
            lang,
            {
                "network": network,
                "channel": CHANNELS[network],
                "id": remote_id,
                "kind": kind,
                "author": person.fields(),
                "text": text,
                "created_at": at.isoformat(),
                "thread_id": thread,
                "parent_id": parent.fields["id"] if parent else None,
                # Instagram says nothing about language; the others say what the account is set to.
                "lang": None if network == "instagram" else lang,
                "url": f"https://{network}.example/{person.handle}/{remote_id}" if kind != "dm" else None,
                "ours": person.name == "Turglo",
                "context": {
                    "lang": lang,
                    "mood": mood,
                    "name": person.name,
                    "id": person.id,
                    "handle": person.handle,
                },
            },
        )
        self.planned.append(message)
        return message

    def change(self, at: datetime, message: Planned, text: str | None) -> Planned:
        """Edit a message, or delete it (`text` None)."""
        changes = {"deleted": True} if text is None else {"text": text, "edited_at": at.isoformat()}
        changed = replace(message, at=at, fields={**message.fields, **changes})
        self.planned.append(changed)
        return changed

    def converse(self, minutes: float, talk: Talk) -> None:
        """Play a conversation from `minutes` on."""
        network = talk.network if talk.network != "any" else self.network()
        people = {who: self.author(network, talk.lang) for who in "bc"}
        people["a"] = somebody(network, *talk.opener) if talk.opener else self.author(network, talk.lang)
        people["us"] = ourselves(network)
        order = f"T-{self.random.randrange(40_000, 99_999)}"
        latest: dict[str, Planned] = {}
        parent: Planned | None = None
        for turn in talk.turns:
            # Nobody answers on the full minute.
            minutes += turn.minutes + self.random.random() * 0.9
            at = self.after(minutes)
            text = self.dealer.fill(turn.text.replace("{order}", order), talk.lang)
            if turn.act == "say":
                kind = talk.kind if parent is None or talk.kind == "dm" else "reply"
                parent = latest[turn.who] = self.say(
                    at, network, kind, people[turn.who], text, talk.lang, mood=talk.when, parent=parent
                )
            else:
                latest[turn.who] = self.change(at, latest[turn.who], text or None)
