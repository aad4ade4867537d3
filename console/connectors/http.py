"""HTTP as every network connector does it: bounded in time and size, its failures in our words.

What the server says is untrusted: its texts pass the gate and are cut, its JSON may be anything, and our
token goes to no other host. Sends say whether a failed request can have been applied.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import NoReturn

import httpx

from console import __version__
from console.clock import Clock
from console.connectors.answer import MAX_ERROR_TEXT, Answer, UnusableBody, parse_json, read_body, server_text
from console.connectors.waiting import budget, wait_seconds
from console.errors import AuthFailed, ConfigError, RateLimited, SendRefused, SendUnknown, Unreachable
from console.text import one_line

DEADLINE = 30.0
"""Seconds for one request with everything: connecting, asking, reading the whole answer."""
CONNECT = 10.0
MAX_BODY = 8 * 1024 * 1024
"""Bytes of one answer after decompression."""

Params = Mapping[str, str | int | Sequence[str]]


class HttpClient:
    """One server, one account.

    Args:
        base_url: `https://host`; plain `http` only for loopback hosts.
        clock: Says what time it is, for waits that a server puts as a date.
        name: How errors call the server; its host name if empty.
        token: Sent as a bearer token with every request; change it by `use_token`.
        secrets: More texts that must never show in an error, such as a password.
        fix_auth: What a person does when the token is refused.
        transport: Stands in for the network in tests.
        deadline: Seconds for one request with everything.
    """

    def __init__(
        self,
        base_url: str,
        *,
        clock: Clock,
        name: str = "",
        token: str = "",
        secrets: Sequence[str] = (),
        fix_auth: str = "put a valid token into the configured secret",
        transport: httpx.AsyncBaseTransport | None = None,
        deadline: float = DEADLINE,
        max_body: int = MAX_BODY,
    ) -> None:
        self._origin = checked_origin(base_url)
        self.name = name or self._origin.host
        self.fix_auth = fix_auth
        self._clock = clock
        self._token = ""
        self._secrets = tuple(secret for secret in secrets if secret)
        self._deadline = deadline
        self._max_body = max_body
        self._closed_until: dict[str, float] = {}
        self._transport = transport
        self._opening = asyncio.Lock()
        self._client: httpx.AsyncClient | None = None
        self.use_token(token)

    @property
    def base_url(self) -> str:
        return str(self._origin).rstrip("/")

    def use_token(self, token: str) -> None:
        """Send this bearer token from now on; an empty one sends none.

        Raises:
            AuthFailed: it holds characters that no token has, such as a line break.
        """
        if not token.isascii() or any(char <= " " or char == "\x7f" for char in token):
            raise AuthFailed(
                f"the token for {self.name} holds characters that no token has", fix=self.fix_auth
            )
        self._token = token

    def hide(self, *secrets: str) -> None:
        """Never show these in an error either; they replace those given before."""
        self._secrets = tuple(secret for secret in secrets if secret)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        sends: bool = False,
        bucket: str = "",
    ) -> Answer:
        """Ask and demand a 2xx; arguments and errors as in `exchange`, and all of `demand`'s."""
        answer = await self.exchange(
            method, path, params=params, body=body, headers=headers, sends=sends, bucket=bucket
        )
        return self.demand(answer, sends=sends)

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        sends: bool = False,
        bucket: str = "",
        token: str | None = None,
    ) -> Answer:
        """Ask once and read the whole answer.

        Args:
            params: For the query string; a list repeats its key.
            body: Sent as JSON unless None.
            sends: The request publishes something, so whether it was applied matters.
            bucket: Requests that share an allowance; by default sends have one and all else has another, so
                that polling never stands in a reply's way.
            token: Instead of the client's own, for this request only.

        Raises:
            RateLimited: the server says so, or has said so before (then nothing was asked).
            Unreachable: no usable answer; for sends: certainly not applied.
            SendUnknown: only for sends: no usable answer, and the request may have been applied.
        """
        bucket = bucket or ("send" if sends else "read")
        self._mind_allowance(bucket)
        client = await self._open()
        try:
            request = self._request(client, method, path, params, body, headers, token)
            async with asyncio.timeout(self._deadline):
                response = await client.send(request, stream=True)
                try:
                    raw = await read_body(response, self._max_body)
                finally:
                    await response.aclose()
        except httpx.ConnectError as error:
            cause, fix = _cause(error)
            raise Unreachable(f"no connection to {self.name}: {cause}", fix=fix) from None
        except (httpx.ConnectTimeout, httpx.PoolTimeout):
            raise Unreachable(f"{self.name} did not take the connection within {CONNECT:.0f} s") from None
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError):
            raise Unreachable(f"the request to {self.name} could not be written") from None
        except httpx.ProxyError:
            raise Unreachable(f"the proxy refused to reach {self.name}", fix="check HTTPS_PROXY") from None
        except (TimeoutError, httpx.TimeoutException):
            self._no_answer(f"{self.name} did not answer in full within {self._deadline:g} s", sends)
        except (httpx.HTTPError, httpx.StreamError, OSError):
            self._no_answer(f"{self.name} broke the connection off", sends)
        except UnusableBody as unusable:
            self._no_answer(f"{self.name} {unusable}", sends)
        return self._answer(response, raw, bucket, sends)

    @asynccontextmanager
    async def stream(
        self, path: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """A GET whose body is read as it comes, such as server-sent events.

        Connecting and the first line have the usual deadline; the body has none, so the caller guards its
        silence and its size. Errors of the body's reading are httpx's own.

        Raises:
            AuthFailed, RateLimited, Unreachable: it was not a 2xx.
        """
        self._mind_allowance("read")
        sent = {"Accept": "text/event-stream", "Accept-Encoding": "identity", **(headers or {})}
        client = await self._open()
        request = self._request(client, "GET", path, params, None, sent, None)
        request.extensions["timeout"] = httpx.Timeout(None, connect=CONNECT).as_dict()
        try:
            async with asyncio.timeout(self._deadline):
                response = await client.send(request, stream=True)
        except (TimeoutError, httpx.HTTPError, OSError):
            raise Unreachable(f"no stream from {self.name}") from None
        try:
            if not response.is_success:
                self.demand(self._answer(response, b"", "read", False))
            yield response
        finally:
            await response.aclose()

    def demand(self, answer: Answer, *, sends: bool = False) -> Answer:
        """Turn an answer that is no 2xx into an error.

        Raises:
            AuthFailed: 401; also 403 unless it refuses a send.
            SendRefused: another 4xx to a send.
            Unreachable: another 4xx to anything else.
        """
        if answer.ok:
            return answer
        said = self.safe(server_text(answer.data))
        words = f"{self.name} answered {answer.status}" + (f": {said}" if said else "")
        if answer.status == 401 or (answer.status == 403 and not sends):
            raise AuthFailed(words, fix=self.fix_auth)
        if sends and answer.status not in (408, 425):
            raise SendRefused(words)
        raise Unreachable(words)

    def safe(self, text: str) -> str:
        """A server's text, fit to be shown: through the gate, cut, and without our secrets."""
        for secret in (self._token, *self._secrets):
            if secret:
                text = text.replace(secret, "(secret)")
        shown = one_line(text[: MAX_ERROR_TEXT * 2])
        return shown if len(shown) <= MAX_ERROR_TEXT else shown[: MAX_ERROR_TEXT - 1] + "…"

    async def _open(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._client is None:
                # Reading the certificates takes long enough to be felt at the keyboard.
                self._client = await asyncio.to_thread(self._new_client)
            return self._client

    def _new_client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=self._transport,
            timeout=httpx.Timeout(self._deadline, connect=min(CONNECT, self._deadline)),
            follow_redirects=False,
            trust_env=not is_loopback(self._origin.host),
            headers={
                "User-Agent": f"beredt/{__version__}",
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
            },
        )

    def _request(
        self,
        client: httpx.AsyncClient,
        method: str,
        path: str,
        params: Params | None,
        body: object,
        headers: Mapping[str, str] | None,
        token: str | None,
    ) -> httpx.Request:
        sent = dict(headers or {})
        bearer = self._token if token is None else token
        if bearer:
            sent["Authorization"] = f"Bearer {bearer}"
        url = self._origin.join(path)
        if (url.scheme, url.host, url.port) != (self._origin.scheme, self._origin.host, self._origin.port):
            raise Unreachable(f"{self.name} pointed to another server", fix="check the server's address")
        # A page link of the server carries its own query, which an empty `params` would erase.
        return client.build_request(
            method, url, params=dict(params) if params else None, json=body, headers=sent
        )

    def _answer(self, response: httpx.Response, raw: bytes, bucket: str, sends: bool) -> Answer:
        status, headers = response.status_code, response.headers
        self._note_allowance(headers, bucket)
        if status == 429:
            wait = wait_seconds(headers, self._clock.now())
            self._close_bucket(bucket, wait)
            raise RateLimited(f"{self.name} asks us to wait {wait:.0f} s", retry_after=wait)
        if 300 <= status < 400:
            self._redirected(headers.get("location", ""), status, sends)
        if status >= 500 or status < 200:
            self._no_answer(f"{self.name} answered {status}", sends)
        try:
            data = parse_json(raw)
        except ValueError as error:
            if status >= 400:
                return Answer(status, headers, None)
            self._no_answer(f"{self.name} answered with {error}", sends)
        return Answer(status, headers, data)

    def _redirected(self, location: str, status: int, sends: bool) -> NoReturn:
        try:
            host = self.safe(self._origin.join(location).host)
        except (httpx.InvalidURL, ValueError):
            host = "another address"
        if status == 303:
            self._no_answer(f"{self.name} redirected to {host}", sends)
        raise Unreachable(
            f"{self.name} redirected to {host}", fix="put the new address into the configuration"
        )

    def _no_answer(self, what: str, sends: bool) -> NoReturn:
        if sends:
            raise SendUnknown(f"{what}, so the reply may or may not be published") from None
        raise Unreachable(what) from None

    def _mind_allowance(self, bucket: str) -> None:
        wait = self._closed_until.get(bucket, 0.0) - self._clock.monotonic()
        if wait > 0:
            raise RateLimited(f"{self.name} asks us to wait {wait:.0f} s more", retry_after=wait)

    def _note_allowance(self, headers: Mapping[str, str], bucket: str) -> None:
        left = budget(headers, self._clock.now())
        if left is None or left.reset_after is None:
            return
        # The last twentieth is for replies: polling stops before it.
        reserve = (left.limit or 0) // 20 if bucket == "read" else 0
        if left.remaining <= reserve:
            self._close_bucket(bucket, left.reset_after)

    def _close_bucket(self, bucket: str, seconds: float) -> None:
        self._closed_until[bucket] = self._clock.monotonic() + seconds


def checked_origin(base_url: str) -> httpx.URL:
    """The server's address from the configuration.

    Raises:
        ConfigError: no https (http is for loopback hosts only), a password inside, or no address at all.
    """
    try:
        url = httpx.URL(base_url.strip())
    except (httpx.InvalidURL, ValueError):
        raise ConfigError("the server's address is no URL", fix="write it as https://host") from None
    if url.userinfo:
        raise ConfigError("the server's address holds a password", fix="write it as https://host")
    if not url.host or url.scheme not in ("https", "http"):
        raise ConfigError("the server's address is not complete", fix="write it as https://host")
    if url.scheme == "http" and not is_loopback(url.host):
        raise ConfigError(
            f"the server's address {one_line(url.host)} would send the token unencrypted",
            fix="write it as https://host",
        )
    return url


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _cause(error: BaseException) -> tuple[str, str]:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return "its certificate could not be verified", "check the address, and this machine's clock"
        if isinstance(seen, socket.gaierror):
            return "its name is not known", "check the address, and this machine's DNS"
        if isinstance(seen, ConnectionRefusedError):
            return "it refuses connections", ""
        seen = seen.__cause__ or seen.__context__
    return "the network does not lead there", ""
