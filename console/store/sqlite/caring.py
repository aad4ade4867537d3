"""Erasing and retention on SQLite: in parts, each a transaction that people's acts go before."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from console.errors import StoreError
from console.model.actor import Actor
from console.model.care import Due, Erasure, Keep, Receipt
from console.model.event import Change
from console.store.sqlite import beside, erasing, events, retention, scrubbing, settings
from console.store.sqlite.clocks import Keeping
from console.store.sqlite.db import Db
from console.store.sqlite.engine import Engine
from console.store.sqlite.stripping import STEP


class Caring:
    """The part of `SqliteStore` that takes things away."""

    path: Path

    @property
    def _engine(self) -> Engine:
        raise NotImplementedError

    def _keeping(self, at: datetime) -> Keeping:
        raise NotImplementedError

    def _tell(self, changes: Sequence[Change]) -> None:
        raise NotImplementedError

    async def erasure(self, person_id: int) -> Erasure:
        made = await self._engine.read(lambda db: beside.plan(db, person_id), slow=True)
        return made.erasure()

    async def erase(self, person_id: int, actor: Actor, at: datetime) -> Receipt:
        engine, keeping = self._engine, self._keeping(at)

        def look(db: Db) -> tuple[beside.Plan, list[str], list[str]]:
            made = beside.plan(db, person_id)
            erasing.refuse_while_leaving(db, made.scope)
            texts = scrubbing.own_texts(db, made.scope.messages)
            return made, texts, [author for _channel, author in made.who.authors]

        def strip(db: Db, part: Sequence[int]) -> int:
            # Asked for here, so that its time begins with the turn and not with the wait for it.
            return erasing.strip_part(db, part, keeping, engine.until_wanted())

        made, texts, theirs = await engine.read(look, slow=True)
        before = await engine.read(events.head)
        await engine.write(scrubbing.begin, urgent=False)
        ids = (*made.scope.messages, *made.scope.answers)
        done = 0
        while done < len(ids):
            part = ids[done : done + STEP]
            done += await engine.write(partial(strip, part=part), urgent=False)
        counted = {"messages": len(made.scope.messages), "answers": len(made.scope.answers)}
        counted = {name: count for name, count in counted.items() if count}
        who = (actor.name, actor.origin)
        rows, event = await engine.write(
            lambda db: beside.finish(db, made, counted, who, at, keeping), urgent=False
        )
        subjects = (f"person:{person_id}", *(f"item:{one}" for one in made.scope.items))
        self._tell([Change(event, events.ERASED, subjects)])
        await self._scrub()
        searched, found = await asyncio.to_thread(scrubbing.search, self.path, theirs, texts)
        shared = await engine.aside(lambda db: sum(scrubbing.is_elsewhere(db, text) for text in found))
        if len(found) > shared:
            # A page that SQLite put in order anew keeps what lay in its gaps, `secure_delete` or not.
            await self._scrub(anew=True)
            searched, found = await asyncio.to_thread(scrubbing.search, self.path, theirs, texts)
            shared = await engine.aside(lambda db: sum(scrubbing.is_elsewhere(db, text) for text in found))
        await engine.write(scrubbing.end, urgent=False)
        return Receipt(
            erasure=Erasure(made.who.id, (), rows, made.named),
            at=at,
            by=actor.name,
            origin=actor.origin,
            event=event,
            before=before,
            after=await engine.read(events.head),
            searched=searched,
            found=len(found) - shared,
            shared=shared,
        )

    async def scrub_what_was_left(self) -> None:
        """After an erasure or retention that was killed before its words were out of the files."""
        if await self._engine.read(lambda db: settings.get(db, scrubbing.PENDING)) is not None:
            # Whose words they were is not known any more, so that none can be looked for.
            await self._scrub(anew=True)
            await self._engine.write(scrubbing.end, urgent=False)

    async def _scrub(self, *, anew: bool = False) -> None:
        if anew:
            await self._engine.rewrite()
        if not await scrubbing.scrub(self._engine):
            raise StoreError(
                "what was erased is gone from the database, but a reader kept its log from being cut",
                kept="the words stand in the log until it is cut",
                fix="close whatever else reads the database, and run it again",
            )

    async def due(self, rules: Sequence[Keep], now: datetime) -> Sequence[Due]:
        return await self._engine.aside(lambda db: retention.due(db, rules, now))

    async def retain(
        self,
        rules: Sequence[Keep],
        actor: Actor,
        at: datetime,
        progress: Callable[[int], None] = lambda _rows: None,
    ) -> Sequence[Due]:
        """Let go of what is due; returns what that was. An event tells of it if it was anything."""
        engine, keeping = self._engine, self._keeping(at)

        def let_go(db: Db, rule: Keep, part: Sequence[int]) -> int:
            return retention.let_go(db, rule, part, keeping, engine.until_wanted())

        due = await self.due(rules, at)
        if not any(one.rows for one in due):
            return due
        await engine.write(scrubbing.begin, urgent=False)
        done = 0
        for rule in rules:
            last = 0
            while part := await engine.aside(partial(retention.next_part, rule=rule, now=at, after=last)):
                began = asyncio.get_running_loop().time()
                taken = await engine.write(partial(let_go, rule=rule, part=part), urgent=False)
                last = part[taken - 1]
                done += taken
                progress(done)
                # Nobody waits for this, and an act that comes finds the writer free every other time.
                await asyncio.sleep(asyncio.get_running_loop().time() - began)
            if rule.name == retention.DONE:
                await engine.write(partial(retention.let_alerts_go, rule=rule, now=at), urgent=False)
        if done:
            who = (actor.name, actor.origin)
            event = await engine.write(lambda db: retention.tell(db, due, who, at), urgent=False)
            self._tell([Change(event, retention.RAN, ("store",))])
            await self._scrub()
            await engine.write(scrubbing.end, urgent=False)
        return due
