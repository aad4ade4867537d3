"""What the connector remembers between polls; kept as the channel's cursor, a JSON text of our own."""

import json
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from itertools import islice

from console.connectors.bluesky.reading import moment, written
from console.model.words import Kind

MOST_KNOWN = 1_000
"""Posts that are remembered over a restart: those that are looked at again for edits and deletions."""
MOST_SEEN = 20_000
"""Posts that are remembered while running, so that overlapping pages bring nothing twice."""
_VERSION = 1
_KINDS = {"m": Kind.MENTION, "r": Kind.REPLY}
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}
_POST = "app.bsky.feed.post"


@dataclass(frozen=True, slots=True)
class Known:
    """One post that was delivered."""

    version: str
    """Digest of its content hash; empty once it is deleted."""
    at: datetime
    kind: Kind
    thread: str
    """Its thread's URI."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of the past that one poll could not cover."""

    cursor: str
    """The network's cursor where to go on, downwards in time."""
    until: datetime


@dataclass(slots=True)
class Memory:
    floor: datetime
    """Nothing older is fetched: when the channel began, less its history."""
    through: datetime | None = None
    """Everything up to here has been delivered, but for posts that are dated back."""
    gap: Gap | None = None
    known: OrderedDict[str, Known] = field(default_factory=OrderedDict)
    """By URI, in the order of delivery."""
    seen: OrderedDict[str, str] = field(default_factory=OrderedDict)
    """URI to the version that the list of notifications showed, which may lag behind the post itself."""

    def has(self, uri: str) -> bool:
        """Whether any version of this post has been delivered."""
        return uri in self.known or uri in self.seen

    def is_new(self, uri: str, cid: str) -> bool:
        """Whether this version of this post has not been delivered."""
        known = self.known.get(uri)
        return version(cid) not in (self.seen.get(uri), known.version if known else None)

    def note(self, uri: str, cid: str, *, at: datetime, kind: Kind, thread: str) -> None:
        self.known[uri] = Known(version(cid), at, kind, thread)
        self.known.move_to_end(uri)
        while len(self.known) > MOST_KNOWN:
            self.known.popitem(last=False)

    def pass_over(self, uri: str, cid: str) -> None:
        """The list showed this version, and it needs no more looking at."""
        self.seen[uri] = version(cid)
        self.seen.move_to_end(uri)
        while len(self.seen) > MOST_SEEN:
            self.seen.popitem(last=False)

    def note_deleted(self, uri: str) -> None:
        old = self.known.pop(uri)
        self.known[uri] = Known("", old.at, old.kind, old.thread)

    def newest(self, count: int, skip: int = 0) -> list[str]:
        """URIs of the posts delivered last that still exist, newest first."""
        alive = (uri for uri, known in reversed(self.known.items()) if known.version)
        return list(islice(alive, skip, skip + count))

    def dump(self) -> str:
        rows = [
            [_short(uri), known.version, written(known.at), _LETTERS[known.kind], _short(known.thread, uri)]
            for uri, known in self.known.items()
        ]
        kept: dict[str, object] = {"v": _VERSION, "floor": written(self.floor), "known": rows}
        if self.through:
            kept["through"] = written(self.through)
        if self.gap:
            kept["gap"] = [self.gap.cursor, written(self.gap.until)]
        return json.dumps(kept, separators=(",", ":"))


def load(cursor: str | None, floor: datetime) -> Memory:
    """The memory that a cursor holds; a new one from `floor` on if there is none, or none that reads.

    A cursor that does not read costs nothing but time: what is fetched again is known to the store.
    """
    memory = Memory(floor)
    try:
        kept = json.loads(cursor or "{}")
        if kept.get("v") != _VERSION:
            return memory
        memory.floor = moment(kept["floor"]) or floor
        memory.through = moment(kept.get("through", ""))
        if "gap" in kept:
            until = moment(kept["gap"][1])
            memory.gap = Gap(str(kept["gap"][0]), until) if until else None
        for short, digest, at, letter, thread in kept["known"]:
            uri = _long(short)
            known = Known(digest, moment(at) or floor, _KINDS[letter], _long(thread) if thread else uri)
            memory.known[uri] = known
            memory.seen[uri] = digest
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return Memory(floor)
    return memory


def version(cid: str) -> str:
    return blake2b(cid.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _short(uri: str, same: str = "") -> str:
    """Without what nearly all URIs share; empty if it is the same as another."""
    if uri == same:
        return ""
    did, _, rest = uri.removeprefix("at://").partition("/")
    collection, _, rkey = rest.partition("/")
    return f"{did}/{rkey}" if collection == _POST and f"at://{did}/{_POST}/{rkey}" == uri else f"={uri}"


def _long(short: str) -> str:
    if short.startswith("="):
        return short[1:]
    did, _, rkey = short.partition("/")
    return f"at://{did}/{_POST}/{rkey}"
