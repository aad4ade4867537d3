"""What people say of messages' sentiment: listed, taken back, and measured."""

from collections.abc import Sequence

from console.desk.answers import Done
from console.desk.journal import Journal
from console.errors import NotAllowed
from console.model.correction import Accuracy, StoredCorrection


class CorrectionActs(Journal):
    async def corrections(
        self, limit: int = 100, *, before_id: int | None = None
    ) -> Sequence[StoredCorrection]:
        return await self.store.corrections(limit, before_id)

    async def revert_correction(self, correction_id: int) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            one = await tx.correction(correction_id)
            if one.taken_back_at is not None:
                raise NotAllowed(f"correction {correction_id} is taken back already")
            await tx.take_back_correction(correction_id)
            now = await tx.message(one.message_id)
            return await self.record(
                tx,
                "item.uncorrected",
                f"item:{one.item_id}",
                {"label": one.label.value, "actor": one.actor},
                {"label": now.label.value, "message": one.message_id, "correction": correction_id},
                undoable=True,
            )

    async def accuracy(self) -> Accuracy:
        return await self.assess(await self.store.lessons())
