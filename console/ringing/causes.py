"""Which alerts are one cause, and so ring once.

Each episode of the detector is a cause. A rule's alert is one too, unless it came while an episode went on
(or within `AROUND` of that): then it says of single messages what the episode says of their number. It stands
for itself all the same if it carries a content flag that the episode does not: a threat in the middle of a
storm about parcels is no parcel. Two rules are two causes, and so is a rule that fires again after a person
acknowledged what it had found before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from console.model.alert import Alert
from console.model.words import Level
from console.ringing.plan import RISING

AROUND = timedelta(hours=1)
"""The quiet after which the detector takes an episode for over."""


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


def causes(alerts: Sequence[Alert]) -> list[Cause]:
    """Group alerts, in whatever order they come; the causes are in the order of their leads' ids."""
    groups: dict[int, list[Alert]] = {}
    episodes = sorted((one for one in alerts if not _of_rule(one)), key=lambda one: one.id)
    for one in episodes:
        groups[one.id] = [one]
    for one in sorted(alerts, key=lambda one: one.id):
        if _of_rule(one):
            home = next((ep for ep in reversed(episodes) if _told_by(ep, one)), None)
            groups.setdefault(home.id if home else one.id, []).append(one)
    return [Cause(tuple(groups[lead])) for lead in sorted(groups)]


def _of_rule(alert: Alert) -> bool:
    return alert.finding.of_rule


def _told_by(episode: Alert, alert: Alert) -> bool:
    in_time = episode.opened_at - AROUND <= alert.opened_at <= episode.updated_at + AROUND
    return in_time and set(alert.finding.flags) <= set(episode.finding.flags)
