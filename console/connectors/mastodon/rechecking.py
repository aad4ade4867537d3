"""Looking again at recent posts, because no server tells everybody whom an edit or a deletion concerns."""

from collections.abc import Mapping

from console.connectors.http import HttpClient
from console.connectors.mastodon.memory import Memory
from console.connectors.mastodon.status import Account, Json, gone, items, raw_message, text_of
from console.errors import Unreachable
from console.model.message import RawMessage

_NEWEST = 20
_OTHERS = 20
_ONE_BY_ONE = 12
"""Posts asked for singly in one look, where a server can't do it in bulk: with a look each half minute and a
poll each quarter that is half of the 300 requests in five minutes that the stricter servers allow."""


class Rechecker:
    """Looks at the newest posts each time, and at the older ones in turn."""

    def __init__(self, http: HttpClient, me: Account, memory: Memory) -> None:
        self._http = http
        self._me = me
        self._memory = memory
        self._turn = 0
        self._in_bulk = True

    async def changes(self) -> list[RawMessage]:
        """Posts that were edited or deleted since they were last seen.

        Raises:
            AuthFailed, RateLimited, Unreachable: the server cannot be asked just now.
        """
        ids = self._chosen(_NEWEST, _OTHERS)
        found = await self._many(ids) if ids and self._in_bulk else None
        if found is None:
            found, missing = {}, self._chosen(_ONE_BY_ONE // 2, _ONE_BY_ONE // 2)
        else:
            missing = [id for id in ids if id not in found][:_ONE_BY_ONE]
        changed = [raw for status in found.values() for raw in self._edited(status)]
        for id in missing:
            changed += await self._one(id)
        return changed

    def _chosen(self, newest: int, others: int) -> list[str]:
        ids = list(reversed(self._memory.recent))
        first, rest = ids[:newest], ids[newest:]
        if rest:
            start = self._turn % len(rest)
            self._turn = start + others
            first += (rest[start:] + rest[:start])[:others]
        return first

    async def _many(self, ids: list[str]) -> dict[str, Json] | None:
        """By id; None if this server answers for one post at a time only."""
        try:
            answer = await self._http.exchange("GET", "/api/v1/statuses", params={"id[]": ids})
        except Unreachable:
            self._in_bulk = False
            raise
        if answer.status in (401, 403):
            self._http.demand(answer)
        if not answer.ok or not isinstance(answer.data, list):
            self._in_bulk = False
            return None
        return {text_of(status.get("id")): status for status in items(answer.data)}

    async def _one(self, id: str) -> list[RawMessage]:
        answer = await self._http.exchange("GET", f"/api/v1/statuses/{id}")
        if answer.status in (404, 410):
            self._memory.forget(id)
            return [gone(id, self._me)]
        if answer.ok and isinstance(answer.data, Mapping) and answer.data.get("id") == id:
            return self._edited(answer.data)
        return []

    def _edited(self, status: Json) -> list[RawMessage]:
        id, edited = text_of(status.get("id")), text_of(status.get("edited_at"))
        known = self._memory.recent.get(id)
        if known is None or known.edited == edited:
            return []
        known.edited = edited
        return [raw_message(status, self._me, known.root)]
