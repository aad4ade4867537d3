"""Alerts: the detector's findings, with numbers, cause and samples."""

from dataclasses import dataclass
from datetime import datetime

from console.model.explanation import Explanation
from console.model.safe import SafeText
from console.model.stream import FLAG
from console.model.words import Flag, Level

RULE = "rule:"
SILENCE = "silence:"
"""How the episodes of a silence's alerts begin."""
ALERT_RULE = "alertrule:"
"""How the episodes of an alert rule's alerts begin."""
_FLAGS = frozenset(flag.value for flag in Flag)


def by_rule(rule_id: int) -> str:
    """How the episodes of a rule's alerts begin."""
    return f"{RULE}{rule_id}:"


@dataclass(frozen=True, slots=True)
class Signal:
    """One stream's finding in an alert."""

    stream: str
    """As `console.model.stream` names them."""
    measure: str
    """`volume`, `negatives`, `share`, `reach_negatives`, `silence` or `level`."""
    bucket_at: datetime
    """Start of the five-minute bucket."""
    value: float
    expected: float
    upper: float
    z: float
    surprise: float
    """-log10 of the tail probability."""
    minutes: int
    """For how long the stream has been raised."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that grew: how often now against how often before."""

    text: SafeText
    now: int
    before: float


@dataclass(frozen=True, slots=True)
class Finding:
    """An alert as the detector raises or grows it, before the store gave it an id."""

    episode: str
    """Identity of the episode: findings of one episode are one alert."""
    level: Level
    at: datetime
    text: SafeText
    """A plain sentence in the language of the session that raised it, for alerts without `explanation`."""
    signals: tuple[Signal, ...]
    phrases: tuple[Phrase, ...]
    samples: tuple[int, ...]
    """Ids of at most three messages."""
    flags: tuple[Flag, ...]
    explanation: Explanation | None = None
    """None for a message rule's alert, and for those of older versions."""

    @property
    def carried(self) -> tuple[Flag, ...]:
        """The content that it tells of: flags that came often, and those whose own stream is raised."""
        streams = (signal.stream for signal in self.signals if signal.stream.startswith(FLAG))
        raised = (stream.removeprefix(FLAG) for stream in streams)
        return tuple(dict.fromkeys((*self.flags, *(Flag(name) for name in raised if name in _FLAGS))))

    @property
    def of_rule(self) -> bool:
        """Raised by a message rule, and not by the detector."""
        return self.episode.startswith(RULE)

    @property
    def of_alert_rule(self) -> bool:
        """Raised because an alert rule's count held."""
        return self.episode.startswith(ALERT_RULE)

    @property
    def of_silence(self) -> bool:
        """Raised because nothing came where something is usual."""
        return self.episode.startswith(SILENCE)


@dataclass(frozen=True, slots=True)
class Alert:
    id: int
    finding: Finding
    """The newest of the episode; `finding.level` is the highest reached."""
    opened_at: datetime
    updated_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    verdict: str | None
    """`real`, `false` or `useful`, once a person said so."""
    incident_id: int | None


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One five-minute bucket of one stream, counted by the network's time of each message."""

    stream: str
    bucket_at: datetime
    volume: int
    negatives: int
    reach_negatives: float = 0.0
    """Negatives, each counted log10(10 + people it can have reached or who follow its author): 1 if nobody
    knows, 2 at ninety, 5 at a hundred thousand."""
