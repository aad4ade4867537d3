"""People on the network: what a customer does in an app of theirs, over the public interface."""

import asyncio
import secrets
from datetime import UTC, datetime
from typing import Any, Self

import httpx

POST = "app.bsky.feed.post"
PASSWORD = "correct horse battery staple"

Record = dict[str, Any]


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Person:
    def __init__(self, client: httpx.AsyncClient, handle: str, session: dict[str, str]) -> None:
        self._client = client
        self.handle = handle
        self.did = session["did"]
        self._token = session["accessJwt"]

    @classmethod
    async def join(cls, url: str, name: str) -> Self:
        """A new account, with a name that nobody had before."""
        client = httpx.AsyncClient(base_url=url, timeout=30, trust_env=False)
        handle = f"{name}{secrets.randbelow(10**6)}.test"
        account = {"handle": handle, "email": f"{handle}@mail.test", "password": PASSWORD}
        answer = await client.post("/xrpc/com.atproto.server.createAccount", json=account)
        answer.raise_for_status()
        return cls(client, handle, answer.json())

    async def leave(self) -> None:
        await self._client.aclose()

    async def app_password(self) -> str:
        made = await self._post("com.atproto.server.createAppPassword", {"name": "console"})
        return str(made["password"])

    async def post(self, text: str, *, at: str = "", **more: Any) -> Record:
        """Publish; a `@handle` of a `Person` in `mentions=` gets its facet. Returns uri and cid."""
        body = {"repo": self.did, "collection": POST, "record": self.record(text, at=at, **more)}
        made = await self._post("com.atproto.repo.createRecord", body)
        return {"uri": made["uri"], "cid": made["cid"]}

    async def post_many(self, records: list[Record]) -> None:
        writes = [
            {"$type": "com.atproto.repo.applyWrites#create", "collection": POST, "value": record}
            for record in records
        ]
        await self._post("com.atproto.repo.applyWrites", {"repo": self.did, "writes": writes})

    async def reply(self, text: str, parent: Record, root: Record | None = None, **more: Any) -> Record:
        return await self.post(text, reply={"root": root or parent, "parent": parent}, **more)

    async def quote(self, text: str, quoted: Record) -> Record:
        return await self.post(text, embed={"$type": "app.bsky.embed.record", "record": quoted})

    async def edit(self, uri: str, text: str, **more: Any) -> None:
        body = {
            "repo": self.did,
            "collection": POST,
            "rkey": uri.rpartition("/")[2],
            "record": self.record(text, **more),
        }
        await self._post("com.atproto.repo.putRecord", body)

    async def delete(self, uri: str) -> None:
        body = {"repo": self.did, "collection": POST, "rkey": uri.rpartition("/")[2]}
        await self._post("com.atproto.repo.deleteRecord", body)

    async def posts(self) -> list[Record]:
        """Every record in this person's repository, newest first."""
        params = {"repo": self.did, "collection": POST, "limit": "100"}
        answer = await self._client.get("/xrpc/com.atproto.repo.listRecords", params=params)
        answer.raise_for_status()
        return list(answer.json()["records"])

    async def hears_of(self, uri: str) -> None:
        """Wait until this person is notified of a post."""
        async with asyncio.timeout(30):
            while uri not in await self._notified():  # noqa: ASYNC110 - its events are in another process
                await asyncio.sleep(0.5)

    async def _notified(self) -> set[str]:
        answer = await self._client.get(
            "/xrpc/app.bsky.notification.listNotifications", headers=self._headers()
        )
        answer.raise_for_status()
        return {notice["uri"] for notice in answer.json()["notifications"]}

    def record(self, text: str, *, at: str = "", mentions: tuple["Person", ...] = (), **more: Any) -> Record:
        facets = []
        for person in mentions:
            start = len(text[: text.index(f"@{person.handle}")].encode())
            facets.append(
                {
                    "index": {"byteStart": start, "byteEnd": start + len(person.handle) + 1},
                    "features": [{"$type": "app.bsky.richtext.facet#mention", "did": person.did}],
                }
            )
        kept = {"facets": facets} if facets else {}
        return {"$type": POST, "text": text, "createdAt": at or now(), **kept, **more}

    async def _post(self, nsid: str, body: Record) -> Record:
        answer = await self._client.post(f"/xrpc/{nsid}", json=body, headers=self._headers())
        answer.raise_for_status()
        return dict(answer.json())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}
