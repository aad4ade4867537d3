"""Paging through the notifications without losing any between two pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.connectors.bluesky.posts import KINDS, POST_URI
from console.connectors.bluesky.reading import mapping, moment, text, written
from console.connectors.bluesky.session import Session
from console.errors import Unreachable

LIST = "app.bsky.notification.listNotifications"
PAGE = 100
SWEEP_PAGE = 61
"""Another size than `PAGE`, so that what fell between two pages once lies within one now."""


@dataclass(slots=True)
class Listing:
    """What one walk down the notifications found."""

    notices: list[Mapping[str, object]] = field(default_factory=list)
    """Newest first, one per URI."""
    malformed: list[object] = field(default_factory=list)
    """Entries that are no notification at all."""
    rest: str | None = None
    """Where the walk stopped because it had enough pages; None when it came to its end."""
    stuck: bool = False
    """The server kept sending the same page."""


async def walk(
    session: Session, *, until: datetime | None, most_pages: int, start: str | None = None, size: int = PAGE
) -> Listing:
    """Walk down from the newest notification, or from the cursor `start`.

    The network's cursor is the time of the last notification of a page, and the next page begins strictly
    below it, so others of that very millisecond would be lost. We ask from one millisecond above it and drop
    what comes twice.

    Args:
        until: Go no further down than this; None goes to the end.

    Raises:
        AuthFailed, RateLimited, Unreachable
    """
    found = Listing()
    uris: set[str] = set()
    ask, asked = start, set[str | None]()
    for _page in range(most_pages):
        asked.add(ask)
        data = await session.get(LIST, _params(size, ask))
        entries = data.get("notifications")
        if not isinstance(entries, list):
            raise Unreachable("Bluesky answered without the notifications that were asked for")
        oldest: datetime | None = None
        for entry in entries:
            notice = mapping(entry)
            uri = text(notice, "uri")
            if not POST_URI.fullmatch(uri) or not mapping(notice, "record"):
                found.malformed.append(entry)
                continue
            at = moment(text(notice, "indexedAt"))
            oldest = min(filter(None, (oldest, at)), default=None)
            if uri not in uris and text(notice, "reason") in KINDS:
                uris.add(uri)
                found.notices.append(notice)
        given = text(data, "cursor")
        bottom = oldest or moment(given)
        if not given or (until is not None and bottom is not None and bottom < until):
            return found
        # More notifications of one millisecond than a page holds: only the network's own cursor leads on.
        following = next((cursor for cursor in (_above(given), given) if cursor not in asked), None)
        if following is None:
            found.stuck = bool(entries)
            return found
        ask = following
    found.rest = ask
    return found


def _params(size: int, cursor: str | None) -> dict[str, str | int | list[str]]:
    params: dict[str, str | int | list[str]] = {"reasons": list(KINDS), "limit": size}
    return {**params, "cursor": cursor} if cursor else params


def _above(cursor: str) -> str:
    at = moment(cursor) if "T" in cursor else None
    return written(at + timedelta(milliseconds=1)) if at else cursor
