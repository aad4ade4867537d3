"""Rounds of polling: what is new, what was edited or deleted, and what we answered elsewhere."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.clock import Clock
from console.connectors.bluesky import fetching
from console.connectors.bluesky.memory import Gap, Memory, version
from console.connectors.bluesky.notices import PAGE, SWEEP_PAGE, Listing, walk
from console.connectors.bluesky.people import UNKNOWN, People, Profile
from console.connectors.bluesky.posts import KINDS, Seen, deletion, did_of, raw_message, rkey_of
from console.connectors.bluesky.reading import mapping, moment, sequence, text
from console.connectors.bluesky.session import Session
from console.connectors.bluesky.tid import time_of
from console.connectors.protocol import Batch
from console.errors import Unreachable
from console.model.message import Quarantined, RawMessage
from console.model.words import Kind
from console.text import one_line

HISTORY = timedelta(days=7)
"""How far back a new channel begins."""
OVERLAP = timedelta(minutes=10)
SWEEP_PAGES = 10
MOST_PAGES = 50
FRESHEST = 100
"""Posts that every such look covers; it also covers as many of the older ones, in turn."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often to ask, in seconds."""

    poll: float = 10.0
    look_again: float | None = None
    """For edits, deletions and replies of ours that were made elsewhere; None: every third poll."""
    sweep: float | None = None
    """Deeper down, for posts that are dated back; None: every sixth poll."""

    @property
    def looks(self) -> float:
        return max(10.0, 3 * self.poll) if self.look_again is None else self.look_again

    @property
    def sweeps(self) -> float:
        return max(30.0, 6 * self.poll) if self.sweep is None else self.sweep


