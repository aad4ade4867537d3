"""A loopback server of the Mastodon API with a memory, and the recordings of a true one.

Posts have the shape of the recorded ones. `quirks` makes it one of the servers that do less than Mastodon.
"""

import asyncio
import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

import yaml
from websockets.asyncio.server import ServerConnection, serve

from tests.support.fastclock import START
from tests.support.httpserver import FaultyServer, Reply, Request, Route

RECORDINGS = Path(__file__).parents[1] / "data" / "mastodon"
TOKEN = "token-of-the-brand"


def recorded(name: str) -> list[dict[str, Any]]:
    """The request and answer pairs of one recording."""
    found: list[dict[str, Any]] = yaml.safe_load((RECORDINGS / f"{name}.yaml").read_text())["interactions"]
    return found


def recorded_frames(name: str) -> list[dict[str, Any]]:
    """What the true server sent over its WebSocket."""
    connections = yaml.safe_load((RECORDINGS / f"{name}.ws.yaml").read_text())["connections"]
    return [part["receive"] for one in connections for part in one["interactions"] if "receive" in part]


def recorded_statuses() -> Iterator[dict[str, Any]]:
    """Every post in the recordings."""

    def inside(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            if "content" in value and "account" in value:
                yield value
            for part in value.values():
                yield from inside(part)
        elif isinstance(value, list):
            for part in value:
                yield from inside(part)

    for path in sorted(RECORDINGS.glob("*.yaml")):
        if ".ws." in path.name:
            yield from inside([json.loads(frame["payload"]) for frame in recorded_frames(path.name[:-8])])
        else:
            for pair in recorded(path.stem):
                body = pair["response"]["body"]["string"]
                yield from inside(json.loads(body) if body[:1] in "[{" else None)


TEMPLATE = json.loads(recorded("test_notifications_mentions_only")[1]["response"]["body"]["string"])[0]


def order(id: str) -> tuple[int, str]:
    """Only a server can order its ids; these are numbers, or texts of one length."""
    return len(id), id


def _numbered(value: Any) -> Any:
    """With numbers for ids, wherever they are."""
    if isinstance(value, list):
        return [_numbered(one) for one in value]
    if not isinstance(value, dict):
        return value
    ids = {"id", "in_reply_to_id", "in_reply_to_account_id"}
    return {
        name: int(part) if name in ids and isinstance(part, str) else _numbered(part)
        for name, part in value.items()
    }


class MastodonServer(FaultyServer):
    """`brand` is our account; `stream_port` serves the WebSocket."""

    filters_first = False
    """Types are chosen before a page is cut, so that pages are full."""

    def __init__(self, *quirks: str) -> None:
        super().__init__()
        self.quirks = frozenset(quirks)
        self._next = 1000
        self.accounts: dict[str, dict[str, Any]] = {}
        for name in ("brand", "ada"):
            self.account(name)
        self.statuses: dict[str, dict[str, Any]] = {}
        self.notifications: list[dict[str, Any]] = []
        self.keys: dict[str, str] = {}
        self.page_size = 40
        self._prev = "since_id" if "since-links" in self.quirks else "min_id"
        self.sockets: set[Any] = set()
        self.subscribed = asyncio.Event()
        self.stream_requests: list[Any] = []
        self._streaming: Any = None
        self.route(
            "GET", "/api/v1/accounts/verify_credentials", lambda _request: Reply(self.accounts["brand"])
        )
        self.route("GET", "/api/v2/instance", lambda _request: self._instance())
        self.route("GET", "/api/v1/notifications", self._listed)
        self.route("GET", "/api/v1/statuses", self._many)
        self.route("POST", "/api/v1/statuses", self._published)
        brand = self.accounts["brand"]["id"]
        self.route("GET", f"/api/v1/accounts/{brand}/statuses", lambda _request: Reply(self._own()))

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._streaming = await serve(self._stream, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await super().__aexit__(*exc)
        self._streaming.close()
        await self._streaming.wait_closed()

    @property
    def stream_port(self) -> int:
        return int(self._streaming.sockets[0].getsockname()[1])

    def route(self, method: str, path: str, answer: Route) -> None:
        def numbered(request: Request) -> Any:
            reply = answer(request)
            return replace(reply, body=_numbered(reply.body)) if isinstance(reply, Reply) else reply

        super().route(method, path, numbered if "numbers" in self.quirks else answer)

    def account(self, name: str) -> dict[str, Any]:
        if name not in self.accounts:
            self.accounts[name] = self._account(self._account_id(), name)
        return self.accounts[name]

    def post(
        self, name: str, text: str, *, to: str | None = None, visibility: str = "public", **more: Any
    ) -> str:
        """Publish a post; whoever it mentions or answers is notified. Returns its id."""
        id = self._new_id()
        mentions = [one for one in self.accounts if f"@{one}" in text]
        status = copy.deepcopy(TEMPLATE["status"])
        status |= {
            "id": id,
            "created_at": START.isoformat().replace("+00:00", "Z"),
            "content": self._content(text),
            "visibility": visibility,
            "account": self.account(name),
            "in_reply_to_id": to,
            "replies_count": 0,
            "in_reply_to_account_id": self.statuses[to]["account"]["id"] if to in self.statuses else None,
            "mentions": [
                {"id": self.accounts[one]["id"], "acct": one, "url": f"x/@{one}"} for one in mentions
            ],
            **more,
        }
        self.statuses[id] = status
        if to in self.statuses:
            self.statuses[to]["replies_count"] += 1
        self.route("GET", f"/api/v1/statuses/{id}", lambda _request: self._one(id))
        self.route("GET", f"/api/v1/statuses/{id}/context", lambda _request: Reply(self._context(id)))
        if name != "brand" and "brand" in mentions:
            self.notify("mention", id)
        return id

    def notify(self, type: str, status: str | None) -> dict[str, Any]:
        body = {**TEMPLATE, "id": self._new_id(), "type": type, "created_at": START.isoformat()}
        body["status"] = self.statuses[status] if status else None
        self.notifications.append(body)
        return body

    def edit(self, id: str, text: str) -> None:
        self.statuses[id] |= {"content": self._content(text), "edited_at": "2026-11-23T08:30:00.000Z"}

    def delete(self, id: str) -> None:
        del self.statuses[id]
        self.notifications = [one for one in self.notifications if (one["status"] or {}).get("id") != id]

    async def push(self, event: str, payload: Any) -> None:
        body = payload if isinstance(payload, str) else json.dumps(payload)
        for socket in list(self.sockets):
            await socket.send(json.dumps({"stream": ["user"], "event": event, "payload": body}))

    def _new_id(self) -> str:
        self._next += 1
        return str(self._next)

    def _account_id(self) -> str:
        return str(100 + len(self.accounts))

    def _content(self, text: str) -> str:
        return f"<p>{text}</p>"

    def _account(self, id: str, name: str) -> dict[str, Any]:
        return {**TEMPLATE["account"], "id": id, "username": name, "acct": name, "display_name": name.title()}

    def _instance(self) -> Reply:
        if "no-v2" in self.quirks:
            return Reply({"error": "Not Found"}, 404)
        body = json.loads(recorded("test_instance")[0]["response"]["body"]["string"])
        body["configuration"]["urls"]["streaming"] = f"ws://127.0.0.1:{self.stream_port}"
        if "other" in self.quirks:
            body |= {"version": "2.7.2 (compatible; Other 1.0)", "source_url": "https://example.org/other"}
        return Reply(body)

    def _types(self, request: Request) -> list[str] | None:
        return request.query.get("types[]")

    def _listed(self, request: Request) -> Reply:
        wanted = self._types(request)
        if "no-types" in self.quirks and wanted:
            return Reply({"error": "unknown type"}, 422)
        if "types-crash" in self.quirks and {"quote"} & set(wanted or ()):
            return Reply(b"<h1>Server Error (500)</h1>", 500)
        least, most = request.param("min_id"), request.param("max_id")
        rows = [row for row in self.notifications if not most or order(row["id"]) < order(most)]
        size = min(self.page_size, int(request.param("limit", "40")))
        if self.filters_first or "no-links" in self.quirks:
            rows = [row for row in rows if not wanted or row["type"] in wanted]
        if least and "no-min-id" not in self.quirks:
            rows = [row for row in rows if order(row["id"]) > order(least)]
            rows = rows[-size:] if "min-is-since" in self.quirks else rows[:size]
        page = rows[-size:]
        headers = {}
        if page:
            kept = [("types[]", one) for one in wanted or ()]
            links = {
                "next": urlencode([("max_id", page[0]["id"]), *kept]),
                "prev": urlencode([(self._prev, page[-1]["id"]), *kept]),
            }
            where = "https://its-public.name/api/v1/notifications"
            headers["link"] = ", ".join(f'<{where}?{query}>; rel="{rel}"' for rel, query in links.items())
        # Filtered after it was cut, so that pages are short.
        shown = [row for row in page if not wanted or row["type"] in wanted]
        return Reply(shown[::-1], headers=headers if "no-links" not in self.quirks else {})

    def _many(self, request: Request) -> Reply:
        if "no-bulk" in self.quirks:
            return Reply({"error": "Not Found"}, 404)
        asked = request.query["ids[]" if "bulk-ids" in self.quirks else "id[]"]
        if len(asked) > 20:
            return Reply({"error": "Validation failed"}, 422)
        return Reply([self.statuses[id] for id in asked if id in self.statuses])

    def _one(self, id: str) -> Reply:
        return Reply(self.statuses[id]) if id in self.statuses else Reply({"error": "Record not found"}, 404)

    def _context(self, id: str) -> dict[str, Any]:
        ancestors: list[dict[str, Any]] = []
        parent = self.statuses[id]["in_reply_to_id"] if id in self.statuses else None
        while parent in self.statuses:
            ancestors.insert(0, self.statuses[parent])
            parent = self.statuses[parent]["in_reply_to_id"]
        answers = [one for one in self.statuses.values() if one["in_reply_to_id"] == id]
        return {"ancestors": ancestors, "descendants": answers}

    def _published(self, request: Request) -> Reply:
        key = request.headers.get("idempotency-key", "")
        if key in self.keys and "no-keys" not in self.quirks:
            return Reply(self.statuses[self.keys[key]])
        body = request.json()
        if len(body["status"]) > 500:
            return Reply({"error": "Validation failed: Text character limit of 500 exceeded"}, 422)
        id = self.post(
            "brand",
            body["status"],
            to=body["in_reply_to_id"],
            visibility=body["visibility"],
            spoiler_text=body.get("spoiler_text", ""),
        )
        self.keys[key] = id
        return Reply(self.statuses[id])

    def _own(self) -> list[dict[str, Any]]:
        return [one for one in reversed(self.statuses.values()) if one["account"]["acct"] == "brand"]

    async def _stream(self, socket: ServerConnection) -> None:
        self.stream_requests.append(socket.request)
        self.sockets.add(socket)
        self.subscribed.set()
        try:
            await socket.wait_closed()
        finally:
            self.sockets.discard(socket)
