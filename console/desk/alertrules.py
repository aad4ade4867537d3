"""Alert rules that are kept: saved with their back-test, changed, switched, removed; each an event."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from console.desk.answers import Done
from console.desk.journal import Journal
from console.errors import Conflict, InputError, NotAllowed, NotFound
from console.model.alert import Alert
from console.model.alertrule import AlertRule, BackTest, Judged, Kept, is_name
from console.model.event import Event
from console.model.precision import Precision
from console.rules import levels
from console.store.tx import Tx
from console.text import one_line

MOST = 50
"""Each is asked of every message that comes."""

_Labels = Mapping[tuple[int, int], tuple[Precision, datetime | None]]


class AlertRuleActs(Journal):
    async def alert_rules(self) -> Sequence[Judged]:
        labels = await self.store.alert_rule_labels()
        return [_judged(kept, labels) for kept in await self.store.alert_rules()]

    async def alert_rule(self, rule_id: int) -> Judged:
        return _judged(await self.store.alert_rule(rule_id), await self.store.alert_rule_labels())

    async def find_alert_rule(self, ref: str) -> Kept:
        standing = await self.store.alert_rules()
        if ref.isdecimal() and len(ref) < 10:
            return await self.store.alert_rule(int(ref))
        for kept in standing:
            if kept.rule.name == ref:
                return kept
        known = ", ".join(f"{kept.rule.name} ({kept.id})" for kept in standing[:10])
        fix = f"there are {known}" if known else "there are none yet"
        raise NotFound(f"there is no alert rule {ref!r}", fix=fix)

    async def alert_rule_versions(self, rule_id: int) -> Sequence[Judged]:
        labels = await self.store.alert_rule_labels()
        return [_judged(kept, labels) for kept in await self.store.alert_rule_versions(rule_id)]

    async def alerts_of_rule(self, rule_id: int, limit: int = 20) -> Sequence[Alert]:
        return await self.store.alerts_of_rule(rule_id, limit)

    async def add_alert_rule(self, rule: AlertRule) -> Done:
        tested = self._tried(rule)
        async with self.store.act(self.actor, self.now()) as tx:
            standing = await tx.alert_rules()
            _free(standing, rule.name, 0)
            if len(standing) >= MOST:
                raise InputError(f"there are {MOST} alert rules already", fix="remove one first")
            rule_id = await tx.add_alert_rule(rule)
            after = _values(await tx.alert_rule(rule_id)) | {"tested": _tested(tested)}
            return await self.record(tx, "alertrule.added", f"alertrule:{rule_id}", {}, after, undoable=True)

    async def change_alert_rule(self, rule_id: int, rule: AlertRule) -> Done:
        tested = self._tried(rule)
        async with self.store.act(self.actor, self.now()) as tx:
            before = await _standing(tx, rule_id)
            if before.rule == rule:
                return Done("it is so already", undoable=False)
            _free(await tx.alert_rules(), rule.name, rule_id)
            version = await tx.change_alert_rule(rule_id, rule)
            return await self._stand(
                tx,
                "alertrule.changed",
                before,
                replace(before, version=version),
                {"tested": _tested(tested)},
            )

    def _tried(self, rule: AlertRule) -> BackTest:
        """What this desk's back-test said of the rule: nobody saves what nobody tried.

        Raises QueryError for a filter that can't be asked, InputError for a name or a text that is none.
        """
        if not is_name(rule.name):
            raise InputError(f"{rule.name!r} is no name for a rule", fix="use letters, digits and hyphens")
        if one_line(rule.filter) != rule.filter:
            raise InputError(
                "the filter holds characters that nobody sees",
                fix="write it on one line, in plain characters",
            )
        levels.check(rule)
        tested = self.tested.get(rule)
        if tested is None:
            raise NotAllowed("the rule was not tried on history in this session", fix="try it, then save it")
        return tested

    async def switch_alert_rule(self, rule_id: int, on: bool) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            before = await _standing(tx, rule_id)
            if before.enabled is on:
                return Done("it is so already", undoable=False)
            verb = "alertrule.enabled" if on else "alertrule.disabled"
            return await self._stand(tx, verb, before, replace(before, enabled=on))

    async def remove_alert_rule(self, rule_id: int) -> Done:
        async with self.store.act(self.actor, self.now()) as tx:
            before = await _standing(tx, rule_id)
            return await self._stand(tx, "alertrule.removed", before, replace(before, removed=True))

    async def _stand(
        self, tx: Tx, verb: str, before: Kept, wanted: Kept, more: Mapping[str, object] | None = None
    ) -> Done:
        """Let it be as wanted from now on, and record that."""
        await tx.stand_alert_rule(
            wanted.id, wanted.version, enabled=wanted.enabled, since=self.now(), removed=wanted.removed
        )
        after = _values(await tx.alert_rule(wanted.id)) | dict(more or {})
        subject = f"alertrule:{wanted.id}"
        return await self.record(tx, verb, subject, _values(before), after, undoable=True)

    async def restore_other(self, tx: Tx, event: Event) -> None:
        noun, _, number = event.subject.partition(":")
        if noun != "alertrule":
            await super().restore_other(tx, event)
            return
        kept, was = await tx.alert_rule(int(number)), event.before
        if _state(_values(kept)) != _state(event.after):
            raise Conflict("the alert rule has changed since", fix="look at it and decide anew")
        version = int(str(was.get("version", kept.version)))
        name = str(was.get("name", kept.rule.name))
        if was:
            _free(await tx.alert_rules(), name, kept.id)
        await tx.stand_alert_rule(
            kept.id,
            version,
            enabled=bool(was.get("enabled", kept.enabled)),
            since=self.now(),
            removed=bool(was.get("removed", True)),
        )


async def _standing(tx: Tx, rule_id: int) -> Kept:
    kept = await tx.alert_rule(rule_id)
    if kept.removed:
        raise NotFound(f"the alert rule {kept.rule.name} was removed", fix="undo brings it back")
    return kept


def _free(standing: Sequence[Kept], name: str, rule_id: int) -> None:
    """Raises Conflict where another rule has the name."""
    for kept in standing:
        if kept.rule.name == name and kept.id != rule_id:
            raise Conflict(
                f"alert rule {kept.id} is called {name} already", fix="change that one, or take another name"
            )


def _judged(kept: Kept, labels: _Labels) -> Judged:
    mine = [(version, *found) for (rule_id, version), found in labels.items() if rule_id == kept.id]
    source = f"alertrule:{kept.rule.name}"
    counts = [(one.alerts, one.real, one.useful, one.false) for _, one, _ in mine]
    whole = Precision(source, *(sum(column) for column in zip((0, 0, 0, 0), *counts, strict=True)))
    own = next((one for version, one, _ in mine if version == kept.version), Precision(source, 0, 0, 0, 0))
    last = max((at for _, _, at in mine if at is not None), default=None)
    return Judged(kept, whole, replace(own, source=source), last)


def _values(kept: Kept) -> dict[str, object]:
    """A rule as an event keeps it."""
    rule = kept.rule
    return {
        "name": rule.name,
        "version": kept.version,
        "enabled": kept.enabled,
        "removed": kept.removed,
        "filter": rule.filter,
        "measure": rule.measure.value,
        "window": int(rule.window.total_seconds()),
        "above": rule.above.value,
        "threshold": rule.threshold,
        "least": rule.least,
        "cooldown": int(rule.cooldown.total_seconds()),
    }


def _state(values: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(values.get(key) for key in ("version", "enabled", "removed"))


def _tested(found: BackTest) -> dict[str, object]:
    """What the back-test said when the rule was saved."""
    return {
        "since": None if found.since is None else found.since.astimezone(UTC).isoformat(),
        "until": found.until.astimezone(UTC).isoformat(),
        "fired": len(found.fired),
        "per_week": found.per_week,
        "real": found.real,
        "false": found.false,
        "useful": found.useful,
    }
