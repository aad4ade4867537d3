"""How many follow an author, and who a handle is: asked in batches and remembered for a while."""

from collections import OrderedDict
from collections.abc import Iterable

from console.clock import Clock
from console.connectors.bluesky.reading import sequence, text
from console.connectors.bluesky.session import Session
from console.errors import RateLimited, Unreachable

_BATCH = 25
_KEPT = 5_000
_FRESH = 6 * 3600.0
"""Seconds."""


class People:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        self._followers: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._dids: dict[str, str] = {}

    async def followers(self, dids: Iterable[str]) -> dict[str, int]:
        """By DID, as far as known. A server that does not tell just now only costs the number."""
        now = self._clock.monotonic()
        wanted = dict.fromkeys(did for did in dids if did)
        missing = [did for did in wanted if self._followers.get(did, (-_FRESH, 0))[0] <= now - _FRESH]
        for first in range(0, len(missing), _BATCH):
            try:
                params = {"actors": missing[first : first + _BATCH]}
                data = await self._session.get("app.bsky.actor.getProfiles", params)
            except (RateLimited, Unreachable):
                break
            for profile in sequence(data, "profiles"):
                count = profile.get("followersCount") if isinstance(profile, dict) else None
                if isinstance(count, int) and 0 <= count < 2**53:
                    self._followers[text(profile, "did")] = (now, count)
        while len(self._followers) > _KEPT:
            self._followers.popitem(last=False)
        return {did: self._followers[did][1] for did in wanted if did in self._followers}

    async def did_of_handle(self, handle: str) -> str | None:
        """None if nobody has that handle, or the server cannot say."""
        if handle not in self._dids:
            try:
                params = {"handle": handle}
                answer = await self._session.ask("com.atproto.identity.resolveHandle", params, "send")
            except (RateLimited, Unreachable):
                return None
            did = text(answer.data, "did") if answer.ok else ""
            if not did.startswith("did:"):
                return None
            self._dids[handle] = did
        return self._dids[handle]
