"""What the parts of the desk share."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, Self, cast

from console.clock import Clock
from console.config import RetentionSettings
from console.desk.answers import Done
from console.desk.hub import Hub
from console.desk.known import Known
from console.desk.origin import terminal_in
from console.desk.refusals import VERB as REFUSED
from console.desk.refusals import Refusals
from console.desk.seen import Seen, may_be_closed
from console.desk.undo import describe
from console.errors import Conflict
from console.model.actor import Actor
from console.model.alertrule import AlertRule, BackTest
from console.model.channel import Capabilities, Health
from console.model.correction import Accuracy, Anew, Lesson
from console.model.event import Change, NewEvent
from console.model.item import ItemRow
from console.model.playbook import Library
from console.model.presence import Present
from console.model.team import Colleague, roles_of
from console.query import Query
from console.ringing import Plan
from console.sla import Roster
from console.store.protocol import Store
from console.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Ways:
    """Spans of a person's time; the desk's clock may run faster."""

    hold: timedelta = timedelta(seconds=10)
    """How long a reply waits before it leaves."""
    lease: timedelta = timedelta(seconds=60)
    """How long a claim lasts without a heartbeat."""
    silence: timedelta = timedelta(minutes=15)
    """How long an operator may do nothing and still hold what they claimed; nothing is for ever."""
    grace: timedelta = timedelta(minutes=5)
    """The same after the end of their shift."""


class Watching(Protocol):
    """What the desk asks of the watch that runs beside it."""

    def health(self) -> Sequence[Health]: ...
    def band(self, stream: str) -> Mapping[datetime, tuple[float, float]]:
        """Expected and upper volume by the start of each bucket, for the last day."""
        ...


class NoWatch:
    """Nothing is watched: a command that only asks the store."""

    def health(self) -> Sequence[Health]:
        return ()

    def band(self, stream: str) -> Mapping[datetime, tuple[float, float]]:
        return {}


FOR_LONG = timedelta(hours=1)
"""How long a command's claim lasts where nobody is ever too silent to hold one."""


