"""How each channel is, in words a person can act on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from console.clock import Clock
from console.errors import AuthFailed, BeredtError, ConfigError, RateLimited, StoreError, Unreachable
from console.model.channel import Health
from console.model.event import Change
from console.model.safe import SafeText
from console.model.words import HealthState
from console.text import one_line

BEHIND_SECONDS = 60.0
"""From this lag on a channel counts as behind."""
STORE = "store"
"""The line of the store itself, there only while it can't write."""
_NOTHING = SafeText("")


@dataclass(slots=True)
class _Pulse:
    health: Health
    quiet_after: float | None


class HealthBoard:
    """One line for each channel, kept by the supervision and read by the header."""

    def __init__(self, clock: Clock, publish: Callable[[Change], None]) -> None:
        self._clock = clock
        self._publish = publish
        self._pulses: dict[str, _Pulse] = {}

    def add(self, channel: str, quiet_after: float | None) -> None:
        now = self._clock.now()
        starting = Health(channel, HealthState.STARTING, now, SafeText("connecting"), _NOTHING)
        self._pulses[channel] = _Pulse(starting, quiet_after)

    def all(self) -> Sequence[Health]:
        return [pulse.health for pulse in self._pulses.values()]

    def heard(self, channel: str, newest: datetime | None, behind_seconds: float) -> None:
        """The network answered: with messages, or with a sign of life."""
        now = self._clock.now()
        pulse = self._pulses[channel]
        if behind_seconds >= BEHIND_SECONDS:
            state, detail = HealthState.BEHIND, f"catching up, {_span(behind_seconds)} behind"
        else:
            state, detail = HealthState.OK, "connected"
        last = max(filter(None, (newest, pulse.health.last_message_at)), default=None)
        self._set(
            pulse,
            state,
            detail,
            "",
            last_contact_at=now,
            last_message_at=last,
            lag_seconds=behind_seconds,
        )

    def store_failed(self, error: StoreError) -> None:
        """The store can't write: what comes in waits, and nobody is told that it was kept."""
        if STORE not in self._pulses:
            self.add(STORE, None)
        fix = error.fix or "mend the cause; what came in waits and is stored then"
        self._set(self._pulses[STORE], HealthState.BROKEN, error.what, fix)

    def store_works(self) -> None:
        if self._pulses.pop(STORE, None) is not None:
            self._publish(Change(None, "channel.health", (f"channel:{STORE}",)))

    def failed(self, channel: str, error: BeredtError, retry_in: float | None) -> None:
        """The network did not do what was asked; it is tried again in `retry_in` seconds, or never."""
        pulse = self._pulses[channel]
        again = f"trying again in {_span(retry_in)}" if retry_in is not None else "then start Beredt again"
        match error:
            case ConfigError():
                state, fix = HealthState.AUTH, f"mend the configuration, {again}"
            case AuthFailed():
                state, fix = HealthState.AUTH, "renew the channel's token or password, see `beredt doctor`"
            case RateLimited():
                state, fix = HealthState.LIMITED, f"nothing to do: {again}"
            case Unreachable():
                state, fix = HealthState.UNREACHABLE, f"check the network and the server; {again}"
            case _:
                state, fix = HealthState.BROKEN, f"see the log; {again}"
        self._set(pulse, state, error.what, error.fix or fix)

    def check_silence(self) -> None:
        """Mark channels from which nothing was heard for too long, not even a sign of life."""
        now = self._clock.now()
        for pulse in self._pulses.values():
            health = pulse.health
            if pulse.quiet_after is None or health.state not in (
                HealthState.OK,
                HealthState.BEHIND,
                HealthState.STARTING,
            ):
                continue
            since = health.last_contact_at or health.since
            quiet = (now - since).total_seconds()
            if quiet >= pulse.quiet_after:
                self._set(
                    pulse,
                    HealthState.SILENT,
                    f"nothing heard for {_span(quiet)}",
                    "check the server and the account; `beredt doctor` asks the network now",
                )

    def _set(
        self,
        pulse: _Pulse,
        state: HealthState,
        detail: str,
        fix: str,
        *,
        last_contact_at: datetime | None = None,
        last_message_at: datetime | None = None,
        lag_seconds: float | None = None,
    ) -> None:
        old = pulse.health
        pulse.health = replace(
            old,
            state=state,
            since=old.since if old.state is state else self._clock.now(),
            detail=one_line(detail),
            fix=one_line(fix),
            last_contact_at=last_contact_at or old.last_contact_at,
            last_message_at=last_message_at or old.last_message_at,
            lag_seconds=old.lag_seconds if lag_seconds is None else lag_seconds,
        )
        if (old.state, old.fix) != (pulse.health.state, pulse.health.fix):
            self._publish(Change(None, "channel.health", (f"channel:{old.channel}",)))


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"
