"""Acts and undos of two people in any order end as a model says, and the log still verifies."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from console.desk.deeds import Assign, Claim, Close, Correct, Deed, Note, Release, Reopen, Tag
from console.errors import NotAllowed
from console.model.item import ItemDetail
from console.model.words import Label, Reason
from console.query import parse
from tests.support.fastclock import FastClock
from tests.support.rooms import desk_on, ingest, open_store, raw

Answer = TypeVar("Answer")
PEOPLE = ("kari", "ola")
ITEMS = 4
START = {"state": ("new", None), "tags": (), "assignee": None, "holder": None, "notes": 0, "sentiment": None}
DEEDS: tuple[Deed, ...] = (
    Close(),
    Close(Reason.SPAM),
    Reopen(),
    Tag(("a",)),
    Tag(("b", "-a")),
    Assign("ola"),
    Assign("none"),
    Claim(),
    Release(),
    Note("seen"),
    Correct(Label.NEGATIVE),
    Correct(Label.NEUTRAL),
)


@dataclass
class Part:
    item: int
    aspect: str
    before: object
    after: object
    undone: bool = False


@dataclass
class Did:
    act: int
    actor: str
    parts: list[Part] = field(default_factory=list)
    undone: bool = False
    many: bool = False


def after(deed: Deed, actor: str, item: dict[str, object]) -> tuple[str, object]:
    """What an item's aspect is after a deed."""
    match deed:
        case Close(reason=reason):
            return "state", ("done", reason.value if reason else None)
        case Reopen():
            # An open item stays as it is, with whatever it has.
            return "state", ("new", None)
        case Tag(tags=tags):
            have = set(item["tags"])  # type: ignore[call-overload]  # a tuple of texts
            have |= {tag for tag in tags if tag[0] != "-"}
            return "tags", tuple(sorted(have - {tag[1:] for tag in tags if tag[0] == "-"}))
        case Assign(to=to):
            return "assignee", None if to == "none" else to
        case Claim():
            return "holder", actor
        case Release():
            return "holder", None
        case Correct(label=label):
            return "sentiment", label.value
        case _:
            return "notes", int(str(item["notes"])) + 1


def seen(detail: ItemDetail) -> dict[str, object]:
    row, said = detail.row, detail.thread[0].correction
    return {
        "state": (row.state.value, row.reason.value if row.reason else None),
        "tags": row.tags,
        "assignee": row.assignee,
        "holder": row.holder,
        "notes": len(detail.notes),
        "sentiment": said.label.value if said else None,
    }


class Undoing(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.folder = TemporaryDirectory()
        self.items = [dict(START) for _ in range(ITEMS)]
        self.log: list[Did] = []
        clock = FastClock()

        async def opened() -> list[int]:
            self.store = await open_store(Path(self.folder.name), clock)
            await ingest(self.store, *(raw(str(n), f"Message {n}", handle=f"u{n}@x") for n in range(ITEMS)))
            self.desks = {name: desk_on(self.store, clock, name) for name in PEOPLE}
            return list(await self.desks["kari"].queue_ids(parse("")))

        self.ids = self.run(opened())

    def run(self, work: Awaitable[Answer]) -> Answer:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        if not hasattr(self, "loop"):
            return
        # Newest first, everything comes back to where it began, whoever did what.
        for did in sorted(self.log, key=lambda one: -one.act):
            if not did.undone:
                self.take_back(did)
        self.same_as_the_model()
        assert self.run(self.desks["kari"].verify()).ok
        self.run(self.store.close())
        self.loop.close()
        self.folder.cleanup()

    def barred(self, deed: Deed, actor: str, item: dict[str, object]) -> bool:
        return not deed.over_a_claim and item["holder"] not in (None, actor)

    @rule(
        actor=st.sampled_from(PEOPLE),
        deed=st.sampled_from(DEEDS),
        on=st.lists(st.integers(0, ITEMS - 1), min_size=1, unique=True),
    )
    def do(self, actor: str, deed: Deed, on: list[int]) -> None:
        parts = []
        for place in on:
            item = self.items[place]
            aspect, value = after(deed, actor, item)
            if not self.barred(deed, actor, item) and value != item[aspect]:
                parts.append(Part(place, aspect, item[aspect], value))
                item[aspect] = value
        act = self.run(self.really(actor, deed, [self.ids[place] for place in on]))
        assert (act is not None) == bool(parts)
        if act is not None:
            self.log.append(Did(act, actor, parts, many=len(on) > 1))

    async def really(self, actor: str, deed: Deed, ids: list[int]) -> int | None:
        if len(ids) == 1:
            try:
                return (await self.desks[actor].one(ids[0], deed)).event_id
            except NotAllowed:
                return None
        act = None
        async for progress in self.desks[actor].many(ids, deed):
            act = progress.act
        return act

    @rule(actor=st.sampled_from(PEOPLE), back=st.integers(0, 5))
    def undo(self, actor: str, back: int) -> None:
        own = [did for did in reversed(self.log) if did.actor == actor and not did.undone]
        if back < len(own):
            self.take_back(own[back])

    def take_back(self, did: Did) -> None:
        done = 0
        for part in did.parts:
            if not part.undone and self.can(did, part):
                value = self.items[part.item]
                value[part.aspect] = int(str(value["notes"])) - 1 if part.aspect == "notes" else part.before
                part.undone, done = True, done + 1
        did.undone = done > 0
        try:
            self.run(self.desks[did.actor].undo(did.act))
        except NotAllowed:
            assert not did.undone, "what can be taken back is"
        else:
            assert did.undone, "what somebody changed since is left alone"

    def can(self, did: Did, part: Part) -> bool:
        later = any(
            other.item == part.item and other.aspect == part.aspect and not other.undone
            for one in self.log
            if one.act > did.act
            for other in one.parts
        )
        held = self.items[part.item]["holder"] not in (None, did.actor)
        return not held and (part.aspect == "notes" or not later)

    @invariant()
    def same_as_the_model(self) -> None:
        if not hasattr(self, "log"):
            return
        real = [seen(self.run(self.desks["kari"].item(item_id))) for item_id in self.ids]
        assert real == self.items
        for name in PEOPLE:
            acts = self.run(self.desks[name].acts())
            own = [did for did in reversed(self.log) if did.actor == name and not did.undone]
            assert [act.id for act in acts] == [did.act for did in own]
            for act, did in zip(acts, own, strict=True):
                standing = [part for part in did.parts if not part.undone]
                assert act.count == len(standing)
                if not did.many:
                    held = self.items[did.parts[0].item]["holder"] not in (None, name)
                    assert (act.why_not == "") == self.can(did, did.parts[0]) or held


TestUndoing = Undoing.TestCase
TestUndoing.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
