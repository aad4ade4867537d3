"""The detector's handful of settings, in buckets, for any even bucket width."""

from dataclasses import dataclass

WATCH = 2.0
ALARM = 2.4
"""Surprise (-log10 of the tail probability) for a watch and for an alarm; docs/detector.md has what each
costs in false alarms."""
GROWN = 2.0
"""What counts this many times what was told is told again."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """One default for every series: more settings than these only fit noise.

    Args:
        half_life: Buckets after which the usual level has half forgotten.
        enough: Buckets needed before anything may alarm.
        apart: Quiet buckets that separate two runs when the tail is learned.
        cooldown: Buckets after an alarm in which no further one is given.
        floor: Messages that a run must hold, so that three comments for a quiet brand are no storm.
        slow: Buckets in the sums that find a slow burn.
        week: Buckets in a week.
        season: Weeks needed before the hour of the week may say what is usual.
    """

    half_life: int = 1152
    enough: int = 288
    apart: int = 144
    cooldown: int = 288
    floor: float = 5.0
    slow: int = 12
    week: int = 2016
    season: int = 4

    @classmethod
    def for_width(cls, seconds: float) -> "Tuning":
        """Settings for buckets of that many seconds: level 4 days, a day to learn, 12 h apart, 24 h cooldown.

        Wide buckets keep a least number of buckets, as days alone would leave nothing to learn from.
        """
        day = 86_400 / seconds
        return cls(
            half_life=max(48, round(4 * day)),
            enough=max(24, round(day)),
            apart=max(2, round(day / 2)),
            cooldown=max(1, round(day)),
            slow=max(3, round(day / 24)),
            week=max(1, round(7 * day)),
        )
