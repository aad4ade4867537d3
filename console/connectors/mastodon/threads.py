"""Which thread a post belongs to, and what it answers."""

from collections.abc import Mapping

from console.connectors.http import HttpClient
from console.connectors.mastodon.memory import Memory
from console.connectors.mastodon.status import Account, Json, items, raw_message, status_id, text_of
from console.errors import AuthFailed, ConnectorError, Refused
from console.model.message import RawMessage

_MOST_ANCESTORS = 40


class Threads:
    def __init__(self, http: HttpClient, me: Account, memory: Memory) -> None:
        self._http = http
        self._me = me
        self._memory = memory

    async def read(self, status: object) -> list[RawMessage]:
        """The post, after those of its thread that are needed to understand it and are new to us.

        These are ours above it, and the one it answers. What strangers said further up is left out: it was
        not said to us, and would count as if it had been.

        Raises:
            Refused: it is no post.
            AuthFailed: the token is refused.
        """
        id = status_id(status)
        assert isinstance(status, Mapping)
        parent = text_of(status.get("in_reply_to_id"))
        before: list[RawMessage] = []
        root = self._memory.root_of(parent) if parent else id
        if root is None:
            ancestors = await self._ancestors(id)
            root = text_of(ancestors[0].get("id")) if ancestors else parent
            for ancestor in ancestors:
                before += self._ancestor(ancestor, parent, root)
        self._memory.saw(id, root, text_of(status.get("edited_at")))
        return [*before, raw_message(status, self._me, root)]

    def _ancestor(self, status: Json, parent: str, root: str) -> list[RawMessage]:
        id = text_of(status.get("id"))
        try:
            raw = raw_message(status, self._me, root)
        except Refused:
            return []
        if not raw.fields["ours"] and id != parent:
            self._memory.place(id, root)
            return []
        self._memory.saw(id, root, text_of(status.get("edited_at")))
        return [raw]

    async def _ancestors(self, id: str) -> list[Json]:
        """Oldest first; none if the server does not tell, because the post itself must not wait for them."""
        try:
            answer = await self._http.exchange("GET", f"/api/v1/statuses/{id}/context")
        except AuthFailed:
            raise
        except ConnectorError:
            return []
        data = answer.data if answer.ok and isinstance(answer.data, Mapping) else {}
        return list(items(data.get("ancestors")))[-_MOST_ANCESTORS:]
