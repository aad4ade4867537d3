"""What a desk offers of saved views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from console.desk.answers import Done
from console.model.view import Counted, View


class Viewing(Protocol):
    async def views(self) -> Sequence[View]:
        """One's own, then those that all share; a shared one of the same name is not among them."""
        ...

    async def count_views(self) -> Sequence[Counted]:
        """Each with how many items match now, counted to a bound."""
        ...

    async def queue_some(self, query: str, limit: int) -> Sequence[int]:
        """At most `limit` ids that the query finds, in no order. May take seconds, and holds nobody up."""
        ...

    async def save_view(self, name: str, query: str, *, shared: bool = False) -> Done:
        """New, or in the place of an old one of that name. Raises QueryError for a filter that is none."""
        ...

    async def drop_view(self, name: str, *, shared: bool = False) -> Done: ...
    async def rename_view(self, name: str, to: str, *, shared: bool = False) -> Done: ...
    async def move_view(self, name: str, place: int, *, shared: bool = False) -> Done:
        """Among one's own, or among those that are shared; 1 is the first."""
        ...