class Receiver:
    """One run of `receive`: the memory belongs to it alone, so that a failed commit forgets with it."""

    def __init__(
        self, channel: str, session: Session, people: People, clock: Clock, pace: Pace, memory: Memory
    ) -> None:
        self._channel = channel
        self._session = session
        self._people = people
        self._clock = clock
        self._memory = memory
        self._pace = pace
        # Both at once: much can have happened while nobody was listening.
        self._sweep_at = self._look_at = clock.monotonic()
        self._turn = 0
        self._answers: dict[str, object] = {}

    async def round(self) -> AsyncIterator[Batch]:
        """Everything that one poll brings, oldest first; at least one batch, as a sign of life."""
        memory, now = self._memory, self._clock.now()
        until = memory.through - OVERLAP if memory.through else memory.floor
        listing = await walk(self._session, until=until, most_pages=MOST_PAGES)
        if listing.rest:
            memory.gap = Gap(listing.rest, min(until, memory.gap.until) if memory.gap else until)
        async for batch in self._deliver(listing, now):
            yield batch
        if not listing.stuck:
            memory.through = max(memory.through or memory.floor, _newest(listing.notices, now))
        yield Batch(cursor=memory.dump())
        if memory.gap:
            async for batch in self._fill(memory.gap):
                yield batch
        if self._clock.monotonic() >= self._sweep_at:
            self._sweep_at = self._clock.monotonic() + self._pace.sweeps
            deep = await walk(self._session, until=None, most_pages=SWEEP_PAGES, size=SWEEP_PAGE)
            async for batch in self._deliver(deep, now):
                yield batch
        if self._clock.monotonic() >= self._look_at:
            self._look_at = self._clock.monotonic() + self._pace.looks
            async for batch in self._look_again():
                yield batch
            async for batch in self._look_at_ours():
                yield batch
        if listing.stuck:
            raise Unreachable("Bluesky keeps sending the same page of notifications")

    async def _fill(self, gap: Gap) -> AsyncIterator[Batch]:
        """Go on down where an earlier walk had enough pages."""
        listing = await walk(
            self._session, until=gap.until, most_pages=MOST_PAGES, start=gap.cursor, size=PAGE
        )
        async for batch in self._deliver(listing, self._clock.now()):
            yield batch
        self._memory.gap = Gap(listing.rest, gap.until) if listing.rest else None
        yield Batch(cursor=self._memory.dump())

    async def _deliver(self, listing: Listing, now: datetime) -> AsyncIterator[Batch]:
        rejected = [self._rejected(entry, now) for entry in listing.malformed if self._first_time(entry)]
        if rejected:
            yield Batch(rejected=rejected)
        fresh = [notice for notice in reversed(listing.notices) if self._wanted(notice)]
        for first in range(0, len(fresh), fetching.BATCH):
            chunk = fresh[first : first + fetching.BATCH]
            messages = await self._messages(chunk)
            left = len(fresh) - first - len(chunk)
            last = moment(text(chunk[-1], "indexedAt"))
            behind = max(0.0, (now - last).total_seconds()) if left and last else 0.0
            yield Batch(messages, self._memory.dump(), behind_seconds=behind)

    def _wanted(self, notice: Mapping[str, object]) -> bool:
        uri, cid = text(notice, "uri"), text(notice, "cid")
        if not self._memory.is_new(uri, cid):
            return False
        return self._recent(Seen(uri, KINDS[text(notice, "reason")], notice))

    async def _messages(self, notices: Sequence[Mapping[str, object]]) -> list[RawMessage]:
        views = await fetching.posts(self._session, [text(notice, "uri") for notice in notices])
        posts = [
            Seen(uri := text(notice, "uri"), KINDS[text(notice, "reason")], notice, views.get(uri, {}))
            for notice in notices
        ]
        profiles = await self._people.profiles(text(seen.author, "did") for seen in posts)
        made: list[RawMessage] = []
        for seen in posts:
            old = self._memory.known.get(seen.uri)
            if old and not seen.view:
                # Gone or hidden since it was delivered; `_look_again` finds out which.
                self._memory.pass_over(seen.uri, text(seen.notification, "cid"))
                continue
            made.append(await self._message(seen, profiles))
            # The list may lag behind the post: both versions count as delivered.
            self._memory.pass_over(seen.uri, text(seen.notification, "cid"))
        return made

    async def _message(self, seen: Seen, profiles: Mapping[str, Profile]) -> RawMessage:
        old, now = self._memory.known.get(seen.uri), self._clock.now()
        # An edit may carry another time of writing; the message was written when it was first written.
        at = old.at if old else seen.at
        thread = await self._thread(seen)
        self._memory.note(seen.uri, seen.cid, at=at or now, kind=seen.kind, thread=thread)
        return raw_message(
            seen,
            self._channel,
            at=at,
            thread_id=thread,
            ours_did=self._session.did,
            profile=profiles.get(text(seen.author, "did"), UNKNOWN),
            edited_at=now if old and old.version else None,
        )

    async def _thread(self, seen: Seen) -> str:
        known = self._memory.known
        if seen.uri in known:
            return known[seen.uri].thread
        root, parent = seen.root.uri, seen.parent.uri
        if not root:
            return seen.uri
        if did_of(root) != self._session.did:
            return root
        if parent in known:
            return known[parent].thread
        return seen.uri if parent == root else await fetching.branch(self._session, seen)

    async def _look_again(self) -> AsyncIterator[Batch]:
        """Compare what was delivered with what stands there now."""
        memory = self._memory
        older = memory.newest(FRESHEST, skip=FRESHEST * (1 + self._turn))
        self._turn = self._turn + 1 if len(older) == FRESHEST else 0
        uris = memory.newest(FRESHEST) + older
        for first in range(0, len(uris), fetching.BATCH):
            chunk = uris[first : first + fetching.BATCH]
            views = await fetching.posts(self._session, chunk)
            messages = [found for uri in chunk if (found := await self._changed(uri, views.get(uri, {})))]
            yield Batch(messages, memory.dump() if messages else None)

    async def _changed(self, uri: str, view: Mapping[str, object]) -> RawMessage | None:
        known = self._memory.known[uri]
        if not view:
            if not await fetching.is_gone(self._session, uri):
                return None
            self._memory.note_deleted(uri)
            return deletion(uri, self._channel)
        if not text(view, "cid") or known.version == version(text(view, "cid")):
            return None
        seen = Seen(uri, known.kind, {}, view)
        profiles = await self._people.profiles([text(seen.author, "did")])
        return await self._message(seen, profiles)

    async def _look_at_ours(self) -> AsyncIterator[Batch]:
        """Replies of ours that were made in another app, and answers that no notification told of.

        The network indexes accounts independently of each other. An answer that it knows before the post of
        ours that it answers is never notified; it only shows in the thread.
        """
        params: dict[str, str | int] = {
            "actor": self._session.did,
            "filter": "posts_with_replies",
            "limit": 50,
        }
        data = await self._session.get("app.bsky.feed.getAuthorFeed", params)
        views = [mapping(entry, "post") for entry in reversed(sequence(data, "feed"))]
        ours = [view for view in views if text(view, "author", "did") == self._session.did]
        made = [Seen(text(view, "uri"), Kind.REPLY, {}, view) for view in ours]
        yield await self._found(seen for seen in made if seen.parent.uri in self._memory.known)
        for view in ours:
            uri, count = text(view, "uri"), view.get("replyCount")
            if uri and count != self._answers.get(uri, 0):
                found = await fetching.replies(self._session, uri)
                yield await self._found(Seen(text(reply, "uri"), Kind.REPLY, {}, reply) for reply in found)
                self._answers[uri] = count

    async def _found(self, posts: Iterable[Seen]) -> Batch:
        """Deliver those of the posts that are not known and not older than we go back, at most a hundred."""
        new = [seen for seen in posts if not self._memory.has(seen.uri) and self._recent(seen)][:100]
        outside = [text(seen.author, "did") for seen in new]
        profiles = await self._people.profiles(did for did in outside if did != self._session.did)
        messages = [await self._message(seen, profiles) for seen in new]
        return Batch(messages, self._memory.dump() if messages else None)

    def _recent(self, seen: Seen) -> bool:
        # A post that is dated back stands far down, but its key was made just now.
        newest = max(filter(None, (seen.at, time_of(rkey_of(seen.uri)))), default=None)
        return newest is None or newest >= self._memory.floor

    def _first_time(self, entry: object) -> bool:
        key = json.dumps(entry, default=str)
        if not self._memory.is_new(f"={version(key)}", key):
            return False
        self._memory.pass_over(f"={version(key)}", key)
        return True

    def _rejected(self, entry: object, now: datetime) -> Quarantined:
        reason = one_line("a notification without its uri or record")
        return Quarantined(self._channel, reason, json.dumps(entry, default=str)[:65_536], now)


def _newest(notices: Sequence[Mapping[str, object]], now: datetime) -> datetime:
    times = [at for notice in notices if (at := moment(text(notice, "indexedAt"))) and at <= now]
    return max(times, default=datetime.min.replace(tzinfo=now.tzinfo))
