"""What a desk offers about the people who write, and the letting go of what they wrote."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

from console.desk.answers import Done, Progress
from console.desk.deeds import Deed
from console.model.care import Due, Erasure, Receipt
from console.model.event import Point
from console.model.words import PersonMark


class Persons(Protocol):
    # ── acts on persons ─────────────────────────────────────────────────────────────────────────────
    async def link(self, person_id: int, other_id: int) -> Done:
        """All handles of the other are this person's too. What was said of either stays with its handle."""
        ...

    async def unlink(self, handle_id: int) -> Done:
        """The handle is a person of its own again, with what was said of it before."""
        ...

    async def mark_person(self, person_id: int, mark: PersonMark | None) -> Done: ...
    async def tag_person(self, person_id: int, tags: Sequence[str]) -> Done:
        """Add each; a tag that begins with `-` is taken away."""
        ...

    async def note_person(self, person_id: int, text: str) -> Done: ...

    async def point(self) -> Point:
        """Now, for `many`: what happens after it is news to whoever was asked."""
        ...

    def many(self, ids: Sequence[int], deed: Deed, *, asked: Point | None = None) -> AsyncIterator[Progress]:
        """One act on many items, a part at a time, undone as one; colleagues' acts go between its parts.

        Yields before the first part and after each, which is durable then; whoever iterates no further stops
        it there. What a colleague holds, or decided since `asked`, is left alone and counted.
        """
        ...

    # ── what is taken away ──────────────────────────────────────────────────────────────────────────
    async def erasure(self, person_id: int) -> Erasure:
        """What erasing a person would take away."""
        ...

    async def erase(self, person_id: int) -> Receipt:
        """Take away all that a person wrote and what is about them; it can't be undone."""
        ...

    async def due(self) -> Sequence[Due]:
        """What the rules of retention would let go of now."""
        ...

    async def retain(self, progress: Callable[[int], None] | None = None) -> Sequence[Due]:
        """Let go of what is due; it can't be undone. NotAllowed if there is no rule."""
        ...

    async def hold_incident(self, incident_id: int, reason: str) -> Done:
        """Keep an incident's days from retention, also after it was closed."""
        ...

    async def release_incident(self, incident_id: int) -> Done: ...
