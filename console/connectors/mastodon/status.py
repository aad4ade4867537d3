"""One post in the server's JSON, as a raw message of ours."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.connectors.mastodon.html import to_text
from console.errors import Refused
from console.model.message import RawMessage

Json = Mapping[str, Any]
_ID = re.compile(r"[A-Za-z0-9._~:@=+-]{1,256}")
"""Ids become parts of addresses; one that cannot would stand in the way of every later question."""
_MAX_MENTIONS = 200
_MAX_MEDIA = 16
_MEDIA = {"image": "image", "gifv": "animation", "video": "video", "audio": "sound"}


@dataclass(frozen=True, slots=True)
class Account:
    """Who we are on this server."""

    channel: str
    id: str
    acct: str


def text_of(value: object) -> str:
    """The value if it is text, else nothing."""
    return value if isinstance(value, str) else ""


def ident(value: object) -> str:
    """An id as text, or nothing; some servers count in numbers."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else text_of(value)


def items(value: object) -> Sequence[Json]:
    """The objects in a list, passing over what is none."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def child(value: Json, name: str) -> Json:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def id_of(value: object) -> str:
    """The object's id, or nothing if it has none that can be asked for."""
    id = ident(value.get("id")) if isinstance(value, Mapping) else ""
    return id if _ID.fullmatch(id) else ""


def status_id(status: object) -> str:
    """Raises Refused when it is no post."""
    if not isinstance(status, Mapping):
        raise Refused("the server sent something that is no post")
    id = id_of(status)
    if not id:
        raise Refused("the server sent a post without an id that can be used")
    return id


def raw_message(status: object, me: Account, root: str) -> RawMessage:
    """A post for the gate.

    Args:
        root: The id of the post that its thread began with; a post that begins one is told without what it
            answers, or the store would tie it to that.

    Raises:
        Refused: it is no post at all; what else is wrong with it, the gate says.
    """
    id = status_id(status)
    assert isinstance(status, Mapping)
    author = child(status, "account")
    acct = text_of(author.get("acct")) or text_of(author.get("username"))
    followers = author.get("followers_count")
    parent = None if root == id else ident(status.get("in_reply_to_id")) or None
    fields: dict[str, object] = {
        "network": "mastodon",
        "channel": me.channel,
        "id": id,
        "kind": _kind(status, me),
        "author": {
            "id": ident(author.get("id")),
            "handle": acct,
            "name": text_of(author.get("display_name")),
            # -1 where the server keeps it to itself.
            "followers": followers if isinstance(followers, int) and followers >= 0 else None,
            "created_at": text_of(author.get("created_at")) or None,
        },
        "text": plain_text(status),
        "created_at": status.get("created_at"),
        "edited_at": status.get("edited_at"),
        "thread_id": root,
        "parent_id": parent,
        "lang": text_of(status.get("language")) or None,
        "url": text_of(status.get("url")) or text_of(status.get("uri")) or None,
        "ours": is_by(status, me),
        "context": {
            "visibility": text_of(status.get("visibility")),
            "acct": acct,
            "spoiler": text_of(status.get("spoiler_text")),
            "root": root,
        },
    }
    return RawMessage(fields, json.dumps(status, ensure_ascii=False))


def gone(id: str, me: Account) -> RawMessage:
    """A post that is no longer there."""
    return RawMessage({"network": "mastodon", "channel": me.channel, "id": id, "deleted": True})


def plain_text(status: Json) -> str:
    """Content warning, text, poll and media, each on lines of its own."""
    addresses = {
        text_of(mention.get("url")): text_of(mention.get("acct"))
        for mention in items(status.get("mentions"))[:_MAX_MENTIONS]
        if mention.get("url") and mention.get("acct")
    }
    warning = text_of(status.get("spoiler_text")).strip()
    parts = [f"[CW: {warning}]"] if warning else []
    parts.append(to_text(text_of(status.get("content")), addresses))
    options = [text_of(option.get("title")) for option in items(child(status, "poll").get("options"))]
    if options:
        parts.append(f"[poll: {' / '.join(options[:_MAX_MEDIA])}]")
    for media in items(status.get("media_attachments"))[:_MAX_MEDIA]:
        kind = _MEDIA.get(text_of(media.get("type")), "file")
        described = text_of(media.get("description")).strip()
        parts.append(f"[{kind}: {described}]" if described else f"[{kind}]")
    return "\n".join(part for part in parts if part)


def is_by(status: Json, me: Account) -> bool:
    return ident(child(status, "account").get("id")) == me.id


def mentions(status: Json, me: Account) -> bool:
    return any(ident(mention.get("id")) == me.id for mention in items(status.get("mentions")))


def _kind(status: Json, me: Account) -> str:
    if status.get("visibility") == "direct":
        return "dm"
    if ident(status.get("in_reply_to_account_id")) == me.id:
        return "reply"
    return "mention" if mentions(status, me) or is_by(status, me) else "comment"
