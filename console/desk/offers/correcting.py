"""What a desk offers of what people say of messages' sentiment, and of judging anew by it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from console.desk.answers import Done, Rejudged
from console.model.correction import Accuracy, StoredCorrection


class Correcting(Protocol):
    # ── corrections of sentiment ────────────────────────────────────────────────────────────────────
    async def corrections(
        self, limit: int = 100, *, before_id: int | None = None
    ) -> Sequence[StoredCorrection]:
        """What people said of messages, newest first, that taken back too."""
        ...

    async def revert_correction(self, correction_id: int) -> Done:
        """Anybody's; the message carries what stands then, and the brand's model forgets it."""
        ...

    async def accuracy(self) -> Accuracy:
        """The judge on the brand's own labels, with and without what they taught. Takes seconds with many."""
        ...

    def rejudge(
        self, since: datetime, *, then: datetime | None = None, dry: bool = False
    ) -> AsyncIterator[Rejudged]:
        """Judge the messages of open items that came since a time anew, by what people have taught.

        Each part is durable when it is told, with an event for each message of which the judge says something
        else now; people's acts go between its parts. What a person said of a message stands. Whoever iterates
        no further stops it there; begun again it finds done what was done.

        Args:
            since: By the network's time, UTC.
            then: By what had been taught at that time (UTC): so it is taken back.
            dry: Only tell what would change.
        """
        ...
