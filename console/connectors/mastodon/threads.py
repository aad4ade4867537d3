"""Which thread a post belongs to, and what it answers."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence

from console.connectors.http import HttpClient
from console.connectors.mastodon.memory import Memory
from console.connectors.mastodon.status import (
    Account,
    Json,
    id_of,
    ident,
    is_by,
    items,
    raw_message,
    status_id,
    text_of,
)
from console.errors import AuthFailed, ConnectorError, Refused
from console.model.message import RawMessage

_MOST_ANCESTORS = 40
_MOST_OWN = 500


class Threads:
    def __init__(self, http: HttpClient, me: Account, memory: Memory) -> None:
        self._http = http
        self._me = me
        self._memory = memory
        self._own: OrderedDict[str, None] = OrderedDict()
        """Posts of ours that answer nobody else: whoever answers one begins a thread of their own."""

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
        parent = ident(status.get("in_reply_to_id"))
        before: list[RawMessage] = []
        root = self._known_root(status, id, parent)
        if root is None:
            ancestors = await self._ancestors(id)
            roots = self._roots([*ancestors, status]) if ancestors else [parent]
            for ancestor, above in zip(ancestors, roots, strict=False):
                before += self._ancestor(ancestor, parent, above)
            root = roots[-1]
        self._memory.saw(id, root, text_of(status.get("edited_at")))
        return [*before, raw_message(status, self._me, root)]

    def _known_root(self, status: Json, id: str, parent: str) -> str | None:
        if not parent or (parent in self._own and not self._is_private(status) and not self._is_ours(status)):
            return id
        root = self._memory.root_of(parent)
        answers_us = ident(status.get("in_reply_to_account_id")) == self._me.id
        if root == parent and answers_us and not self._is_ours(status) and not self._is_private(status):
            self._keep_own(parent)
            return id
        return root

    def _roots(self, path: Sequence[Json]) -> list[str]:
        """The thread of each post of a path that begins at the top.

        What many people say under a public post of ours are many conversations: one begins with the first
        post on the path that is not ours.
        """
        ids = [ident(status.get("id")) for status in path]
        roots = [ids[0]] * len(path)
        if self._is_private(path[0]):
            return roots
        branch = next((number for number, status in enumerate(path) if not self._is_ours(status)), 0)
        for number, id in enumerate(ids):
            if number >= branch:
                roots[number] = ids[branch]
            else:
                self._keep_own(id)
        return roots

    def _keep_own(self, id: str) -> None:
        self._own[id] = None
        self._own.move_to_end(id)
        if len(self._own) > _MOST_OWN:
            self._own.popitem(last=False)

    def _is_ours(self, status: Json) -> bool:
        return is_by(status, self._me)

    @staticmethod
    def _is_private(status: Json) -> bool:
        return status.get("visibility") == "direct"

    def _ancestor(self, status: Json, parent: str, root: str) -> list[RawMessage]:
        id = id_of(status)
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
