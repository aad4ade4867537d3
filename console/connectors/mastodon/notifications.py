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
from console.connectors.mastodon.status import Json, id_of, ident, items, text_of
from console.errors import Unreachable

PATH = "/api/v1/notifications"
WANTED = ("mention", "quote", "pending.reply")
"""The last is GoToSocial's, for an answer that we have to let in before others see it."""
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
        self._heeded = False
        """The first of the filters is one that the server takes."""
        self._doubted = False
        """It failed at a filter and answered to the next; twice, and the first is dropped."""
        self._forward: bool | None = None

    async def after(self, known: Sequence[str], since: datetime | None = None) -> AsyncIterator[Page]:
        """Everything newer, oldest page first.

        Args:
            known: The last notifications that were read, newest last.
            since: How far to look back where the server can't go on from those, and they are gone.

        Raises:
            AuthFailed, RateLimited, Unreachable: as the server says, or because it goes round in circles.
        """
        if not await self._pages_forward():
            yield await self.before(known, since)
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
            if not _parameter(forward, "min_id"):
                # By `since_id` it would lead to the newest, past what lies between.
                forward = ""
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
                id = ident(item.get("id"))
                if id in known or _older(item, since):
                    return Page(list(found.values())[::-1], True)
                found.setdefault(id, item)
            back = answer.links().get("next", "")
            if back in asked or (len(found) == before and (page or not back)):
                break
            asked |= {back} - {""}
            path, more = (_here(back), {}) if back else (PATH, {"max_id": id_of(page[0])})
        return Page(list(found.values())[::-1], True)

    async def newest(self) -> list[Json]:
        """One page, as these notifications are now."""
        return _oldest_first(await self._ask(PATH, {}))

    async def _pages_forward(self) -> bool:
        """Whether `min_id` gives what comes next after it.

        Some servers pass over it, and to others it is `since_id`, which gives the newest and leaves out what
        lies between. It takes three notifications to tell; until then nobody needs to page forward.
        """
        if self._forward is None:
            ids = [id_of(item) for item in _oldest_first(await self._ask(PATH, {"limit": "3"}))]
            if len(set(ids)) < 3:
                return False
            beyond = _oldest_first(await self._ask(PATH, {"limit": "1", "min_id": ids[0]}))
            self._forward = all(id_of(item) not in (ids[0], ids[-1]) for item in beyond)
        return self._forward

    async def _ask(self, path: str, more: dict[str, str]) -> Answer:
        if path != PATH:
            # A Link of the server carries its filters with it.
            return self._checked(await self._http.exchange("GET", path))
        failure: Unreachable | None = None
        for number, filters in enumerate(self._filters):
            try:
                answer = await self._http.exchange("GET", path, params={**filters, "limit": _LIMIT, **more})
            except Unreachable as error:
                # A type that it does not know can be an error 500 to a server (Takahe).
                if self._heeded:
                    raise
                failure = failure or error
                continue
            if answer.status in (400, 404, 422) and number + 1 < len(self._filters):
                continue
            self._checked(answer)
            self._heeded = failure is None or self._doubted
            self._doubted = failure is not None
            if self._heeded:
                self._filters = self._filters[number:]
            return answer
        assert failure is not None
        raise failure

    def _checked(self, answer: Answer) -> Answer:
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
