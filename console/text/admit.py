"""The gate for messages: what a connector yields becomes a message, or is refused with its reason."""

import json
import re
from collections.abc import Mapping
from datetime import datetime

from console.errors import Refused
from console.model.message import Author, Message, RawMessage
from console.model.safe import SafeText
from console.model.words import Kind
from console.text import fields as read
from console.text.gate import clean, one_line

MAX_EVIDENCE = 64 * 1024
"""Characters of the original that are kept with one message."""
MAX_NAME = 200
"""Characters of a handle or a display name that are shown."""

_NETWORK = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_OTHER_NETWORK = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)/@")
_LANG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")
_LINK = re.compile(r"https?://[^\s/]", re.IGNORECASE)


def admit(raw: RawMessage, received_at: datetime) -> Message:
    """Check one raw message against the ingest contract and make its texts safe.

    A deletion needs no more than `network`, `channel` and `id`: it is all that some networks tell. Fields
    that the contract doesn't name are ignored.

    Args:
        raw: As the connector yielded it.
        received_at: Timezone-aware; a `created_at` or `edited_at` after it is clamped to it.

    Raises:
        Refused: with one sentence that names the field.
    """
    fields = raw.fields
    network = _network(fields)
    deleted = read.flag(fields, "deleted")
    text = read.text(fields, "text", needed=not deleted) or ""
    created_at = read.moment(fields, "created_at", received_at, needed=not deleted)
    return Message(
        network=network,
        channel=_channel(fields, network),
        remote_id=read.identity(fields, "id"),
        kind=_kind(fields, needed=not deleted),
        author=_author(fields, received_at, needed=not deleted),
        text=clean(text),
        created_at=created_at or received_at,
        received_at=received_at,
        thread_id=read.optional_identity(fields, "thread_id"),
        parent_id=read.optional_identity(fields, "parent_id"),
        lang=_lang(fields),
        reach=read.count(fields, "reach"),
        url=_url(fields),
        edited_at=read.moment(fields, "edited_at", received_at, needed=False),
        deleted=deleted,
        ours=read.flag(fields, "ours"),
        context=_context(fields),
        evidence=_evidence(raw),
    )


def _network(fields: Mapping[str, object]) -> str:
    network = read.identity(fields, "network").lower()
    if not _NETWORK.fullmatch(network):
        raise Refused("network must be a short name of letters and digits, such as mastodon")
    return network


def _channel(fields: Mapping[str, object], network: str) -> str:
    given = read.identity(fields, "channel")
    name = given[len(network) + 1 :] if given.lower().startswith(f"{network}/") else given
    if other := _OTHER_NETWORK.match(name):
        raise Refused(f"channel is on {one_line(other[1], 40)}, but network says {network}")
    if not name.strip("@ "):
        raise Refused("channel must name an account, such as @nordbank")
    return f"{network}/{name if name.startswith('@') else '@' + name}"


def _kind(fields: Mapping[str, object], *, needed: bool) -> Kind:
    word = read.text(fields, "kind", needed=needed)
    if word is None:
        return Kind.COMMENT
    try:
        return Kind(word)
    except ValueError:
        raise Refused(f"kind must be one of {', '.join(Kind)}, not {one_line(word, 40) or 'empty'}") from None


def _author(fields: Mapping[str, object], received_at: datetime, *, needed: bool) -> Author:
    value = fields.get("author")
    if value is None and not needed:
        return Author("", SafeText(""), SafeText(""))
    if value is None:
        raise Refused("author is missing")
    if not isinstance(value, Mapping):
        raise Refused(f"author must be an object with id and handle, not {read.kind_of(value)}")
    inner = {f"author.{name}": part for name, part in value.items()}
    handle = one_line(read.text(inner, "author.handle", needed=True) or "", MAX_NAME)
    if not handle:
        raise Refused("author.handle is empty")
    name = one_line(read.text(inner, "author.name", needed=False) or "", MAX_NAME)
    return Author(
        read.identity(inner, "author.id"),
        handle,
        name or handle,
        read.count(inner, "author.followers"),
        _since(inner, received_at),
    )


def _since(author: Mapping[str, object], received_at: datetime) -> datetime | None:
    """When the account was made: a claim beside the message, so one that makes no sense is not known."""
    try:
        return read.moment(author, "author.created_at", received_at, needed=False)
    except Refused:
        return None


def _lang(fields: Mapping[str, object]) -> str | None:
    """What the network claims, if it reads as a language tag at all: claims are often nonsense."""
    claimed = read.text(fields, "lang", needed=False)
    if claimed is None or not (tag := _LANG.fullmatch(claimed)):
        return None
    return tag[1].lower()


def _url(fields: Mapping[str, object]) -> SafeText | None:
    """The address of the message, if a person could open it; anything but a web address is dropped."""
    url = read.text(fields, "url", needed=False)
    if url is None or len(url) > 2048 or not _LINK.match(url):
        return None
    return one_line(url, 2048)


def _context(fields: Mapping[str, object]) -> dict[str, str]:
    value = fields.get("context")
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(
        isinstance(name, str) and isinstance(part, str) for name, part in value.items()
    ):
        raise Refused("context must be an object of texts")
    return {read.storable(name): read.storable(part) for name, part in value.items()}


def _evidence(raw: RawMessage) -> str:
    original = raw.evidence or json.dumps(dict(raw.fields), ensure_ascii=False, default=str)
    kept = read.storable(original[:MAX_EVIDENCE])
    if len(original) <= MAX_EVIDENCE:
        return kept
    return f"{kept}\n[cut: {len(original):,} characters in all]"
