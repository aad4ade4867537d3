"""The demo's channels. They keep the promises of a connector and have no way to a network."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

from console.connectors.demo.clock import DemoClock
from console.connectors.demo.plan import day
from console.connectors.demo.rhythm import CHANNELS, demo_start
from console.connectors.demo.texts import decks
from console.connectors.demo.writing import Planned
from console.connectors.protocol import Batch
from console.errors import SendRefused
from console.model.channel import Capabilities, Limit
from console.model.message import RawMessage
from console.model.outbox import Outgoing, Sent
from console.text import length

BATCH = 100
SIGN_OF_LIFE = 120.0
"""Virtual seconds between two signs of life when nothing is written."""
LOOK = 20.0
"""Virtual seconds between two looks for a follow-up to what was sent."""

_LIMITS = {
    "bluesky": Limit(graphemes=300, utf8_bytes=3_000),
    "mastodon": Limit(characters=500, url_length=23, handle_without_domain=True),
    "instagram": Limit(characters=1_000),
}
_STORMY = frozenset({"report", "worry", "anger", "short", "wave", "storm"})


class DemoConnector:
    """One of the three channels of the demo.

    Messages come from the plan of the seed alone. What is sent stays here; the person who was answered often
    writes back a few virtual minutes later. Such follow-ups and the memory of what was sent last as long as
    the process.
    """

    def __init__(self, network: str, seed: int, clock: DemoClock) -> None:
        self.network = network
        self.channel = CHANNELS[network]
        self.quiet_after: float | None = SIGN_OF_LIFE * 10
        self._seed = seed
        self._clock = clock
        self._sent: dict[str, Sent] = {}
        self._follow_ups: list[Planned] = []

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            can_reply=True,
            can_dm=self.network != "bluesky",
            safe_resend=True,
            can_reconcile=True,
            limit=_LIMITS[self.network],
        )

    async def receive(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield what the plan has up to now, and wait for more.

        Args:
            cursor: `day.place`: how many messages of that day on this network are known already.
        """
        number, place = _position(cursor)
        planned = await self._plan(number)
        silent_for = 0.0
        while True:
            now = self._clock.now()
            due = [one for one in planned[place : place + BATCH] if one.at <= now]
            if due:
                place += len(due)
                behind = (now - due[-1].at).total_seconds() if len(due) == BATCH else 0.0
                yield Batch(_raw(due), f"{number}.{place}", behind_seconds=behind)
                silent_for = 0.0
                continue
            if place >= len(planned) and now >= demo_start(self._seed) + timedelta(days=number + 1):
                number, place = number + 1, 0
                planned = await self._plan(number)
                continue
            answered = [one for one in self._follow_ups if one.at <= now]
            if answered or silent_for >= SIGN_OF_LIFE:
                self._follow_ups = [one for one in self._follow_ups if one.at > now]
                yield Batch(_raw(answered))
                silent_for = 0.0
                continue
            # However fast the clock, four looks in a real second are enough for what is not planned.
            look = max(LOOK, self._clock.pace() / 4)
            pause = min([look, *((one.at - now).total_seconds() for one in planned[place : place + 1])])
            await self._clock.sleep(max(0.1, pause))
            silent_for += pause

    async def _plan(self, number: int) -> list[Planned]:
        # Writing a whole day takes some 20 ms, more than a key may wait.
        planned = await asyncio.to_thread(day, self._seed, number)
        return [one for one in planned if one.network == self.network]

    async def send(self, out: Outgoing) -> Sent:
        """Accept a reply after a moment, as a network would.

        Raises:
            SendRefused: the text is empty or too long for the network that this channel plays.
        """
        if known := self._sent.get(out.key):
            return known
        used, limit, unit = length(out.text, _LIMITS[self.network])
        if not out.text.strip():
            raise SendRefused("the reply is empty")
        if limit is not None and used > limit:
            raise SendRefused(f"the reply has {used} {unit}, more than {limit}", fix="shorten it")
        # A third of a second of the person who waits.
        await self._clock.sleep(0.3 * self._clock.pace())
        at = self._clock.now()
        remote_id = f"{self.network}-sent-{out.key[:16]}"
        sent = self._sent[out.key] = Sent(remote_id, f"https://{self.network}.example/turglo/{remote_id}", at)
        self._follow_up(out, sent)
        return sent

    async def find_sent(self, out: Outgoing) -> Sent | None:
        return self._sent.get(out.key)

    async def check(self) -> str:
        return f"{self.channel} is part of the demo and has no way to a network"

    async def close(self) -> None:
        return None

    def _follow_up(self, out: Outgoing, sent: Sent) -> None:
        """Whoever was answered may write back; the same for the same seed and message."""
        context = out.context
        if "lang" not in context or sent.at is None:
            return
        random = Random(f"{self._seed}:{out.to_remote_id}")  # noqa: S311 - a demo, not a secret
        if context["mood"] in ("spam", "troll", "wave") or random.random() < 0.35:
            return
        calm = "calmed" if context["mood"] in _STORMY else "thanks"
        mood = calm if random.random() < 0.75 else "unconvinced"
        text = random.choice(decks()[(mood, context["lang"])])
        # Short after the answer, but not before the operator has seen that it went out.
        at = sent.at + timedelta(minutes=random.uniform(4, 16))
        remote_id = f"{self.network}-after-{hashlib.sha256(out.key.encode()).hexdigest()[:16]}"
        self._follow_ups.append(
            Planned(
                at,
                self.network,
                mood,
                context["lang"],
                {
                    "network": self.network,
                    "channel": self.channel,
                    "id": remote_id,
                    "kind": "dm" if out.to_kind == "dm" else "reply",
                    "author": {name: context[name] for name in ("id", "handle", "name")},
                    "text": text,
                    "created_at": at.isoformat(),
                    "thread_id": out.thread_id,
                    "parent_id": sent.remote_id,
                    "lang": None if self.network == "instagram" else context["lang"],
                    "context": dict(context),
                },
            )
        )


def _position(cursor: str | None) -> tuple[int, int]:
    number, _, place = (cursor or "0.0").partition(".")
    return int(number), int(place)


def _raw(planned: list[Planned]) -> list[RawMessage]:
    return [RawMessage(one.fields) for one in planned]
