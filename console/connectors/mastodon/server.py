"""What one server can do: asked, never assumed, because servers of this API differ."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from console.connectors.http import HttpClient, is_loopback
from console.connectors.mastodon.status import Account, child, ident, text_of
from console.errors import AuthFailed, Unreachable
from console.model.channel import Limit

URL_LENGTH = 23
"""Characters that each address in a post counts for."""
DEFAULT_LENGTH = 500
MENTION = 32
"""Characters kept free for the mention that is put in front of a reply: `@`, a name of at most 30 without its
domain, and a space."""
MENTION_IN_FULL = 80
"""The same where the domain counts."""
PLAIN = "text/plain"


@dataclass(frozen=True, slots=True)
class Server:
    name: str
    version: str
    max_characters: int = DEFAULT_LENGTH
    url_length: int = URL_LENGTH
    counts_like_mastodon: bool = False
    """An address counts as `url_length` and a mention without its domain; elsewhere each counts in full."""
    takes_plain_text: bool = False
    """It can be told to read a post as plain text, whatever the account is set to."""
    honours_keys: bool = False
    """It publishes once for one Idempotency-Key; known of Mastodon itself alone."""
    streaming: tuple[str, ...] = ()
    """Where it may stream, the likeliest first, each as `wss://host`."""

    @property
    def limit(self) -> Limit:
        """Of a whole post."""
        if not self.counts_like_mastodon:
            return Limit(characters=self.max_characters)
        return Limit(characters=self.max_characters, url_length=self.url_length, handle_without_domain=True)

    @property
    def reply_limit(self) -> Limit:
        """Of what an operator writes."""
        mention = MENTION if self.counts_like_mastodon else MENTION_IN_FULL
        return replace(self.limit, characters=max(self.max_characters - mention, 1))


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
    return Server(http.name, "", streaming=streaming_origins("", http.base_url))


async def ask_account(http: HttpClient, channel: str, handle: str) -> Account:
    """Who the token belongs to.

    Args:
        handle: Who it should belong to, by the configuration; empty for anybody.

    Raises:
        AuthFailed: to nobody, or to somebody else.
        RateLimited, Unreachable: it cannot be asked just now.
    """
    answer = await http.exchange("GET", "/api/v1/accounts/verify_credentials")
    if answer.status in (400, 422):
        # There is nothing to be wrong in this question but the token; so say snac and its like.
        raise AuthFailed(f"{http.name} does not know the token", fix=http.fix_auth)
    http.demand(answer)
    data = answer.data if isinstance(answer.data, Mapping) else {}
    id, acct = ident(data.get("id")), text_of(data.get("acct")) or text_of(data.get("username"))
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
        counts_like_mastodon=_is_kin_of_mastodon(data),
        takes_plain_text=PLAIN in _formats(data, statuses),
        honours_keys=_is_mastodon(data),
        streaming=streaming_origins(text_of(streaming), http.base_url),
    )


def _is_mastodon(data: Mapping[str, object]) -> bool:
    """Others say so in their version, such as `2.7.2 (compatible; Pleroma 2.5.0)`, or link elsewhere."""
    source = text_of(data.get("source_url")).rstrip("/")
    return source == "https://github.com/mastodon/mastodon" and "(" not in text_of(data.get("version"))


def _is_kin_of_mastodon(data: Mapping[str, object]) -> bool:
    """Mastodon and its forks, which link to a repository of the same name."""
    source = text_of(data.get("source_url")).rstrip("/")
    return source.rpartition("/")[2] == "mastodon" and "(" not in text_of(data.get("version"))


def _formats(data: Mapping[str, object], statuses: Mapping[str, object]) -> list[object]:
    """What a post can be written in, as GoToSocial and glitch-soc say it, and as Pleroma and its kin do."""
    metadata = child(child(data, "pleroma"), "metadata")
    said = (statuses.get("supported_mime_types"), metadata.get("post_formats"))
    return [format for formats in said if isinstance(formats, list) for format in formats]


def streaming_origins(said: str, base_url: str) -> tuple[str, ...]:
    """Where the server says that it streams, if that is usable, and then where we reach it ourselves.

    A server without TLS may say `wss` all the same (GoToSocial does), and the host that it means to have one
    day: then only the second is true. The token never travels unencrypted but within this machine.
    """
    own = urlsplit(base_url)
    here = urlunsplit(("wss" if own.scheme == "https" else "ws", own.netloc, "", "", ""))
    try:
        parts = urlsplit(said)
        host = parts.hostname or ""
    except ValueError:
        return (here,)
    secure = {"wss": True, "https": True, "ws": False, "http": False}.get(parts.scheme)
    fits = secure if own.scheme == "https" else secure is False and is_loopback(host)
    if not host or not fits or parts.username:
        return (here,)
    there = urlunsplit(("wss" if secure else "ws", parts.netloc, "", "", ""))
    return (there,) if there == here else (there, here)


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and 0 < value < 10**7 else None
