"""Looking again at recent posts, because no server tells everybody whom an edit or a deletion concerns."""

from collections.abc import AsyncIterator, Mapping, Sequence

from console.connectors.http import HttpClient
from console.connectors.mastodon.memory import Memory
from console.connectors.mastodon.notifications import Notifications
from console.connectors.mastodon.status import Account, Json, child, gone, id_of, items, raw_message, text_of
from console.errors import Unreachable
from console.model.message import RawMessage

_NEWEST = 20
_OTHERS = 20
_IN_BULK = 20
_ONE_BY_ONE = 5


class Rechecker:
    """Looks at the newest posts each time, and at the older ones in turn."""

    def __init__(self, http: HttpClient, me: Account, memory: Memory, notifications: Notifications) -> None:
        self._http = http
        self._me = me
        self._memory = memory
        self._notifications = notifications
        self._turn = 0
        self._missing_turn = 0
        self._in_bulk = True

    async def changes(self, own: Sequence[Json]) -> AsyncIterator[RawMessage]:
        """Posts that were edited or deleted since they were last seen.

        Args:
            own: Our newest posts as they are now.

        Raises:
            AuthFailed, RateLimited, Unreachable: the server cannot be asked just now.
        """
        ids = list(reversed(self._memory.recent))
        if not ids:
            return
        found: dict[str, Json] | None = None
        if self._in_bulk:
            ids = self._chosen(ids)
            found = await self._many(ids)
        if found is None:
            # Our own posts, and the newest that were written to us: one question brings them as they are now.
            found = _by_id([*own, *(child(one, "status") for one in await self._notifications.newest())])
        for status in found.values():
            for raw in self._edited(status):
                yield raw
        for id in self._in_turn([id for id in ids if id not in found]):
            for raw in await self._one(id):
                yield raw

    def _chosen(self, ids: Sequence[str]) -> list[str]:
        first, rest = list(ids[:_NEWEST]), ids[_NEWEST:]
        if rest:
            start = self._turn % len(rest)
            self._turn = start + _OTHERS
            first += (*rest[start:], *rest[:start])[:_OTHERS]
        return first

    def _in_turn(self, missing: Sequence[str]) -> Sequence[str]:
        """A few of them, and others the next time: one that is there all the same must not hide the rest."""
        if not missing:
            return ()
        start = self._missing_turn % len(missing)
        self._missing_turn = start + _ONE_BY_ONE
        return (*missing[start:], *missing[:start])[:_ONE_BY_ONE]

    async def _many(self, ids: Sequence[str]) -> dict[str, Json] | None:
        """By id; None if the server answers for one post at a time only, or this time with none of them."""
        found: dict[str, Json] = {}
        for start in range(0, len(ids), _IN_BULK):
            some = ids[start : start + _IN_BULK]
            # The second is how Pleroma and Akkoma spell it.
            params = {"id[]": some, "ids[]": some}
            try:
                answer = await self._http.exchange("GET", "/api/v1/statuses", params=params)
            except Unreachable:
                self._in_bulk = False
                raise
            if answer.status in (401, 403):
                self._http.demand(answer)
            self._in_bulk = answer.ok and isinstance(answer.data, list)
            statuses = _by_id(items(answer.data))
            if not any(id in statuses for id in some):
                return None
            found |= statuses
        return found

    async def _one(self, id: str) -> list[RawMessage]:
        answer = await self._http.exchange("GET", f"/api/v1/statuses/{id}")
        if answer.status in (404, 410):
            self._memory.forget(id)
            return [gone(id, self._me)]
        if answer.ok and isinstance(answer.data, Mapping) and id_of(answer.data) == id:
            return self._edited(answer.data)
        return []

    def _edited(self, status: Json) -> list[RawMessage]:
        id, edited = id_of(status), text_of(status.get("edited_at"))
        known = self._memory.recent.get(id)
        if known is None or known.edited == edited:
            return []
        known.edited = edited
        return [raw_message(status, self._me, known.root)]


def _by_id(statuses: Sequence[Json]) -> dict[str, Json]:
    return {id: status for status in statuses if (id := id_of(status))}
