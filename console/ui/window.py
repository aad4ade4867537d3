"""A part of a list that is too long to be read whole: it grows at the end that the reader comes near to, and
is cut at the other."""

from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar

from console.model.item import MessageKey

PAGE = 60
BEGINNING = MessageKey(datetime(1, 1, 1, tzinfo=UTC), 0)
MOST = 240
"""Entries that are held at once."""


class Keyed(Protocol):
    @property
    def key(self) -> MessageKey: ...


T = TypeVar("T", bound=Keyed)
T_co = TypeVar("T_co", bound=Keyed, covariant=True)


class Fetch(Protocol[T_co]):
    """The oldest after a place, else the newest before one or of all, in any order."""

    def __call__(
        self, *, before: MessageKey | None = None, after: MessageKey | None = None, limit: int
    ) -> Awaitable[Sequence[T_co]]: ...


class Window(Generic[T]):
    """Entries by their keys, oldest first."""

    def __init__(self, fetch: Fetch[T], entries: Sequence[T] = (), *, before: bool, after: bool) -> None:
        self._fetch = fetch
        self.entries = sorted(entries, key=lambda one: one.key)
        self.more_before = before
        """There are older ones."""
        self.more_after = after

    async def earlier(self) -> bool:
        """Read on towards the beginning; False if there was nothing more."""
        if not self.more_before or not self.entries:
            return False
        page = self._ordered(await self._fetch(before=self.entries[0].key, limit=PAGE + 1))
        self.more_before = len(page) > PAGE
        self.entries = [*page[-PAGE:], *self.entries]
        if len(self.entries) > MOST:
            self.entries, self.more_after = self.entries[:MOST], True
        return True

    async def later(self) -> bool:
        """Read on towards the end."""
        if not self.more_after or not self.entries:
            return False
        page = self._ordered(await self._fetch(after=self.entries[-1].key, limit=PAGE + 1))
        self.more_after = len(page) > PAGE
        self.entries = [*self.entries, *page[:PAGE]]
        if len(self.entries) > MOST:
            self.entries, self.more_before = self.entries[-MOST:], True
        return True

    async def first(self) -> None:
        """Go to the beginning."""
        if not self.entries or not self.more_before:
            return
        page = self._ordered(await self._fetch(after=BEGINNING, limit=PAGE + 1))
        self.entries, self.more_before, self.more_after = page[:PAGE], False, len(page) > PAGE

    async def last(self) -> None:
        """Go to the end."""
        page = self._ordered(await self._fetch(limit=PAGE + 1))
        self.entries, self.more_before, self.more_after = page[-PAGE:], len(page) > PAGE, False

    async def renew(self) -> None:
        """Read the same part again, with what came into it; at the end of the list also what came behind."""
        if not self.entries:
            await self.last()
            return
        begin, end = self.entries[0].key, self.entries[-1].key
        at_end = not self.more_after
        page = self._ordered(
            await self._fetch(after=MessageKey(begin.created_at, begin.id - 1), limit=MOST + 1)
        )
        if not at_end:
            kept = [one for one in page if one.key <= end]
            self.entries, self.more_after = kept or page[:1], True
        else:
            # What came behind and finds no room is read when the reader comes near.
            self.entries, self.more_after = page[:MOST], len(page) > MOST
        if not self.entries:
            await self.last()
            return
        older = await self._fetch(before=self.entries[0].key, limit=1)
        self.more_before = len(older) > 0

    @staticmethod
    def _ordered(page: Sequence[T]) -> list[T]:
        return sorted(page, key=lambda one: one.key)
