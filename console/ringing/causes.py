"""Which alerts are one cause, and so ring once.

Each episode of the detector is a cause. A rule's alert is one too, unless it came while an episode went on
(or within `QUIET` of that): then it says of single messages, or of those of one filter, what the episode says
of their number. It stands for itself all the same if it carries a content flag that the episode does not: a
threat in the middle of a storm about parcels is no parcel. Two rules are two causes, and so is a rule that
fires again after a person acknowledged what it had found before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from console.model.actor import WATCH
from console.model.alert import Alert
from console.model.stream import QUIET
from console.model.words import RISING, Level, Severity
from console.ringing.plan import Plan

_MARK = ":"
"""The detector names its episodes by their time; whatever else raises alerts stands before this."""


@dataclass(frozen=True, slots=True)
class Cause:
    alerts: tuple[Alert, ...]
    """The one it is named after first."""

    @property
    def lead(self) -> Alert:
        return self.alerts[0]

    @property
    def level(self) -> Level:
        return max((alert.finding.level for alert in self.alerts), key=RISING.index)

    @property
    def taken_up(self) -> bool:
        """An incident was declared from it: people are at work, whatever it grows to."""
        return any(alert.incident_id is not None for alert in self.alerts)


def as_loud(alert: Alert, severity: Severity, plan: Plan) -> Alert:
    """The alert with the level that it rings by: its own, or a higher one by its suggested severity."""
    least = plan.at_least(severity)
    if least is None or RISING.index(least) <= RISING.index(alert.finding.level):
        return alert
    return replace(alert, finding=replace(alert.finding, level=least))


def causes(alerts: Sequence[Alert]) -> list[Cause]:
    """Group alerts, in whatever order they come; the causes are in the order of their leads' ids."""
    groups: dict[int, list[Alert]] = {}
    in_order = sorted(alerts, key=lambda one: one.id)
    episodes = [one for one in in_order if _MARK not in one.finding.episode]
    for one in episodes:
        groups[one.id] = [one]
    for one in in_order:
        if _MARK in one.finding.episode:
            fits = (episode for episode in reversed(episodes) if _by_rule(one) and _told_by(episode, one))
            home = next(fits, one)
            groups.setdefault(home.id, []).append(one)
    return [Cause(tuple(groups[lead])) for lead in sorted(groups)]


def _by_rule(alert: Alert) -> bool:
    """Whether a rule raised it, and not for the record alone: what the watch itself acknowledged has been
    heard by nobody, and must not still an episode's ringing."""
    rule = alert.finding.of_rule or alert.finding.of_alert_rule
    return rule and alert.acknowledged_by != WATCH.name


def _told_by(episode: Alert, alert: Alert) -> bool:
    in_time = episode.opened_at - QUIET <= alert.opened_at <= episode.updated_at + QUIET
    return in_time and set(alert.finding.carried) <= set(episode.finding.carried)
