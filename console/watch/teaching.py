"""What people say of messages reaches the judge: all of it at the start, and the rest as it is said."""

from console.model.correction import CORRECTIONS
from console.model.event import Change
from console.store.protocol import Store
from console.watch.sifting import Judging

FORGETTING = ("person.erased", "retention.run")
"""What takes the words of messages away: the judge unlearns them too."""


class Teacher:
    """Tells the judge what stands in the store, whenever that changed."""

    def __init__(self, store: Store, judging: Judging) -> None:
        self._store = store
        self._judging = judging
        self._moved = True
        store.subscribe(self._hear)

    def _hear(self, change: Change) -> None:
        self._moved = self._moved or CORRECTIONS in change.subjects or change.verb in FORGETTING

    async def tick(self) -> None:
        """Raises StoreError and ProcessLost; the next call tries again."""
        if not self._moved:
            return
        self._moved = False
        try:
            await self._judging.teach(await self._store.lessons())
        except BaseException:
            self._moved = True
            raise
