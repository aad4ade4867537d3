"""How much more a stream must show because so many others are looked at beside it.

The more streams are looked at, the oftener one of them is raised by chance. So all but `all` must be as many
times rarer as there are of them to open an episode (Bonferroni), and hold more messages: a run of five is one
conversation, and of a hundred small streams one has it every day.
"""

import math
from dataclasses import dataclass

from console.detect.baseline import Reading
from console.detect.tuning import ALARM
from console.model.stream import ALL, is_channel

_PENALTY_MOST = 1.1
"""The excess, and so the surprise, is bounded: more than this could never be reached."""
_FLOOR_MOST = 4.0
"""A stream among sixteen and more must hold four times as many messages as one by itself."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Args:
    others: Streams besides `all` of which enough is known.
    least: Messages that the run of one by itself must hold.
    """

    others: int
    least: float

    def penalty(self, stream: str) -> float:
        """To be added to the surprise that it takes."""
        return 0.0 if stream == ALL or self.others < 2 else min(_PENALTY_MOST, math.log10(self.others))

    def floor(self, stream: str) -> float:
        """Messages that its run must hold."""
        if stream == ALL or self.others < 2:
            return self.least
        return self.least * min(_FLOOR_MOST, max(1.0, math.log2(self.others)))

    def loud(self, stream: str, volume: Reading) -> bool:
        """Volume that is a warning: that of `all` or a channel; what else is raised alone is one to watch."""
        return (
            (stream == ALL or is_channel(stream))
            and volume.surprise >= ALARM + self.penalty(stream)
            and volume.run_total >= self.floor(stream)
        )
