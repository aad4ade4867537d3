"""What an author's profile tells, and who a handle is: asked in batches and remembered for a while."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from console.clock import Clock
from console.connectors.bluesky.reading import moment, sequence, text
from console.connectors.bluesky.session import Session
from console.errors import RateLimited, Unreachable

_BATCH = 25
_KEPT = 5_000
_FRESH = 6 * 3600.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Profile:
    followers: int | None = None
    created_at: datetime | None = None
    """When the account was made, as it says itself (UTC)."""


UNKNOWN = Profile()


class People:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        self._profiles: OrderedDict[str, tuple[float, Profile]] = OrderedDict()
        self._dids: dict[str, str] = {}

    async def profiles(self, dids: Iterable[str]) -> dict[str, Profile]:
        """By DID, as far as known. A server that does not tell just now only costs what it would tell."""
        now = self._clock.monotonic()
        wanted = dict.fromkeys(did for did in dids if did)
        missing = [did for did in wanted if self._profiles.get(did, (-_FRESH, UNKNOWN))[0] <= now - _FRESH]
        for first in range(0, len(missing), _BATCH):
            try:
                params = {"actors": missing[first : first + _BATCH]}
                data = await self._session.get("app.bsky.actor.getProfiles", params)
            except (RateLimited, Unreachable):
                break
            for profile in sequence(data, "profiles"):
                if isinstance(profile, dict):
                    self._profiles[text(profile, "did")] = (now, _read(profile))
        while len(self._profiles) > _KEPT:
            self._profiles.popitem(last=False)
        return {did: self._profiles[did][1] for did in wanted if did in self._profiles}

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


def _read(profile: Mapping[str, object]) -> Profile:
    count = profile.get("followersCount")
    followers = count if isinstance(count, int) and 0 <= count < 2**53 else None
    return Profile(followers, moment(text(profile, "createdAt")))
