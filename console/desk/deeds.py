"""What a person does to an item, apart from the item: the same for one and for many."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from console.desk.tags import LONGEST_NOTE, tag_of
from console.desk.undo import named_tags, stamp
from console.errors import InputError, NotAllowed
from console.model.duty import GROUP
from console.model.event import TAKEN_OVER, NewEvent
from console.model.item import ItemRow
from console.model.team import AUTO, ROLES, Colleague, freest
from console.model.words import Label, Reason, State
from console.store.tx import Tx
from console.text import clean, one_line

LONGEST_NAME = 40
NOBODY = "none"
"""The word that takes an assignment away; `me` stands for whoever gives it."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, when, and until when a claim of theirs lasts."""

    name: str
    now: datetime
    lease_until: datetime
    team: Sequence[Colleague] = ()
    away: Collection[str] = ()
    """Colleagues who are not to be given anything now."""


class Deed(Protocol):
    @property
    def text(self) -> str:
        """What it does, in the words of `describe`."""
        ...

    @property
    def over_a_claim(self) -> bool:
        """Whether it may be done to what a colleague holds."""
        ...

    @property
    def aspect(self) -> str:
        """What of the item a colleague may have decided on meanwhile, as in `ASPECTS`; empty if that is all
        one."""
        ...

    @property
    def hides(self) -> bool:
        """Whether the item leaves the queue: what was written in it meanwhile would not be seen."""
        ...

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        """Change the item; returns the event to record, or why nothing was to be done. Raises NotAllowed."""
        ...


def standing(row: ItemRow) -> dict[str, object]:
    """What closing, opening and hiding an item change."""
    return {
        "state": row.state.value,
        "reason": row.reason.value if row.reason else None,
        "snoozed_until": stamp(row.snoozed_until),
        "waits": row.waits_since is not None,
    }


def _event(verb: str, row: ItemRow, before: Mapping[str, object], after: Mapping[str, object]) -> NewEvent:
    return NewEvent(verb, f"item:{row.id}", before, after, undoable=True)


@dataclass(frozen=True, slots=True)
class Claim:
    over_a_claim: ClassVar[bool] = False
    aspect: ClassVar[str] = ""
    hides: ClassVar[bool] = False
    text: ClassVar[str] = "claimed"

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        await tx.set_holder(row.id, hand.name, hand.lease_until)
        if row.holder == hand.name:
            return "you hold it already"
        return _event("item.claimed", row, {"holder": row.holder}, {"holder": hand.name})


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Take what a colleague holds, and say why."""

    reason: str
    over_a_claim: ClassVar[bool] = True
    aspect: ClassVar[str] = "holder"
    hides: ClassVar[bool] = False
    text: ClassVar[str] = "taken over"

    def __post_init__(self) -> None:
        if not 0 < len(self.reason.strip()) <= LONGEST_NOTE:
            raise InputError("a reason is needed to take over", fix="say in a few words why")

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        if row.holder in (None, hand.name):
            raise InputError("no colleague holds it", fix="claim it instead")
        await tx.set_holder(row.id, hand.name, hand.lease_until)
        reason = clean(self.reason.strip())
        before, after = {"holder": row.holder}, {"holder": hand.name}
        return NewEvent(TAKEN_OVER, f"item:{row.id}", before, after, note=reason)


@dataclass(frozen=True, slots=True)
class Release:
    over_a_claim: ClassVar[bool] = False
    aspect: ClassVar[str] = ""
    hides: ClassVar[bool] = False
    text: ClassVar[str] = "released"

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        if row.holder is None:
            return "nobody holds it"
        await tx.set_holder(row.id, None, None)
        return _event("item.released", row, {"holder": row.holder}, {"holder": None})


@dataclass(frozen=True, slots=True)
class Assign:
    """Say who is to look after the item. It keeps nobody out, and lasts until somebody says otherwise."""

    to: str
    """A colleague's name, `me`, `none`, a role of `ROLES`, or `auto` for whoever is freest."""
    over_a_claim: ClassVar[bool] = True
    aspect: ClassVar[str] = "assignee"
    hides: ClassVar[bool] = False

    def __post_init__(self) -> None:
        name = one_line(self.to).strip()
        if not name or " " in name or len(name) > LONGEST_NAME:
            raise InputError(f"{name[:LONGEST_NAME]!r} is no name", fix="a name is one word, or me, or none")
        if name.startswith(GROUP) and name not in ROLES:
            raise InputError(
                f"there is no role {name!r} to assign to", fix="there are @operator, @approver and @lead"
            )

    @property
    def text(self) -> str:
        if self.to == AUTO:
            return "shared out"
        return "assigned to nobody" if self.to == NOBODY else f"assigned to {self.to}"

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        name = {NOBODY: None, "me": hand.name}.get(self.to, self.to)
        if self.to == AUTO:
            name = await self._freest(tx, row, hand)
        if row.assignee == name:
            return "it is assigned so already"
        await tx.set_assignee(row.id, name)
        return _event("item.assigned", row, {"assignee": row.assignee}, {"assignee": name})

    @staticmethod
    async def _freest(tx: Tx, row: ItemRow, hand: Hand) -> str:
        if not hand.team:
            raise NotAllowed("nobody is named who shares the queue", fix="name them as [[colleague]]")
        chosen = freest(hand.team, await tx.loads(), hand.away, row.lang)
        if chosen is None:
            raise NotAllowed(
                "everybody is away, off shift or has as much as they may", fix="give it to somebody by name"
            )
        return chosen.name


