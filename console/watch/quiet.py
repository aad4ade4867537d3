"""Silences told and ended: nothing came where something is usual, and whether the connection is to blame."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from console.clock import Clock
from console.detect.sentences import sentence
from console.detect.silence import SILENCE, Silences, Silent
from console.model.actor import WATCH
from console.model.alert import Finding, SeriesPoint, Signal
from console.model.channel import Health
from console.model.event import NewEvent
from console.model.explanation import Ending, Explanation, Numbers
from console.model.stream import ALL, BUCKET, is_channel
from console.model.words import HealthState, Level
from console.store.protocol import Store
from console.text import one_line

GRACE = timedelta(minutes=15)
"""After a start what came meanwhile is fetched first."""
PATIENCE = timedelta(hours=1)
"""A channel that is still catching up is not called silent for so long."""
REMEMBERED = 100
"""Alerts among which a start looks for silences that were told and are not over."""
_WORST = (
    HealthState.BROKEN,
    HealthState.AUTH,
    HealthState.UNREACHABLE,
    HealthState.SILENT,
    HealthState.LIMITED,
    HealthState.BEHIND,
    HealthState.STARTING,
    HealthState.OK,
)


def learned(
    history: Mapping[datetime, Mapping[str, SeriesPoint]], until: datetime, zone: tzinfo | None
) -> Silences:
    """What is usual by a history of counts before `until` (UTC), as if each bucket had closed then.

    Args:
        history: Points by bucket and stream.
        until: Start of the running bucket.
        zone: By whose clock the hours of the week are; None is this host's.
    """
    silences = Silences(zone)
    for bucket_at in sorted(at for at in history if at < until):
        silences.close(bucket_at, _counts(history[bucket_at]))
    if history:
        silences.close(until - BUCKET, {})
    return silences


class SilenceWatch:
    """Raises one alert an episode and ends it when messages come."""

    def __init__(
        self, *, store: Store, clock: Clock, health: Callable[[], Sequence[Health]], lang: str
    ) -> None:
        self._store = store
        self._clock = clock
        self._health = health
        self._lang = lang
        self._silences = Silences(None)
        self._since: datetime | None = None

    async def start(self, silences: Silences) -> None:
        """Begin anew with what was learned; silences that were told before are not told again."""
        now = self._clock.now()
        self._since = self._since or now
        known = {
            alert.finding.episode: alert
            for alert in await self._store.alerts(REMEMBERED)
            if alert.finding.of_silence
        }
        silences.resume(known, now)
        self._silences = silences
        going_on = {silent.episode for silent in silences.open.values()}
        for episode, alert in known.items():
            if alert.acknowledged_by is None and episode not in going_on:
                await self._end(alert.id)

    def close(self, bucket_at: datetime, points: Mapping[str, SeriesPoint]) -> None:
        self._silences.close(bucket_at, _counts(points))

    def heard(self, channel: str, at: datetime) -> None:
        """A message came, for a bucket that may be closed already."""
        for stream in (channel, ALL):
            self._silences.heard(stream, at)

    async def tick(self) -> None:
        for silent in self._silences.over():
            for alert in await self._store.alerts(REMEMBERED, open_only=True):
                if alert.finding.episode == silent.episode:
                    await self._end(alert.id)
            # Not before its end is stored, which a full disk may refuse.
            self._silences.forget(silent)
        now = self._clock.now()
        if self._since is None or now - self._since < GRACE:
            return
        found, told = self._silences.silent(now), self._silences.open
        if ALL in found and ALL not in told:
            await self._raise(found[ALL], now)
        if ALL in told:
            # One ring for one cause.
            return
        for stream, silent in found.items():
            if stream not in told:
                await self._raise(silent, now)

    async def _raise(self, silent: Silent, now: datetime) -> None:
        health = self._state(silent.stream, now)
        if health in (HealthState.STARTING, HealthState.BEHIND):
            return
        found = finding(silent, health, now, self._lang)
        async with self._store.act(WATCH, now) as tx:
            alert_id, new = await tx.put_alert(found)
            verb = "alert.raised" if new else "alert.grown"
            after = {"level": found.level.value, "episode": found.episode}
            await tx.append(NewEvent(verb, f"alert:{alert_id}", {}, after, note=found.text))
        self._silences.open[silent.stream] = silent

    def _state(self, stream: str, now: datetime) -> HealthState | None:
        """How the stream's channel is, of all the worst one's; None where no connection is known.

        One that has been catching up for long is as good as broken, and so it is told.
        """
        known = [one for one in self._health() if stream in (ALL, one.channel)]
        if not known:
            return None
        worst = min(known, key=lambda one: _WORST.index(one.state))
        waiting = worst.state in (HealthState.STARTING, HealthState.BEHIND)
        if waiting and now - worst.since >= PATIENCE:
            return HealthState.BROKEN
        return worst.state

    async def _end(self, alert_id: int) -> None:
        now = self._clock.now()
        async with self._store.act(WATCH, now) as tx:
            await tx.set_alert(alert_id, acknowledged_by=WATCH.name, acknowledged_at=now)
            await tx.append(NewEvent("alert.acknowledged", f"alert:{alert_id}", {}, {"by": WATCH.name}))


def finding(silent: Silent, health: HealthState | None, now: datetime, lang: str) -> Finding:
    """What an alert says of a silence: its numbers, and whether the connection is to blame."""
    numbers = Numbers(
        measure=SILENCE,
        stream=silent.stream,
        value=0.0,
        expected=silent.expected,
        minutes=silent.minutes,
        channels=0,
        share=None,
        usual_share=None,
        angry=False,
        flags=(),
        every_days=silent.every_days,
        history_days=silent.history_days,
        health=None if health is None else health.value,
        since=silent.since,
    )
    signal = Signal(
        stream=silent.stream,
        measure=SILENCE,
        bucket_at=silent.since,
        value=0.0,
        expected=silent.expected,
        upper=silent.expected,
        z=0.0,
        surprise=silent.surprise,
        minutes=silent.minutes,
    )
    return Finding(
        episode=silent.episode,
        level=Level.WATCH,
        at=now,
        text=one_line(sentence(numbers, lang)),
        signals=(signal,),
        phrases=(),
        samples=(),
        flags=(),
        explanation=Explanation(
            numbers=numbers, ending=Ending(silent.stream, SILENCE, 0.0, quiet_minutes=0, not_before=None)
        ),
    )


def _counts(points: Mapping[str, SeriesPoint]) -> dict[str, float]:
    return {
        stream: float(point.volume) for stream, point in points.items() if stream == ALL or is_channel(stream)
    }
