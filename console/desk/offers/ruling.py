"""What a desk offers of rules over what comes in, and of alert rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from console.desk.answers import Done, Matched
from console.model.alert import Alert
from console.model.alertrule import AlertRule, BackTest, Judged, Kept
from console.model.rule import Asked, Fired, Rule, Trial


class Ruling(Protocol):
    # ── rules ───────────────────────────────────────────────────────────────────────────────────────
    async def rules(self) -> Sequence[Rule]:
        """In their order."""
        ...

    async def rule(self, name: str) -> Rule:
        """NotFound if there is none of that name."""
        ...

    async def rule_counts(self, days: int = 7) -> Mapping[str, int]:
        """How often each rule fired within so many days, by name."""
        ...

    async def rule_log(self, name: str, limit: int = 50) -> Sequence[Fired]:
        """What a rule did, newest first."""
        ...

    async def asked(self, item_id: int, limit: int = 10) -> Sequence[Asked]:
        """What each rule said of an item's messages when they came, the newest first."""
        ...

    async def back_test(
        self,
        rule: AlertRule,
        *,
        days: int | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> BackTest:
        """What an alert rule would have done on history; nothing is changed.

        Args:
            days: How far back; None is all there is.
            progress: Called with the share of the history that was read, 0 to 1.

        Raises QueryError.
        """
        ...

    async def try_rule(
        self,
        rule: Rule,
        *,
        place: int | None = None,
        days: int = 90,
        progress: Callable[[int], None] | None = None,
    ) -> Trial:
        """What a rule would have done on history, beside the rules that stand; nothing is changed.

        `progress` is called with the number of messages looked at. InputError for a rule that is none.
        """
        ...

    async def save_rule(self, rule: Rule, place: int | None = None) -> Done:
        """New, or in the place of an old one of that name; at the end, or where the old one stood, unless
        `place` (counted from 1) says otherwise. It acts on what comes from now on."""
        ...

    async def move_rule(self, name: str, place: int) -> Done: ...
    async def switch_rule(self, name: str, on: bool) -> Done: ...
    async def remove_rule(self, name: str) -> Done:
        """What it did stays done, and stays in the log."""
        ...

    # ── alert rules ─────────────────────────────────────────────────────────────────────────────────
    async def alert_rules(self) -> Sequence[Judged]:
        """By name, each with what people said of its alerts; without those that were removed."""
        ...

    async def alert_rule(self, rule_id: int) -> Judged:
        """One that was removed as well. NotFound if there never was one."""
        ...

    async def find_alert_rule(self, ref: str) -> Kept:
        """By number or name. NotFound with those that there are."""
        ...

    async def alert_rule_versions(self, rule_id: int) -> Sequence[Judged]:
        """What the rule was, the newest version first, `of_version` telling of each alone."""
        ...

    async def alerts_of_rule(self, rule_id: int, limit: int = 20) -> Sequence[Alert]:
        """What it raised, newest first."""
        ...

    async def add_alert_rule(self, rule: AlertRule) -> Done:
        """Keep a rule, on from now on; what its back-test said stands in the log.

        NotAllowed if `back_test` was not asked of it before; Conflict if its name is taken.
        """
        ...

    async def change_alert_rule(self, rule_id: int, rule: AlertRule) -> Done:
        """A new version, which counts from now on. NotAllowed as `add_alert_rule`."""
        ...

    async def switch_alert_rule(self, rule_id: int, on: bool) -> Done: ...
    async def remove_alert_rule(self, rule_id: int) -> Done:
        """Its alerts and their labels stay."""
        ...

    async def matched(self, alert_id: int, hours: float = 6.0) -> Matched:
        """What the alert rule that raised the alert has counted up to now, as `band` tells a stream.

        Raises NotFound, and InputError where no alert rule raised it.
        """
        ...