@dataclass(frozen=True, slots=True)
class _Move:
    over_a_claim: ClassVar[bool] = False
    aspect: ClassVar[str] = "state"

    async def move(
        self,
        tx: Tx,
        row: ItemRow,
        verb: str,
        state: State,
        reason: Reason | None = None,
        until: datetime | None = None,
    ) -> NewEvent:
        await tx.set_state(row.id, state, reason=reason, snoozed_until=until)
        after: dict[str, object] = {
            "state": state.value,
            "reason": reason.value if reason else None,
            "snoozed_until": stamp(until),
        }
        return _event(verb, row, standing(row), after)


@dataclass(frozen=True, slots=True)
class Close(_Move):
    reason: Reason | None = None
    hides: ClassVar[bool] = True

    @property
    def text(self) -> str:
        return f"done ({self.reason.value})" if self.reason else "done"

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        if row.state is State.DONE and row.reason is self.reason:
            return "it is done already"
        return await self.move(tx, row, "item.done", State.DONE, self.reason)


@dataclass(frozen=True, slots=True)
class Reopen(_Move):
    hides: ClassVar[bool] = False
    text: ClassVar[str] = "opened again"

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        if row.state is State.NEW:
            return "the item is open already"
        return await self.move(tx, row, "item.reopened", State.NEW)


@dataclass(frozen=True, slots=True)
class Snooze(_Move):
    until: datetime | None
    """None: until they write again."""
    hides: ClassVar[bool] = True
    text: ClassVar[str] = "snoozed"

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        if self.until is not None and self.until <= hand.now:
            raise InputError("a snooze must end in the future")
        if row.state is State.SNOOZED and row.snoozed_until == self.until:
            return "it is snoozed until then already"
        return await self.move(tx, row, "item.snoozed", State.SNOOZED, until=self.until)


@dataclass(frozen=True, slots=True)
class Wait:
    """Let the item's clocks stand still while we wait for a third party, or run again."""

    waiting: bool = True
    over_a_claim: ClassVar[bool] = False
    aspect: ClassVar[str] = "waits"
    hides: ClassVar[bool] = False

    @property
    def text(self) -> str:
        if self.waiting:
            return "waits for a third party; its clocks stand still"
        return "waits no longer; its clocks run again"

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        if row.state is State.DONE:
            raise NotAllowed("the item is done and waits for nobody", fix="open it again first")
        before = row.waits_since is not None
        if before is self.waiting:
            return "it waits already" if self.waiting else "it waits for nobody"
        await tx.set_waiting(row.id, self.waiting)
        verb = "item.waiting" if self.waiting else "item.resumed"
        return _event(verb, row, {"waits": before}, {"waits": self.waiting})


