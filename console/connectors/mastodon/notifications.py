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
from console.connectors.mastodon.status import Json, child, items, text_of
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
    newest: str | None
    """Where to go on after this page."""
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

    async def after(self, newest: str) -> AsyncIterator[Page]:
        """Everything newer, oldest page first; the last page is empty.

        Raises:
            AuthFailed, RateLimited, Unreachable: as the server says, or because it goes round in circles.
        """
        path, more = PATH, {"min_id": newest}
        seen: set[str] = set()
        repeats = 0
        for _ in range(_MAX_FORWARD):
            answer = await self._ask(path, more)
            page = _oldest_first(answer)
            ids = [id for item in page if (id := text_of(item.get("id")))]
            if newest in ids:
                # It pays no heed to `min_id` and has sent its newest page.
                yield await self.before(newest, ())
                return
            repeats = repeats + 1 if page and seen.issuperset(ids) else 0
            if repeats >= _MOST_REPEATS:
                raise Unreachable(f"{self._http.name} sends the same page again and again")
            seen.update(ids)
            forward = answer.links().get("prev", "")
            if not page and _parameter(forward, "min_id") in ("", newest):
                yield Page((), newest, True)
                return
            newest = ids[-1] if ids else _parameter(forward, "min_id")
            yield Page(page, newest, False)
            path, more = (_here(forward), {}) if forward else (PATH, {"min_id": newest})
        yield Page((), newest, False)

    async def before(
        self, known: str | None, also_known: Collection[str], since: datetime | None = None
    ) -> Page:
        """The newest, back to one that is known or older than `since`; at most a thousand.

        Args:
            also_known: Ids of posts.
        """
        found: list[Json] = []
        path, more = PATH, dict[str, str]()
        for _ in range(_MAX_BACK):
            answer = await self._ask(path, more)
            page = _oldest_first(answer)
            for item in reversed(page):
                if (
                    item.get("id") == known
                    or child(item, "status").get("id") in also_known
                    or _older(item, since)
                ):
                    return _whole(found, known)
                found.append(item)
            back = answer.links().get("next", "")
            if not page and not back:
                break
            path, more = (_here(back), {}) if back else (PATH, {"max_id": text_of(page[0].get("id"))})
        return _whole(found, known)

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


def _whole(newest_first: list[Json], known: str | None) -> Page:
    newest = text_of(newest_first[0].get("id")) if newest_first else known
    return Page(newest_first[::-1], newest or known, True)


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
