"""Our replies: the record, its key, its limits."""

import re
from collections.abc import Mapping
from datetime import UTC

from console.connectors.bluesky import fetching
from console.connectors.bluesky.facets import facets
from console.connectors.bluesky.people import People
from console.connectors.bluesky.posts import POST, POST_URI, Ref, web_address
from console.connectors.bluesky.reading import text, written
from console.connectors.bluesky.session import Session
from console.connectors.bluesky.tid import reply_key
from console.errors import SendRefused, SendUnknown, Unreachable
from console.model.channel import Limit
from console.model.outbox import Outgoing, Sent
from console.text import graphemes

LIMIT = Limit(graphemes=300, utf8_bytes=3000)
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


async def publish(session: Session, people: People, out: Outgoing) -> Sent:
    """Write the reply under the key that is its alone: writing it again changes nothing.

    Raises:
        SendRefused, SendUnknown, AuthFailed, RateLimited, Unreachable: as `Connector.send`.
    """
    _check_length(out.text)
    await session.sign_in()
    try:
        parent, root = await _thread(session, out)
    except SendRefused:
        # What we answer may have been deleted after an earlier try had succeeded.
        if sent := await find(session, out):
            return sent
        raise
    record: dict[str, object] = {
        "$type": POST,
        "text": out.text,
        "createdAt": written(out.created_at),
        "reply": {
            "root": {"uri": root.uri, "cid": root.cid},
            "parent": {"uri": parent.uri, "cid": parent.cid},
        },
    }
    if marks := await facets(out.text, people.did_of_handle):
        record["facets"] = marks
    if langs := [lang for lang in out.context.get("langs", "").split(",") if _LANG.fullmatch(lang)]:
        record["langs"] = langs[:3]
    rkey = reply_key(out.created_at, out.key)
    body = {"repo": session.did, "collection": POST, "rkey": rkey, "record": record}
    answer = await session.publish("com.atproto.repo.putRecord", body)
    uri = text(answer, "uri")
    if uri != _uri(session, rkey):
        raise SendUnknown("Bluesky took the reply but named another place than we asked for")
    return Sent(uri, web_address(session.did, uri), out.created_at.astimezone(UTC))


async def find(session: Session, out: Outgoing) -> Sent | None:
    """The reply, if it stands in our repository.

    Raises:
        AuthFailed, RateLimited, Unreachable: it could not be asked.
    """
    await session.sign_in()
    rkey = reply_key(out.created_at, out.key)
    params = {"repo": session.did, "collection": POST, "rkey": rkey}
    answer = await session.ask("com.atproto.repo.getRecord", params, "send")
    if answer.ok:
        uri = _uri(session, rkey)
        if text(answer.data, "uri") != uri:
            raise Unreachable("Bluesky answered with another record than was asked for")
        return Sent(uri, web_address(session.did, uri), out.created_at.astimezone(UTC))
    if answer.status == 400 and text(answer.data, "error") == "RecordNotFound":
        return None
    raise Unreachable(f"Bluesky did not say whether the reply stands ({answer.status})")


async def _thread(session: Session, out: Outgoing) -> tuple[Ref, Ref]:
    """Parent and root of the reply, as they stand now: an edit has given them other content hashes."""
    uri = out.context.get("uri") or out.to_remote_id
    if not POST_URI.fullmatch(uri):
        raise SendRefused("this message is not a post on Bluesky, so it cannot be answered there")
    root_uri = out.context.get("root_uri", "")
    if not POST_URI.fullmatch(root_uri):
        root_uri = uri
    views = await fetching.posts(session, list(dict.fromkeys((uri, root_uri))), "send")
    view = views.get(uri)
    if view is None:
        raise SendRefused("the post was deleted, or its author no longer shows it to us")
    _check_open(view)
    parent = Ref(uri, text(view, "cid"))
    # A root that is gone is still the root; what we know of it from the post must do.
    root_cid = text(views.get(root_uri, {}), "cid") or out.context.get("root_cid", "")
    if uri == root_uri or not root_cid:
        root_uri, root_cid = uri, parent.cid
    return parent, Ref(root_uri, root_cid)


def _check_open(view: Mapping[str, object]) -> None:
    viewer = view.get("viewer")
    if isinstance(viewer, dict) and viewer.get("replyDisabled") is True:
        raise SendRefused("the author has closed this thread to replies from us; nobody would see it")


def _check_length(words: str) -> None:
    if not words.strip():
        raise SendRefused("the reply is empty")
    if any("\ud800" <= char <= "\udfff" for char in words):
        raise SendRefused("the reply holds half a character, which no network takes")
    if (used := graphemes(words)) > 300:
        raise SendRefused(f"the reply has {used} characters; Bluesky takes 300")
    if (used := len(words.encode())) > 3000:
        raise SendRefused(f"the reply has {used} bytes; Bluesky takes 3000")


def _uri(session: Session, rkey: str) -> str:
    return f"at://{session.did}/{POST}/{rkey}"
