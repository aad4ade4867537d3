"""A loopback server that behaves as GoToSocial does by its published source (0.19 and about it).

What differs from Mastodon, and is here: ULIDs for ids; one port for all, WebSocket only, advertised as `wss://`
whatever it runs on; no bulk of posts; edits are streamed to followers alone, deletions to everybody; unknown
notification types are passed over; text is counted in full; an Idempotency-Key is remembered in memory for
five minutes, with the status code alone; X-RateLimit-Reset in epoch seconds; errors as `Not Found: …`.
"""

import asyncio
import html
import re
from typing import Any

from tests.support.fastclock import START
from tests.support.httpserver import Reply, Request, Route
from tests.support.mastodon import TOKEN, MastodonServer
from tests.support.websocket import Socket

HOST = "social.example"
"""What it calls itself, wherever it is reached."""
REL = 'rel="nofollow noreferrer noopener" target="_blank"'
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NAMED = re.compile(r"(?<![\w/@])@(\w+)")
TYPES = {
    "follow", "follow_request", "mention", "reblog", "favourite", "poll", "status", "admin.sign_up", "update",
    "pending.favourite", "pending.reply", "pending.reblog",
}  # fmt: skip


class GoToSocial(MastodonServer):
    """Quirks: `drops-streams` (takes a WebSocket, closes it at once), `markdown` (the account's setting)."""

    upgrades = True
    filters_first = True
    limit = 300
    most_characters = 5000

    def __init__(self, *quirks: str) -> None:
        super().__init__(*quirks)
        self.handled: dict[str, int] = {}
        self.opened = 0
        self.route("GET", "/api/v1/instance", lambda _request: Reply(self._first_version()))

    def route(self, method: str, path: str, answer: Route) -> None:
        super().route(method, path, lambda request: self._guarded(answer, request))

    async def restart(self) -> None:
        """As if its process had ended and begun again: connections and what it kept in memory are gone."""
        await self.stop()
        self.sockets.clear()
        self.handled.clear()
        self.subscribed.clear()
        await self.start()

    def edit(self, id: str, text: str) -> None:
        super().edit(id, text)
        self.statuses[id]["text"] = text

    async def delete_and_tell(self, id: str) -> None:
        self.delete(id)
        await self.push("delete", id)

    def _guarded(self, answer: Route, request: Request) -> Any:
        if not request.headers.get("user-agent"):
            return Reply({"error": "I'm a teapot: no user-agent sent with request"}, 418)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Reply({"error": "Unauthorized: token not supplied"}, 401)
        reply = answer(request)
        assert isinstance(reply, Reply)
        left = {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(self.limit - 1),
            "x-ratelimit-reset": str(int(START.timestamp()) + 300),
        }
        return Reply(reply.body, reply.status, {**left, **reply.headers})

    def _new_id(self) -> str:
        self._next += 1
        number, digits = self._next, ""
        while number:
            number, digit = divmod(number, 32)
            digits = DIGITS[digit] + digits
        return "01KQ8ZT9".ljust(26 - len(digits), "0") + digits

    def _account_id(self) -> str:
        return self._new_id()

    def _account(self, id: str, name: str) -> dict[str, Any]:
        return {**super()._account(id, name), "url": f"https://{HOST}/@{name}"}

    def _content(self, text: str) -> str:
        """Its plain text formatter: one paragraph, line breaks, `<` and `&` escaped and `>` not."""
        escaped = html.escape(text, quote=False).replace("&gt;", ">").replace("\n", "<br>")

        def mention(found: re.Match[str]) -> str:
            name = found[1]
            if name not in self.accounts:
                return found[0]
            href = self.accounts[name]["url"]
            return (
                f'<span class="h-card"><a href="{href}" class="u-url mention" {REL}>'
                f"@<span>{name}</span></a></span>"
            )

        linked = re.sub(
            r"https?://[^\s<]+",
            lambda url: f'<a href="{url[0]}" {REL}>{url[0]}</a>',
            escaped,
        )
        return f"<p>{NAMED.sub(mention, linked)}</p>"

    def post(self, name: str, text: str, *, to: str | None = None, **more: Any) -> str:
        id = super().post(name, text, to=to, **more)
        status = self.statuses[id]
        url = f"https://{HOST}/@{name}/statuses/{id}"
        named = set(NAMED.findall(text))
        status |= {
            "uri": url,
            "url": url,
            "text": text,
            "edited_at": None,
            "mentions": [
                {"id": one["id"], "username": one["username"], "acct": one["acct"], "url": one["url"]}
                for one in self.accounts.values()
                if one["acct"] in named
            ],
        }
        return id

    def _instance(self) -> Reply:
        port = self.url.rpartition(":")[2]
        statuses = {
            "max_characters": self.most_characters,
            "max_media_attachments": 6,
            "characters_reserved_per_url": 25,
            "supported_mime_types": ["text/plain", "text/markdown"],
        }
        return Reply(
            {
                "domain": f"localhost:{port}",
                "account_domain": f"localhost:{port}",
                "title": "GoToSocial Testrig Instance",
                "version": "0.19.1+git-b5b0f0d",
                "source_url": "https://codeberg.org/superseriousbusiness/gotosocial",
                "configuration": {"urls": {"streaming": f"wss://localhost:{port}"}, "statuses": statuses},
            }
        )

    def _first_version(self) -> dict[str, Any]:
        body = self._instance().body
        return {**body, "urls": {"streaming_api": body["configuration"]["urls"]["streaming"]}}

    def _many(self, _request: Request) -> Reply:
        return Reply({"error": "Not Found: page not found"}, 404)

    def _one(self, id: str) -> Reply:
        if id in self.statuses:
            return Reply(self.statuses[id])
        return Reply({"error": "Not Found: target status not found"}, 404)

    def _context(self, id: str) -> dict[str, Any]:
        found = super()._context(id)
        for status in found["descendants"]:
            found["descendants"] += [
                one for one in self.statuses.values() if one["in_reply_to_id"] == status["id"]
            ]
        return found

    def _types(self, request: Request) -> list[str] | None:
        return [one for one in request.query.get("types[]", ()) if one in TYPES] or None

    def _published(self, request: Request) -> Reply:
        headers = request.headers
        key = headers.get("authorization", "") + headers.get("user-agent", "") + headers["idempotency-key"]
        if key in self.handled:
            return Reply({"status": "request already handled"}, self.handled[key])
        reply = self._create(request.json())
        self.handled[key] = reply.status
        return reply

    def _create(self, body: dict[str, Any]) -> Reply:
        text, warning = body["status"], body.get("spoiler_text", "")
        if len(text) + len(warning) > self.most_characters:
            said = f"Bad Request: text with spoiler exceed max chars ({self.most_characters})"
            return Reply({"error": said}, 400)
        if body["in_reply_to_id"] not in self.statuses:
            return Reply({"error": "Not Found: target status not found"}, 404)
        if body["visibility"] not in ("public", "unlisted", "private", "mutuals_only", "direct"):
            return Reply({"error": "Bad Request: invalid visibility"}, 400)
        id = self.post(
            "brand", text, to=body["in_reply_to_id"], visibility=body["visibility"], spoiler_text=warning
        )
        if body.get("content_type") != "text/plain" and "markdown" in self.quirks:
            content = self.statuses[id]["content"]
            self.statuses[id]["content"] = re.sub(r"\*(\S[^*]*)\*", r"<em>\1</em>", content)
        return Reply(self.statuses[id])

    async def _upgraded(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        given = request.param("access_token") or request.headers.get("sec-websocket-protocol", "") or bearer
        if request.path != "/api/v1/streaming" or given != TOKEN:
            await Reply({"error": "Unauthorized"}, 401).play(self, writer)
            return
        socket = Socket(request, reader, writer)
        self.opened += 1
        if "drops-streams" in self.quirks:
            await socket.close(1008)
        else:
            self.sockets.add(socket)
            self.subscribed.set()
        try:
            await socket.run()
        finally:
            self.sockets.discard(socket)
