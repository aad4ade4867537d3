"""What a store tells of rules over what comes in, and of alert rules."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from console.model.alert import Alert
from console.model.alertrule import FilterPoint, Kept, Labelled
from console.model.item import StoredMessage
from console.model.precision import Precision
from console.model.rule import Asked, Fired, Past, Rule
from console.query.ast import Query


class OfRules(Protocol):
    async def rules(self) -> Sequence[Rule]:
        """In their order."""
        ...

    async def rule_counts(self, since: datetime) -> Mapping[str, int]:
        """How often each rule fired since then, by name."""
        ...

    async def rule_log(self, rule_id: int, limit: int) -> Sequence[Fired]:
        """Newest first."""
        ...

    async def asked(self, item_id: int, limit: int) -> Sequence[Asked]:
        """What the rules said of the item's messages from outside when they came, the newest first."""
        ...

    async def past(self, after: tuple[datetime, int], limit: int) -> Sequence[Past]:
        """Messages from outside behind a place (the network's time, and id), oldest first."""
        ...

    async def alert_rules(self) -> Sequence[Kept]:
        """By name, without those that were removed."""
        ...

    async def alert_rule(self, rule_id: int) -> Kept:
        """One that was removed as well. Raises NotFound."""
        ...

    async def alert_rule_versions(self, rule_id: int) -> Sequence[Kept]:
        """What a rule was, the newest version first."""
        ...

    async def alert_rule_labels(self) -> Mapping[tuple[int, int], tuple[Precision, datetime | None]]:
        """By rule and version: how often its alerts were right, and when it fired last."""
        ...

    async def alerts_of_rule(self, rule_id: int, limit: int) -> Sequence[Alert]:
        """An alert rule's alerts, the newest first."""
        ...

    async def filtered_texts(
        self, query: Query, start: datetime, end: datetime, limit: int
    ) -> Sequence[StoredMessage]:
        """The newest messages from outside that fit, newest first, of a span as `filtered` takes it."""
        ...

    async def filtered(
        self, query: Query, start: datetime, end: datetime, *, few: bool = False
    ) -> Sequence[FilterPoint]:
        """Five-minute buckets of messages from outside that fit, by the network's time, oldest first.

        `start` belongs to it, `end` does not; empty buckets are left out. The query's terms are those that
        `console.rules.levels.check` lets through. `few` says that the span is short: then its length alone
        decides how long this takes, and the answer is the same.
        """
        ...

    async def first_message(self) -> datetime | None:
        """The network's time of the oldest message from outside."""
        ...

    async def labelled_alerts(self, since: datetime) -> Sequence[Labelled]:
        """Alerts with a verdict that lasted until `since` or later, oldest first."""
        ...
