"""Answering a post: the right visibility, the right mention, and once."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from console.clock import Clock
from console.connectors.answer import Answer
from console.connectors.http import HttpClient
from console.connectors.mastodon.server import PLAIN, Server
from console.connectors.mastodon.status import Account, Json, child, ident, is_by, items, plain_text, text_of
from console.errors import AuthFailed, RateLimited, SendRefused, SendUnknown, Unreachable
from console.model.outbox import Outgoing, Sent
from console.model.words import Kind
from console.text import fold, length

_VISIBILITIES = ("public", "unlisted", "private", "direct")
_SURE_AFTER = 90.0
"""Seconds until a request whose answer was lost has certainly been dealt with."""
_SKEW = timedelta(minutes=10)
_LEADING = re.compile(r"^(?:\s*@[\w.-]+(?:@[\w.:-]+)?)+\s*")


class Replies:
    def __init__(self, http: HttpClient, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        self._tried: dict[str, float] = {}
        self._refused: dict[str, int] = {}

    async def publish(self, out: Outgoing, server: Server) -> Sent:
        """Answer with the visibility of what is answered; a private message stays private.

        The author is mentioned, and nobody else but whom the operator typed: bystanders of a thread did not
        ask for a brand's attention. A content warning stays above what answers it.

        Args:
            server: What it can do; its limit is of a whole post: mention, text and warning.

        Raises:
            SendRefused, SendUnknown, AuthFailed, RateLimited, Unreachable: as the protocol says.
        """
        context = out.context if out.context.get("acct") else await self._context_of(out)
        text = with_mention(out.text, context.get("acct", ""))
        body: dict[str, object] = {
            "status": text,
            "in_reply_to_id": out.to_remote_id,
            "visibility": visibility(out.to_kind, context.get("visibility", "")),
        }
        if server.takes_plain_text:
            body["content_type"] = PLAIN
        warning = context.get("spoiler", "")
        if warning and length(text, server.limit)[0] + len(warning) <= server.max_characters:
            body["spoiler_text"] = warning
        answer = await self._post(out.key, body)
        status = answer.data if isinstance(answer.data, Mapping) else {}
        if not ident(status.get("id")):
            # Also what GoToSocial answers to a key that it knows: that it was handled, and nothing else.
            raise SendUnknown(f"{self._http.name} took the reply but did not say what became of it")
        self._tried.pop(out.key, None)
        self._refused.pop(out.key, None)
        return _sent(status)

    async def _post(self, key: str, body: Mapping[str, object]) -> Answer:
        """Under the reply's own key as long as it may have been published.

        A key that was refused is spent: GoToSocial answers it with the same refusal for five minutes.
        """
        self._tried[key] = self._clock.monotonic()
        refused = self._refused.get(key, 0)
        headers = {"Idempotency-Key": f"{key}-{refused}" if refused else key}
        try:
            answer = await self._http.exchange(
                "POST", "/api/v1/statuses", body=body, headers=headers, sends=True
            )
            if answer.status == 409:
                raise SendUnknown(f"{self._http.name} says that it is at this reply already")
            return self._http.demand(answer, sends=True)
        except (SendRefused, AuthFailed, RateLimited, Unreachable):
            self._refused[key] = refused + 1
            raise

    async def find(self, out: Outgoing, me: Account) -> Sent | None:
        """Our reply with this text to this post, among its answers and then among our own posts.

        Raises:
            Unreachable: it is too early to say that it is not there; the server may still be at it.
            ConnectorError: the server cannot be asked just now.
        """
        # Asked before reading, so that what was published meanwhile is seen.
        early = self._is_early(out)
        context = await self._http.exchange("GET", f"/api/v1/statuses/{out.to_remote_id}/context")
        answers = context.data.get("descendants") if isinstance(context.data, Mapping) else None
        own = await self._http.call(
            "GET", f"/api/v1/accounts/{me.id}/statuses", params={"exclude_reblogs": "true", "limit": 40}
        )
        ours = [one for one in (*items(answers), *items(own.data)) if _answers(one, out, me)]
        # Where a server reads Markdown, letters and digits are all that is left for certain.
        for essence in (_essence, _letters):
            for status in ours:
                if essence(_bare(status)) == essence(out.text):
                    return _sent(status)
        if early:
            raise Unreachable(f"too early to say that {self._http.name} has not published it")
        return None

    def _is_early(self, out: Outgoing) -> bool:
        tried = self._tried.get(out.key)
        if tried is not None:
            return self._clock.monotonic() - tried < _SURE_AFTER
        # Another run of the program sent it; it cannot have done so before the hold window was over.
        return (self._clock.now() - out.hold_until).total_seconds() < _SURE_AFTER

    async def _context_of(self, out: Outgoing) -> Mapping[str, str]:
        """For a message that another source brought, without what we note for ourselves."""
        answer = await self._http.exchange("GET", f"/api/v1/statuses/{out.to_remote_id}")
        if answer.status in (404, 410):
            raise SendRefused(
                "what this answers is no longer there", fix="close the item, or write to its author anew"
            )
        self._http.demand(answer)
        status = answer.data if isinstance(answer.data, Mapping) else {}
        acct = text_of(child(status, "account").get("acct"))
        if not acct:
            raise Unreachable(f"{self._http.name} did not say who wrote the post")
        return {
            "acct": acct,
            "visibility": text_of(status.get("visibility")),
            "spoiler": text_of(status.get("spoiler_text")),
        }


def visibility(kind: Kind, asked: str) -> str:
    """That of what is answered; what we do not know may be seen by nobody else than its author."""
    if kind is Kind.DM:
        return "direct"
    return asked if asked in _VISIBILITIES else "direct"


def with_mention(text: str, acct: str) -> str:
    """The text with its addressee in front, unless it is mentioned somewhere already."""
    if not acct or re.search(rf"(?<![\w@])@{re.escape(acct)}(?![\w.-]*\w|@)", text, re.IGNORECASE):
        return text
    return f"@{acct} {text}"


def _answers(status: Json, out: Outgoing, me: Account) -> bool:
    """A post of ours to the one that the reply is to, not older than the reply."""
    if not is_by(status, me) or ident(status.get("in_reply_to_id")) != out.to_remote_id:
        return False
    at = _moment(status)
    return at is None or at >= out.created_at - _SKEW


def _bare(status: Json) -> str:
    return plain_text({**status, "spoiler_text": "", "media_attachments": []})


def _essence(text: str) -> str:
    """What a server leaves of a text: addresses and mentions come back in other forms."""
    return fold(text) or " ".join(_LEADING.sub("", text).split())


def _letters(text: str) -> str:
    """Letters and digits alone; for a text that has none, the text itself."""
    return "".join(char for char in fold(text) if char.isalnum()) or text


def _moment(status: Json) -> datetime | None:
    try:
        at = datetime.fromisoformat(text_of(status.get("created_at")))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _sent(status: Json) -> Sent:
    url = text_of(status.get("url")) or text_of(status.get("uri")) or None
    return Sent(ident(status.get("id")), url, _moment(status))
