"""A ladder is begun when a cause reaches a level, and climbed until somebody acknowledges."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from console.model.ringing import Begun, Coming, Ring, RingState, Rung
from console.model.words import RISING, Level
from console.ringing.causes import Cause
from console.ringing.plan import Plan
from console.sla.hours import add_business_time, open_from

FRESH = timedelta(hours=12)
"""News that is older when it is first seen rings nobody: it is history that was read in."""


def begins(cause: Cause, begun: Sequence[Begun], plan: Plan, now: datetime) -> Begun | None:
    """The ladder to begin now: of a level that this cause has not reached before, and nobody has seen.

    Args:
        cause: With its alerts as they stand.
        begun: The ladders of the cause's alerts.
        plan: What the configuration says.
        now: UTC.
    """
    level = cause.level
    loudest = [alert for alert in cause.alerts if alert.finding.level is level]
    seen = any(alert.acknowledged_at is not None for alert in loudest)
    higher = any(RISING.index(one.level) >= RISING.index(level) for one in begun)
    news = max(loudest, key=lambda alert: alert.updated_at)
    if seen or higher or cause.taken_up or now - news.updated_at > FRESH or not plan.ladders.get(level):
        return None
    return Begun(cause.lead.id, level, now)


def running(cause: Cause, begun: Sequence[Begun]) -> Begun | None:
    """The ladder that is being climbed: the highest, unless somebody has acknowledged since it was begun.

    To acknowledge one alert of a cause is to acknowledge all that it had come to by then.
    """
    if not begun or cause.taken_up:
        return None
    top = max(begun, key=lambda one: (RISING.index(one.level), one.at))
    seen = [alert.acknowledged_at for alert in cause.alerts if alert.acknowledged_at is not None]
    return None if any(at >= top.at for at in seen) else top


def due(begun: Begun, rings: Sequence[Ring], plan: Plan, now: datetime, pace: float = 1.0) -> list[Rung]:
    """The rungs to ring now. Of what has come due for one target only the latest counts, so that hours
    without anybody running are one ring and not one for each step that was missed.

    Args:
        begun: The ladder that is running.
        rings: What was rung on it.
        plan: What the configuration says.
        now: UTC.
        pace: Seconds of that clock in one of a person's.
    """
    if not _loud(plan, begun.level, now):
        return []
    known = {ring.rung: ring for ring in rings}
    latest = {rung.target: rung for rung, at in _rungs(begun, plan, pace) if at <= now}
    return [rung for rung in latest.values() if _wanted(known.get(rung), now)]


def coming(
    begun: Begun, rings: Sequence[Ring], plan: Plan, now: datetime, pace: float = 1.0
) -> Coming | None:
    """The next rung that is still to come, and when; None where the ladder is climbed to its end."""
    known = {ring.rung: ring for ring in rings}
    quiet = not _loud(plan, begun.level, now)
    found: list[tuple[datetime, str]] = []
    for rung, at in _rungs(begun, plan, pace):
        ring = known.get(rung)
        if ring is None:
            found.append((at, rung.target))
        elif ring.state is RingState.FAILED and ring.next_at is not None:
            found.append((ring.next_at, rung.target))
    # What has come due is superseded by the latest of its target; that one is rung at the next look.
    ahead = min((one for one in found if one[0] > now), default=None)
    if not quiet or not found:
        return Coming(ahead[1], ahead[0], held=False) if ahead else None
    opens, _ = next(stretch for stretch in open_from(plan.hours(begun.level), now) if stretch[1] > now)
    at, target = min((max(at, opens), target) for at, target in found)
    return Coming(target, at, held=True)


def _wanted(ring: Ring | None, now: datetime) -> bool:
    if ring is None:
        return True
    return ring.state is RingState.FAILED and ring.next_at is not None and ring.next_at <= now


def _rungs(begun: Begun, plan: Plan, pace: float) -> Iterator[tuple[Rung, datetime]]:
    """Every rung of the ladder with its time: quiet hours do not count, so a ladder that was begun at night
    is climbed in the morning from its foot."""
    hours = plan.hours(begun.level)
    for step in plan.ladders.get(begun.level, ()):
        at = add_business_time(begun.at, step.after * pace, hours)
        for target in step.targets:
            yield Rung(begun.alert_id, begun.level, step.after, target), at


def _loud(plan: Plan, level: Level, now: datetime) -> bool:
    begins, ends = next(stretch for stretch in open_from(plan.hours(level), now) if stretch[1] > now)
    return begins <= now < ends
