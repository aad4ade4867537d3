"""What one server can do: asked, never assumed, because servers of this API differ."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from console.connectors.http import HttpClient
from console.connectors.mastodon.status import Account, child, text_of
from console.errors import AuthFailed, Unreachable
from console.model.channel import Limit

URL_LENGTH = 23
"""Characters that each address in a post counts for."""
DEFAULT_LENGTH = 500
MENTION = 32
"""Characters kept free for the mention that is put in front of a reply: `@`, a name of at most 30 without its
domain, and a space."""


@dataclass(frozen=True, slots=True)
class Server:
    name: str
    version: str
    max_characters: int = DEFAULT_LENGTH
    url_length: int = URL_LENGTH
    honours_keys: bool = False
    """It publishes once for one Idempotency-Key; known of Mastodon itself alone."""
    streaming: str = ""
    """Where it streams, as `wss://host`; empty when it does not say."""

    @property
    def limit(self) -> Limit:
        """Of a whole post."""
        return Limit(characters=self.max_characters, url_length=self.url_length, handle_without_domain=True)

    @property
    def reply_limit(self) -> Limit:
        """Of what an operator writes."""
        return replace(self.limit, characters=self.max_characters - MENTION)


UNKNOWN = Server("", "")
"""A server that has not been asked yet."""


async def ask_server(http: HttpClient) -> Server:
    """Ask `/api/v2/instance`, then `/api/v1/instance`, then go by what Mastodon's defaults are.

    Raises:
        RateLimited, Unreachable: it cannot be asked just now.
    """
    for path in ("/api/v2/instance", "/api/v1/instance"):
        answer = await http.exchange("GET", path)
        if answer.ok and isinstance(answer.data, Mapping):
            return _server(answer.data, http)
    return Server(http.name, "")


async def ask_account(http: HttpClient, channel: str, handle: str) -> Account:
    """Who the token belongs to.

    Args:
        handle: Who it should belong to, by the configuration; empty for anybody.

    Raises:
        AuthFailed: to nobody, or to somebody else.
        RateLimited, Unreachable: it cannot be asked just now.
    """
    answer = await http.call("GET", "/api/v1/accounts/verify_credentials")
    data = answer.data if isinstance(answer.data, Mapping) else {}
    id, acct = text_of(data.get("id")), text_of(data.get("acct")) or text_of(data.get("username"))
    if not id or not acct:
        raise Unreachable(f"{http.name} did not say who we are", fix="check the server's address")
    expected = handle.removeprefix("@").partition("@")[0]
    if expected and acct.partition("@")[0].lower() != expected.lower():
        raise AuthFailed(
            f"the token belongs to @{http.safe(acct)}, not to {http.safe(handle)}",
            fix="put the token of that account into the secret, or correct the channel's handle",
        )
    return Account(channel, id, acct)


def _server(data: Mapping[str, object], http: HttpClient) -> Server:
    configuration = child(data, "configuration")
    statuses = child(configuration, "statuses")
    # Pleroma and its relatives say it in their own place.
    length = _count(statuses.get("max_characters")) or _count(data.get("max_toot_chars")) or DEFAULT_LENGTH
    streaming = child(configuration, "urls").get("streaming") or child(data, "urls").get("streaming_api")
    return Server(
        http.safe(text_of(data.get("title")) or text_of(data.get("domain")) or text_of(data.get("uri"))),
        http.safe(text_of(data.get("version"))),
        length,
        _count(statuses.get("characters_reserved_per_url")) or URL_LENGTH,
        _is_mastodon(data),
        _streaming_origin(text_of(streaming), http.base_url),
    )


def _is_mastodon(data: Mapping[str, object]) -> bool:
    """Others say so in their version, such as `2.7.2 (compatible; Pleroma 2.5.0)`, or link elsewhere."""
    source = text_of(data.get("source_url")).rstrip("/")
    return source == "https://github.com/mastodon/mastodon" and "(" not in text_of(data.get("version"))


def _streaming_origin(said: str, base_url: str) -> str:
    """The origin as `wss://host`; the server's own where it says nothing usable, or would go unencrypted."""
    own = urlsplit(base_url)
    try:
        parts = urlsplit(said)
        host = parts.hostname
    except ValueError:
        host = None
    secure = {"wss": True, "https": True, "ws": False, "http": False}.get(parts.scheme if host else "")
    if host is None or secure is None or parts.username or (own.scheme == "https" and not secure):
        return urlunsplit(("wss" if own.scheme == "https" else "ws", own.netloc, "", "", ""))
    return urlunsplit(("wss" if secure else "ws", parts.netloc, "", "", ""))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and 0 < value < 10**7 else None