@dataclass(frozen=True, slots=True)
class Split:
    """Take the item out of its wave: it says something else after all."""

    over_a_claim: ClassVar[bool] = True
    aspect: ClassVar[str] = ""
    hides: ClassVar[bool] = False
    text: ClassVar[str] = "split off from its wave"

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        if row.wave_id is None:
            raise NotAllowed("the item is in no wave")
        was = await tx.leave_waves(row.id)
        before = {"waves": {str(wave): list(ids) for wave, ids in was.items()}}
        return _event("item.split", row, before, {"waves": {}})


@dataclass(frozen=True, slots=True)
class Tag:
    """Add tags; one that begins with `-` is taken away."""

    tags: tuple[str, ...]
    over_a_claim: ClassVar[bool] = True
    aspect: ClassVar[str] = ""
    hides: ClassVar[bool] = False

    def __post_init__(self) -> None:
        for tag in self.tags:
            tag_of(tag.removeprefix("-"))

    @property
    def text(self) -> str:
        return named_tags([one_line(tag).strip().lower() for tag in self.tags])

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        add = [tag_of(tag) for tag in self.tags if not tag.startswith("-")]
        drop = {tag_of(tag[1:]) for tag in self.tags if tag.startswith("-")}
        wanted = sorted({*row.tags, *add} - drop)
        if wanted == sorted(row.tags):
            return "its tags are so already"
        await tx.set_tags(row.id, wanted)
        return _event("item.tagged", row, {"tags": list(row.tags)}, {"tags": wanted})


@dataclass(frozen=True, slots=True)
class Note:
    said: str
    over_a_claim: ClassVar[bool] = True
    aspect: ClassVar[str] = ""
    hides: ClassVar[bool] = False
    text: ClassVar[str] = "noted"

    def __post_init__(self) -> None:
        if not self.said.strip():
            raise InputError("the note is empty")
        if len(self.said) > LONGEST_NOTE:
            raise InputError(f"the note is longer than {LONGEST_NOTE} characters")

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        note_id = await tx.add_note(row.id, hand.name, hand.now, clean(self.said.strip()))
        return _event("item.noted", row, {}, {"note_id": note_id})


@dataclass(frozen=True, slots=True)
class Correct:
    """Say what the sentiment of a message is: the judge learns it."""

    label: Label
    message: int | None = None
    """None: the newest from outside, which is what the item shows."""
    over_a_claim: ClassVar[bool] = True
    aspect: ClassVar[str] = "sentiment"
    hides: ClassVar[bool] = False

    @property
    def text(self) -> str:
        return f"sentiment is {self.label.value}"

    async def do(self, tx: Tx, row: ItemRow, hand: Hand) -> NewEvent | str:
        if self.message is None:
            if row.deleted:
                raise NotAllowed("the message was deleted at its source")
            one = await tx.newest_from_outside(row.id)
        else:
            one = await tx.message(self.message)
            if one.item_id != row.id:
                raise InputError(f"message {self.message} is not of this item")
        if one.message.ours:
            raise NotAllowed("the message is ours, and the judge learns from what others write")
        if one.correction is not None and one.label is self.label:
            return "a person has said so already"
        correction_id = await tx.correct(one.id, self.label)
        before = {
            "label": one.label.value,
            "compound": one.compound,
            "unsure": one.unsure,
            "scorer": one.scorer,
        }
        after = {"label": self.label.value, "message": one.id, "correction": correction_id}
        return _event("item.corrected", row, before, after)