class DeskBase(Known):
    """One actor's desk over a store in the same process."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        actor: Actor,
        hub: Hub,
        library: Library,
        capabilities: Mapping[str, Capabilities],
        new_key: Callable[[], str],
        ways: Ways,
        watching: Watching,
        demo: bool = False,
        plan: Plan | None = None,
        assess: Callable[[Sequence[Lesson]], Awaitable[Accuracy]],
        anew: Anew,
        refusals: Refusals | None = None,
        keeps: RetentionSettings | None = None,
        team: Sequence[Colleague] = (),
        roster: Roster | None = None,
    ) -> None:
        self.whole = store
        """All of it, whoever sits here: for what decides what is closed, never for an answer."""
        self._seen = cast("Store", Seen(store, lambda: self.actor))
        self.clock = clock
        self.actor = actor
        """Who sits here."""
        self.reseated: Callable[[], None] = lambda: None
        """Called when `sit` put another in their place."""
        self.refusals = refusals or Refusals(store, clock)
        self.hub = hub
        self.library = library
        self.abilities = capabilities
        self.new_key = new_key
        self.ways = ways
        self.watching = watching
        self.demo = demo
        self.plan = plan or Plan()
        """Who is rung when, for telling what comes next."""
        self.assess = assess
        """How right the judge is on the brand's own labels; computed off the loop."""
        self.anew = anew
        self.keeps = keeps or RetentionSettings()
        """After how long what is let go of."""
        self.tested: dict[AlertRule, BackTest] = {}
        """Alert rules that were tried on history in this session: what may be saved."""
        self.team = team
        self.roster = roster or Roster()
        self._unreached = False
        """The operator's terminal does not answer."""
        self._stirred_at: float | None = None
        """On the clock's monotonic seconds; None: never heard of, as for a command."""
        self.claimed: set[int] = set()
        """Items that this session holds: their leases are renewed while it lives."""

    @property
    def store(self) -> Store:
        """As much of it as is open to whoever sits here."""
        return self.whole if self.actor.sees_all else self._seen

    def seated(self, actor: Actor) -> Self:
        """A desk over the same store for somebody else."""
        return type(self)(
            store=self.whole,
            clock=self.clock,
            actor=actor,
            hub=self.hub,
            library=self.library,
            capabilities=self.abilities,
            new_key=self.new_key,
            ways=self.ways,
            watching=self.watching,
            demo=self.demo,
            plan=self.plan,
            assess=self.assess,
            anew=self.anew,
            refusals=self.refusals,
            keeps=self.keeps,
            team=self.team,
            roster=self.roster,
        )

    def sit(self, actor: Actor) -> None:
        """Who sits here was checked anew, and is this from now on."""
        self.actor = actor
        self.reseated()

    def mine(self, query: Query) -> Query:
        """A query in which `assignee:me` finds what is for this operator's role, too."""
        return replace(query, roles=roles_of(self.actor.duty))

    async def look_at(self, item_id: int | None, *, writing: bool = False) -> None:
        """What this session's operator has before them, for colleagues to see."""
        here = Present(self.actor.name, item_id, writing, terminal_in(self.actor.origin))
        self.hub.place(id(self), here)

    async def present(self) -> Sequence[Present]:
        """The other sessions at this desk, whoever's they are, by name."""
        others = [one for session, one in self.hub.present.items() if session != id(self)]
        closed = await self.closed_to_me([f"item:{one.item_id}" for one in others])
        seen = (
            replace(one, item_id=None, writing=False) if f"item:{one.item_id}" in closed else one
            for one in (one if one.name == self.actor.name else replace(one, terminal="") for one in others)
        )
        return sorted(seen, key=lambda one: (one.name, one.item_id or 0))

    async def closed_to_me(self, subjects: Sequence[str]) -> Collection[str]:
        """Which of these whoever sits here may know nothing of."""
        if self.actor.sees_all:
            return ()
        asked = [
            one
            for one in dict.fromkeys(subjects)
            if one[-1:].isdecimal() and may_be_closed(self.actor, one.partition(":")[0])
        ]
        return await self.whole.closed(self.actor, asked) if asked else ()

    async def open_to_me(self, changes: Sequence[Change]) -> Sequence[Change]:
        """What of these changes may be told here, asked of the store once for all."""
        if self.actor.sees_all:
            return changes
        closed = await self.closed_to_me([one for change in changes for one in change.subjects])
        told = []
        for change in changes:
            left = tuple(one for one in change.subjects if one not in closed)
            if change.verb != REFUSED and (left or not change.subjects):
                told.append(replace(change, subjects=left))
        return told

    def leave(self) -> None:
        """The session ends: nobody is to see its operator there any more."""
        self.hub.place(id(self), None)

    def claim_for_long(self) -> None:
        """This session is one command: what it claims must last until its operator's next."""
        self.ways = replace(self.ways, lease=max(self.ways.lease, self.ways.silence or FOR_LONG))

    def stirred(self) -> None:
        """The operator did something."""
        self.idle_for(0.0)

    def reached(self, there: bool) -> None:
        """Whether the operator's terminal answers."""
        self._unreached = not there

    def idle_for(self, seconds: float) -> None:
        """The operator did nothing for so long."""
        self._stirred_at = self.clock.monotonic() - seconds

    @property
    def silent(self) -> bool:
        """Whether the operator can't be reached, or did nothing for so long that others may take what they
        hold."""
        if self._unreached or self._stirred_at is None:
            return self._unreached
        limit, grace = self.ways.silence, self.ways.grace
        if not self.roster.works(self.actor.name, self.now()):
            limit = min(limit, grace) if limit else grace
        idle = self.clock.monotonic() - self._stirred_at
        return limit > timedelta(0) and idle > self.spans(limit).total_seconds()

    def absent(self) -> frozenset[str]:
        """Colleagues who are not to be given anything now: they said so, or are not on shift."""
        return self.roster.off(self.now()) | self.hub.away

    def now(self) -> datetime:
        return self.clock.now()

    def hold(self) -> timedelta:
        return self.ways.hold

    def pace(self) -> float:
        return self.clock.pace()

    def spans(self, span: timedelta) -> timedelta:
        """What a span of a person's time is on the desk's clock."""
        return span * self.clock.pace()

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        # Whoever lost their access hears nothing more, however long the line stays open.
        return self.hub.subscribe(lambda change: listener(change) if self.actor.duty else None)

    def sick(self) -> Sequence[Health]:
        return self.watching.health()

    async def record(
        self,
        tx: Tx,
        verb: str,
        subject: str,
        before: Mapping[str, object],
        after: Mapping[str, object],
        *,
        undoable: bool = False,
        note: str = "",
    ) -> Done:
        """Append the event of an act and say what it did."""
        return await self.chain(tx, NewEvent(verb, subject, before, after, undoable, note))

    async def chain(self, tx: Tx, event: NewEvent, act: int | None = None) -> Done:
        """Append an event, as a part of an act on many if there is one."""
        event_id = await tx.append(replace(event, act=act) if act is not None else event)
        return Done(describe(event), event.undoable, event_id)

    async def refuse_if_held(self, tx: Tx, row: ItemRow) -> None:
        """Raise Conflict when another person holds a live lease on the item."""
        if row.holder is None or row.holder == self.actor.name:
            return
        until = await tx.lease_until(row.id)
        if until is not None and until > self.now():
            raise Conflict(f"{row.holder} holds this item", fix="pick another, or ask them to release it")
