"""Rules: tried on history, saved, moved, switched and removed; every one of these is an event."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from console.desk.answers import Done
from console.desk.journal import Journal
from console.errors import Conflict, InputError, NotFound
from console.model.alertrule import AlertRule, BackTest, FilterPoint
from console.model.event import Event
from console.model.rule import Action, Asked, Fired, Rule, Trial, Verb
from console.rules import Trying, check, levels, read_action
from console.store.history import counted
from console.store.tx import Tx

MOST = 100
LONGEST_TRIAL = 3_650
"""Days."""
REMEMBERED = 20
"""Back-tests of a session that a rule can still be saved with."""
AT_ONCE = 2_000
"""Messages of history that are read in one piece."""

Values = Mapping[str, object]


class RuleActs(Journal):
    async def rules(self) -> Sequence[Rule]:
        return await self.store.rules()

    async def rule(self, name: str) -> Rule:
        return _named(await self.store.rules(), name)

    async def rule_counts(self, days: int = 7) -> Mapping[str, int]:
        return await self.store.rule_counts(self.now() - timedelta(days=days))

    async def rule_log(self, name: str, limit: int = 50) -> Sequence[Fired]:
        return await self.store.rule_log((await self.rule(name)).id, limit)

    async def asked(self, item_id: int, limit: int = 10) -> Sequence[Asked]:
        return await self.store.asked(item_id, limit)

    async def try_rule(
        self,
        rule: Rule,
        *,
        place: int | None = None,
        days: int = 90,
        progress: Callable[[int], None] | None = None,
    ) -> Trial:
        if not 0 < days <= LONGEST_TRIAL:
            raise InputError(f"history is tried for 1 to {LONGEST_TRIAL:,} days, not {days:,}")
        rule = self._checked(replace(rule, enabled=True))
        standing = await self.store.rules()
        rules = [one for one in _put(standing, rule, place) if one.enabled]
        since = self.now() - timedelta(days=days)
        trying = Trying(rules, rule.name, since)
        after = (since, 0)
        while past := await self.store.past(after, AT_ONCE):
            await asyncio.to_thread(trying.feed, past)
            after = (past[-1].at, past[-1].message_id)
            if progress is not None:
                progress(trying.looked)
        return trying.found()

    async def back_test(
        self,
        rule: AlertRule,
        *,
        days: int | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> BackTest:
        query = levels.check(rule)
        until = self.now()
        first = await self.store.first_message()
        since = until if first is None else first
        if days is not None:
            since = max(since, until - timedelta(days=days))
        # What is usual then rests on the weeks before.
        known_since = since if first is None else max(first, since - levels.LEAD)
        points = list[FilterPoint]()
        async for part, share in counted(self.store, query, known_since, until):
            points += part
            if progress is not None and share < 1:
                progress(share)
        calendar = await self.store.calendar(known_since)
        labelled, standing = await self.store.labelled_alerts(since), await self.store.alert_rules()
        found = await asyncio.to_thread(
            levels.judge,
            points,
            rule,
            labelled,
            rule_id=next((one.id for one in standing if one.rule.name == rule.name), None),
            calendar=calendar,
            known_since=known_since,
            since=since,
            until=until,
        )
        self.tested = dict([*self.tested.items(), (rule, found)][-REMEMBERED:])
        return found

    async def save_rule(self, rule: Rule, place: int | None = None) -> Done:
        rule = self._checked(rule)
        async with self.store.act(self.actor, self.now()) as tx:
            before = await tx.rules()
            known = next((one for one in before if one.name == rule.name), None)
            if known is None and len(before) >= MOST:
                raise InputError(f"there are {MOST} rules already", fix="remove one first")
            rule = replace(rule, id=known.id if known else 0)
            return await self._set(
                tx, "rule.changed" if known else "rule.added", rule.name, before, _put(before, rule, place)
            )

    async def move_rule(self, name: str, place: int) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            before = await tx.rules()
            rule = _named(before, name)
            if not 1 <= place <= len(before):
                raise InputError(f"there is no place {place}", fix=f"the places are 1 to {len(before)}")
            return await self._set(tx, "rule.moved", name, before, _put(before, rule, place))

    async def switch_rule(self, name: str, on: bool) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            before = await tx.rules()
            rule = replace(_named(before, name), enabled=on)
            verb = "rule.enabled" if on else "rule.disabled"
            return await self._set(tx, verb, name, before, _put(before, rule, None))

    async def remove_rule(self, name: str) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            before = await tx.rules()
            gone = _named(before, name)
            return await self._set(tx, "rule.removed", name, before, [one for one in before if one != gone])

    def _checked(self, rule: Rule) -> Rule:
        """The rule with this operator's name where it says `assign me`. Raises InputError."""
        check(rule)
        mine = Action(Verb.ASSIGN, "me")
        actions = tuple(Action(Verb.ASSIGN, self.actor.name) if one == mine else one for one in rule.actions)
        return replace(rule, query=rule.query.strip(), actions=actions)

    async def _set(self, tx: Tx, verb: str, name: str, before: Sequence[Rule], after: Sequence[Rule]) -> Done:
        if list(before) == list(after):
            return Done("it is so already", undoable=False)
        await tx.set_rules(after)
        return await self.record(
            tx,
            verb,
            f"rule:{name}",
            {"rule": _values(before, name)},
            {"rule": _values(await tx.rules(), name)},
            undoable=True,
        )

    async def restore_other(self, tx: Tx, event: Event) -> None:
        noun, _, name = event.subject.partition(":")
        if noun != "rule":
            await super().restore_other(tx, event)
            return
        standing = await tx.rules()
        was, then = event.before.get("rule"), event.after.get("rule")
        if _values(standing, name) != then:
            raise Conflict("the rule has changed since", fix="look at the rules and decide anew")
        rest = [one for one in standing if one.name != name]
        if isinstance(was, Mapping):
            rest.insert(int(str(was["place"])) - 1, _read(was))
        await tx.set_rules(rest)


def _named(rules: Sequence[Rule], name: str) -> Rule:
    for rule in rules:
        if rule.name == name:
            return rule
    known = ", ".join(rule.name for rule in rules[:10])
    raise NotFound(f"there is no rule {name!r}", fix=f"there are {known}" if known else "there are none yet")


def _put(rules: Sequence[Rule], rule: Rule, place: int | None) -> list[Rule]:
    """The rules with this one in its place: counted from 1, or where it stood, or at the end."""
    names = [one.name for one in rules]
    rest = [one for one in rules if one.name != rule.name]
    stood = names.index(rule.name) if rule.name in names else len(rest)
    at = stood if place is None else max(0, place - 1)
    return [*rest[:at], rule, *rest[at:]]


def _values(rules: Sequence[Rule], name: str) -> dict[str, object] | None:
    """A rule as an event keeps it."""
    for place, rule in enumerate(rules, 1):
        if rule.name == name:
            return {
                "id": rule.id,
                "name": rule.name,
                "query": rule.query,
                "actions": [str(action) for action in rule.actions],
                "stop": rule.stop,
                "enabled": rule.enabled,
                "place": place,
            }
    return None


def _read(values: Values) -> Rule:
    actions = values["actions"]
    assert isinstance(actions, list)
    return Rule(
        name=str(values["name"]),
        query=str(values["query"]),
        actions=tuple(read_action(str(action)) for action in actions),
        stop=bool(values["stop"]),
        enabled=bool(values["enabled"]),
        id=int(str(values["id"])),
    )
