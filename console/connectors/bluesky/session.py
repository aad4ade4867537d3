"""Signed-in calls: one session in memory, refreshed when it expires, made anew as rarely as possible."""

import asyncio
from collections.abc import Mapping

from console.clock import Clock
from console.connectors.answer import Answer
from console.connectors.bluesky.reading import text
from console.connectors.http import HttpClient, Params
from console.errors import AuthFailed, RateLimited, SendUnknown, Unreachable

FIX = "make a new app password in Bluesky (Settings, Privacy and security, App passwords) and configure it"
_TOKEN_ERRORS = ("ExpiredToken", "InvalidToken")
_FIRST_PAUSE = 30.0
_LONGEST_PAUSE = 900.0


class Session:
    """The account's session on its server.

    A server takes 30 sign-ins in five minutes and 300 a day, so one that fails, or whose token is refused
    right away, is not repeated before a pause that doubles.
    """

    def __init__(self, http: HttpClient, identifier: str, password: str, clock: Clock) -> None:
        self._http = http
        self._identifier = identifier.lstrip("@")
        self._password = password
        self._clock = clock
        self._access = ""
        self._refresh = ""
        self._lock = asyncio.Lock()
        self._refused: AuthFailed | None = None
        self._pause = _FIRST_PAUSE
        self._not_before = float("-inf")
        self.did = ""
        self.handle = ""

    async def sign_in(self) -> None:
        """Make sure that there is a session. Raises AuthFailed, RateLimited, Unreachable."""
        async with self._lock:
            if not self._access:
                await self._open()

    async def get(self, nsid: str, params: Params | None = None, bucket: str = "") -> Mapping[str, object]:
        """Ask a query; raises AuthFailed, RateLimited, Unreachable.

        Args:
            bucket: `send` for what a reply waits for, which polling must not hold up.
        """
        return self._object(self._http.demand(await self.ask(nsid, params, bucket)))

    async def ask(self, nsid: str, params: Params | None = None, bucket: str = "") -> Answer:
        """As `get`, but an answer of 4xx comes back, for the caller to look at."""
        return await self._signed("GET", nsid, params=params, bucket=bucket)

    async def publish(self, nsid: str, body: Mapping[str, object]) -> Mapping[str, object]:
        """Call a procedure that publishes; raises what a send may raise."""
        answer = self._http.demand(await self._signed("POST", nsid, body=body, sends=True), sends=True)
        if not isinstance(answer.data, dict):
            raise SendUnknown(f"{self._http.name} took the reply but did not say where it is")
        return answer.data

    async def _signed(
        self,
        method: str,
        nsid: str,
        *,
        params: Params | None = None,
        body: Mapping[str, object] | None = None,
        sends: bool = False,
        bucket: str = "",
    ) -> Answer:
        path = f"/xrpc/{nsid}"
        for _attempt in range(2):
            await self.sign_in()
            token = self._access
            answer = await self._http.exchange(
                method, path, params=params, body=body, sends=sends, bucket=bucket, token=token
            )
            if not _token_refused(answer):
                self._pause, self._not_before = _FIRST_PAUSE, float("-inf")
                return answer
            await self._renew(token)
        words = self._http.safe(text(answer.data, "message")) or "the token is refused"
        raise AuthFailed(f"{self._http.name} refuses a fresh session: {words}", fix=FIX)

    async def _renew(self, stale: str) -> None:
        async with self._lock:
            # Several calls may find the same token expired; the first one renews it for all.
            if self._access != stale:
                return
            self._access = ""
            await self._open()

    async def _open(self) -> None:
        """Refresh the session if there is one, else make one."""
        if self._refresh:
            answer = await self._http.exchange(
                "POST", "/xrpc/com.atproto.server.refreshSession", token=self._refresh, bucket="session"
            )
            self._refresh = ""
            if answer.ok:
                self._take(answer)
                return
        await self._create()

    async def _create(self) -> None:
        wait = self._not_before - self._clock.monotonic()
        if wait > 0:
            if self._refused is not None:
                raise AuthFailed(self._refused.what, fix=self._refused.fix)
            raise RateLimited(f"{self._http.name}: signing in is paused for {wait:.0f} s", retry_after=wait)
        self._not_before = self._clock.monotonic() + self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        self._refused = None
        try:
            answer = await self._http.exchange(
                "POST",
                "/xrpc/com.atproto.server.createSession",
                body={"identifier": self._identifier, "password": self._password},
                bucket="session",
                token="",
            )
        except Unreachable:
            # It did not count as a sign-in, and nobody shall wait longer than the server is away.
            self._pause, self._not_before = _FIRST_PAUSE, float("-inf")
            raise
        if not answer.ok:
            self._refused = self._refusal(answer)
            raise self._refused
        self._take(answer)

    def _refusal(self, answer: Answer) -> AuthFailed:
        said = self._http.safe(text(answer.data, "message"))
        words = f"{self._http.name} refused to sign in" + (f": {said}" if said else "")
        if text(answer.data, "error") == "AccountTakedown":
            return AuthFailed(words, fix="the account is suspended; settle that with Bluesky")
        return AuthFailed(words, fix=FIX)

    def _take(self, answer: Answer) -> None:
        access, refresh = text(answer.data, "accessJwt"), text(answer.data, "refreshJwt")
        did = text(answer.data, "did")
        if not access or not did:
            raise Unreachable(f"{self._http.name} made a session without a token")
        # For `safe` to know both: a server may repeat a token in an error.
        self._http.hide(self._password, access, refresh)
        self._access, self._refresh = access, refresh
        self.did, self.handle = did, text(answer.data, "handle")

    def _object(self, answer: Answer) -> Mapping[str, object]:
        if not isinstance(answer.data, dict):
            raise Unreachable(f"{self._http.name} answered with something else than data")
        return answer.data


def _token_refused(answer: Answer) -> bool:
    if answer.status == 401:
        return True
    return answer.status == 400 and text(answer.data, "error") in _TOKEN_ERRORS
