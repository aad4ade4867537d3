"""Reading notifications page by page: what is newer than the last one, with no gap.

Pages go forward by `min_id` and the server's own Link headers until an empty one comes: a short page is not
the end, because servers filter after they have cut. Order is the server's; ids are never compared.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit, urlunsplit

from console.connectors.answer import Answer
from console.connectors.http import HttpClient, Params
from console.connectors.mastodon.status import Json, id_of, items, text_of
from console.errors import Unreachable

PATH = "/api/v1/notifications"
WANTED = ("mention", "quote")
_LIMIT = 40
_MAX_BACK = 25
_MAX_FORWARD = 500
_MOST_REPEATS = 3


@dataclass(frozen=True, slots=True)
class Page:
    notifications: Sequence[Json]
    """Oldest first."""
    last: bool


class Notifications:
    """What one account was notified of, mentions and quotes alone."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http
        # Private messages of strangers are filtered out by default; they are what we are here for.
        self._filters: list[Params] = [
            {"types[]": WANTED, "include_filtered": "true"},
            {"types[]": WANTED[:1]},
            {},
        ]
        self._forward: bool | None = None

    async def after(self, known: Sequence[str]) -> AsyncIterator[Page]:
        """Everything newer, oldest page first.

        Args:
            known: The last notifications that were read, newest last.

        Raises:
            AuthFailed, RateLimited, Unreachable: as the server says, or because it goes round in circles.
        """
        if not await self._pages_forward():
            yield await self.before(known)
            return
        newest = known[-1]
        path, more = PATH, {"min_id": newest}
        seen: set[str] = set()
        repeats = 0
        for _ in range(_MAX_FORWARD):
            answer = await self._ask(path, more)
            page = _oldest_first(answer)
            ids = [id for item in page if (id := id_of(item))]
            repeats = repeats + 1 if page and seen.issuperset(ids) else 0
            if repeats >= _MOST_REPEATS:
                raise Unreachable(f"{self._http.name} sends the same page again and again")
            seen.update(ids)
            forward = answer.links().get("prev", "")
            if not page and _parameter(forward, "min_id") in ("", newest):
                yield Page((), True)
                return
            yield Page(page, False)
            newest = ids[-1] if ids else _parameter(forward, "min_id")
            path, more = (_here(forward), {}) if forward else (PATH, {"min_id": newest})
        yield Page((), False)

    async def before(self, known: Collection[str], since: datetime | None = None) -> Page:
        """The newest, back to one that is known or older than `since`; at most a thousand."""
        found: dict[str, Json] = {}
        asked: set[str] = set()
        path, more = PATH, dict[str, str]()
        for _ in range(_MAX_BACK):
            answer = await self._ask(path, more)
            page = _oldest_first(answer)
            before = len(found)
            for item in reversed(page):
                id = text_of(item.get("id"))
                if id in known or _older(item, since):
                    return Page(list(found.values())[::-1], True)
                found.setdefault(id, item)
            back = answer.links().get("next", "")
            if back in asked or (len(found) == before and (page or not back)):
                break
            asked |= {back} - {""}
            path, more = (_here(back), {}) if back else (PATH, {"max_id": id_of(page[0])})
        return Page(list(found.values())[::-1], True)

    async def _pages_forward(self) -> bool:
        """Whether the server heeds `min_id`: what is newer than its newest cannot be that one again."""
        if self._forward is None:
            newest = _oldest_first(await self._ask(PATH, {"limit": "1"}))[-1:]
            if not newest:
                return True
            id = id_of(newest[0])
            beyond = _oldest_first(await self._ask(PATH, {"limit": "1", "min_id": id}))
            self._forward = all(item.get("id") != id for item in beyond)
        return self._forward

    async def _ask(self, path: str, more: dict[str, str]) -> Answer:
        while True:
            filters = self._filters[0]
            # A Link of the server carries its filters with it.
            params = {**filters, "limit": _LIMIT, **more} if path == PATH else None
            answer = await self._http.exchange("GET", path, params=params)
            if answer.status in (400, 404, 422) and len(self._filters) > 1 and path == PATH:
                self._filters.pop(0)
                continue
            self._http.demand(answer)
            if not isinstance(answer.data, list):
                raise Unreachable(f"{self._http.name} sent notifications that are no list")
            return answer


def _oldest_first(answer: Answer) -> list[Json]:
    page = list(items(answer.data))
    if len(page) > 1 and text_of(page[0].get("created_at")) < text_of(page[-1].get("created_at")):
        return page
    return page[::-1]


def _here(url: str) -> str:
    """A link on the server as we reach it: behind a proxy it may call itself by another name or port."""
    parts = urlsplit(url)
    return urlunsplit(("", "", parts.path, parts.query, ""))


def _parameter(url: str, name: str) -> str:
    return parse_qs(urlsplit(url).query).get(name, [""])[0] if url else ""


def _older(item: Json, since: datetime | None) -> bool:
    if since is None:
        return False
    try:
        at = datetime.fromisoformat(text_of(item.get("created_at")))
    except ValueError:
        return False
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) < since
