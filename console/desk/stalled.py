"""A desk whose flow did not start."""

from collections.abc import Sequence
from datetime import datetime

from console.desk.base import NoWatch
from console.errors import BeredtError
from console.model.channel import Health
from console.model.words import HealthState
from console.text import one_line


class Stalled(NoWatch):
    """The flow could not start: what is here can be read and answered, but nothing comes in or leaves."""

    def __init__(self, error: Exception, at: datetime) -> None:
        self._error = error
        self._at = at

    def health(self) -> Sequence[Health]:
        told = self._error.what if isinstance(self._error, BeredtError) else type(self._error).__name__
        fix = self._error.fix if isinstance(self._error, BeredtError) else ""
        return [
            Health(
                "watch",
                HealthState.BROKEN,
                self._at,
                one_line(f"the flow did not start: {told}"),
                one_line(fix or "see the log, mend the cause and start Beredt again"),
            )
        ]
