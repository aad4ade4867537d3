"""From Bluesky's posts and notifications to raw messages."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.connectors.bluesky.embeds import in_words
from console.connectors.bluesky.people import UNKNOWN, Profile
from console.connectors.bluesky.reading import mapping, moment, sequence, text, written
from console.model.message import RawMessage
from console.model.words import Kind

NETWORK = "bluesky"
POST = "app.bsky.feed.post"
POST_URI = re.compile(r"at://did:[a-z]+:[A-Za-z0-9._:%-]{1,200}/[A-Za-z0-9.-]{1,200}/[A-Za-z0-9._:~-]{1,512}")
KINDS = {"mention": Kind.MENTION, "reply": Kind.REPLY, "quote": Kind.MENTION}
"""Notification reasons that concern a triage queue."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A strong reference: where a record is, and which version was meant."""

    uri: str
    cid: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One post as two answers show it: the notification and, if the server still had it, the post view."""

    uri: str
    kind: Kind
    notification: Mapping[str, object] = field(default_factory=dict)
    view: Mapping[str, object] = field(default_factory=dict)

    @property
    def cid(self) -> str:
        return text(self.view, "cid") or text(self.notification, "cid")

    @property
    def record(self) -> Mapping[str, object]:
        return mapping(self.view, "record") or mapping(self.notification, "record")

    @property
    def author(self) -> Mapping[str, object]:
        return mapping(self.view, "author") or mapping(self.notification, "author")

    @property
    def root(self) -> Ref:
        return _ref(self.record, "root")

    @property
    def parent(self) -> Ref:
        return _ref(self.record, "parent")

    @property
    def at(self) -> datetime | None:
        """The network's time: the author's claim, which the server has already kept out of the future."""
        listed = moment(text(self.notification, "indexedAt"))
        return listed or moment(text(self.record, "createdAt")) or moment(text(self.view, "indexedAt"))


def raw_message(
    seen: Seen,
    channel: str,
    *,
    at: datetime | None,
    thread_id: str,
    ours_did: str,
    profile: Profile = UNKNOWN,
    edited_at: datetime | None = None,
) -> RawMessage:
    """Never fails: a field of the wrong type is passed on as it came, for the gate to refuse."""
    did, handle = text(seen.author, "did"), text(seen.author, "handle")
    ours = bool(ours_did) and did == ours_did
    # Many answer one post of ours, and that alone does not make them one conversation.
    apart = bool(ours_did) and seen.parent.uri == seen.root.uri and did_of(seen.root.uri) == ours_did
    fields: dict[str, object] = {
        "network": NETWORK,
        "channel": channel,
        "id": seen.uri,
        "kind": str(seen.kind),
        "author": {
            "id": did,
            "handle": f"@{handle}" if handle else "",
            "name": text(seen.author, "displayName") or handle,
            "followers": profile.followers,
            "created_at": written(profile.created_at) if profile.created_at else None,
        },
        "text": _words(seen),
        "created_at": written(at) if at else seen.record.get("createdAt"),
        "thread_id": thread_id,
        "parent_id": None if apart else seen.parent.uri or None,
        "lang": next((lang for lang in sequence(seen.record, "langs") if isinstance(lang, str)), None),
        "url": web_address(did, seen.uri),
        "ours": ours,
        "context": context(seen),
    }
    if edited_at is not None:
        fields["edited_at"] = written(edited_at)
    evidence = {"notification": seen.notification, "post": seen.view}
    return RawMessage(fields, json.dumps(evidence, ensure_ascii=True))


def deletion(uri: str, channel: str) -> RawMessage:
    fields = {"network": NETWORK, "channel": channel, "id": uri, "deleted": True}
    return RawMessage(fields, json.dumps({"deleted": uri}))


def context(seen: Seen) -> dict[str, str]:
    """What a reply to this post needs: itself, and the root of its thread."""
    root = seen.root if seen.root.uri else Ref(seen.uri, seen.cid)
    kept = {"uri": seen.uri, "cid": seen.cid, "root_uri": root.uri, "root_cid": root.cid}
    langs = [lang for lang in sequence(seen.record, "langs") if isinstance(lang, str) and len(lang) < 36]
    return {**kept, "langs": ",".join(langs[:3])} if langs else kept


def web_address(did: str, uri: str) -> str | None:
    """Where a person can read the post."""
    parts = uri.split("/")
    return f"https://bsky.app/profile/{did}/post/{parts[-1]}" if did and len(parts) == 5 else None


def did_of(uri: str) -> str:
    """Whose record it is."""
    return uri.removeprefix("at://").partition("/")[0]


def rkey_of(uri: str) -> str:
    return uri.rpartition("/")[2]


def _ref(record: Mapping[str, object], which: str) -> Ref:
    uri = text(record, "reply", which, "uri")
    # The author's app wrote it, and nobody has checked it since.
    return Ref(uri, text(record, "reply", which, "cid")) if POST_URI.fullmatch(uri) else Ref("", "")


def _words(seen: Seen) -> object:
    said = seen.record.get("text")
    if not isinstance(said, str):
        return said
    beside = in_words(seen.record, mapping(seen.view, "embed"))
    return "\n".join(part for part in (said, beside) if part) or "[nothing]"
