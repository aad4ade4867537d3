"""What the watch does beside the flow, as the configuration says."""

from collections.abc import Sequence

from console.clock import Clock
from console.config import Settings
from console.store.anchor import Anchor
from console.store.protocol import Store
from console.watch.anchoring import Anchoring
from console.watch.retaining import Retaining
from console.watch.watch import Chore


def chores(settings: Settings, store: Store, clock: Clock) -> Sequence[Chore]:
    found: list[Chore] = []
    audit = settings.audit
    if audit.anchor is not None or audit.journal:
        found.append(
            Anchoring(
                store,
                clock,
                anchor=None if audit.anchor is None else Anchor(audit.anchor),
                journal=audit.journal,
                events=audit.events,
                seconds=audit.seconds,
            )
        )
    if settings.retention.daily and settings.retention.rules:
        found.append(Retaining(store, clock, settings.retention.rules))
    return found
