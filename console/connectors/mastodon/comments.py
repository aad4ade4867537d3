"""Answers to our posts that mention nobody: no server of this API notifies of those."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from console.connectors.http import HttpClient
from console.connectors.mastodon.memory import Memory
from console.connectors.mastodon.status import Account, Json, id_of, ident, is_by, items, text_of

_NEWEST = 40
_THREADS = 3
_KEPT = 1000


class Comments:
    """Looks into the threads of our own posts when the server counts more answers than before."""

    def __init__(self, http: HttpClient, me: Account, memory: Memory) -> None:
        self._http = http
        self._me = me
        self._memory = memory
        self._counted: OrderedDict[str, int] = OrderedDict()

    async def own(self) -> Sequence[Json]:
        """Our newest posts as they are now; none if the server does not tell.

        Raises:
            RateLimited, Unreachable: the server cannot be asked just now.
        """
        answer = await self._http.exchange(
            "GET",
            f"/api/v1/accounts/{self._me.id}/statuses",
            params={"exclude_reblogs": "true", "limit": _NEWEST},
        )
        return items(answer.data)

    async def unseen(self, own: Sequence[Json], since: datetime) -> list[Json]:
        """Answers to these posts, oldest first, that did not come any other way; a few threads at a time.

        Raises:
            RateLimited, Unreachable: the server cannot be asked just now.
        """
        found: dict[str, Json] = {}
        grown = [(id, count) for post in own if (id := id_of(post)) and (count := self._more(post, id))]
        for id, count in grown[:_THREADS]:
            answer = await self._http.exchange("GET", f"/api/v1/statuses/{id}/context")
            context = answer.data if answer.ok and isinstance(answer.data, Mapping) else {}
            for status in items(context.get("descendants")):
                if self._is_news(status, since):
                    found[id_of(status)] = status
            self._counted[id] = count
            self._counted.move_to_end(id)
        while len(self._counted) > _KEPT:
            self._counted.popitem(last=False)
        return list(found.values())

    def _more(self, post: Json, id: str) -> int:
        """How many answers it has, if that is more than before; else 0."""
        count = post.get("replies_count")
        return count if isinstance(count, int) and count > self._counted.get(id, 0) else 0

    def _is_news(self, status: Json, since: datetime) -> bool:
        id = id_of(status)
        to_us = ident(status.get("in_reply_to_account_id")) == self._me.id
        if not id or not to_us or is_by(status, self._me) or self._memory.root_of(id) is not None:
            return False
        try:
            at = datetime.fromisoformat(text_of(status.get("created_at")))
        except ValueError:
            return True
        return (at if at.tzinfo else at.replace(tzinfo=UTC)) >= since
