"""What the desk tells back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from console.model.channel import Capabilities
from console.model.playbook import Playbook, Statement
from console.model.safe import SafeText

LONGEST_BAND = 168
"""Hours that a chart shows at the most."""
PART = 100
"""Items that an act on many does in one transaction; fewer when a person waits for their turn to write."""
LISTED = 500
"""Acts that are listed at most."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did, in words for the footer, and whether `undo` can take it back."""

    text: str
    undoable: bool
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an act on many items has come, or taking one back."""

    text: str
    """What is done to each, in words."""
    total: int
    done: int = 0
    left: Mapping[str, int] = field(default_factory=dict)
    """What was left alone: why, and how many."""
    act: int | None = None
    """What `undo` takes back; None while nothing was done."""

    @property
    def seen(self) -> int:
        return self.done + sum(self.left.values())


@dataclass(frozen=True, slots=True)
class Rejudged:
    """How far the messages of open items are judged anew."""

    total: int
    taught: int
    """Labels of people that the judge was taught, the same message's counted once."""
    seen: int = 0
    changed: int = 0
    """Messages of which the judge says something else now: another label, number or flag, or doubt."""
    labels: Mapping[str, int] = field(default_factory=dict)
    """Those whose label is another, as `neutral to negative`, and how many."""
    left: Mapping[str, int] = field(default_factory=dict)
    """What was left alone: why, and how many."""


@dataclass(frozen=True, slots=True)
class Act:
    """One of the actor's own acts."""

    id: int
    """What `undo` takes."""
    text: str
    about: SafeText
    """The person whose item or reply it was; empty for several, and where it was about nobody."""
    count: int
    """How many items it still stands for; 1 for an act on one thing."""
    at: datetime
    why_not: str
    """Why it can't be taken back; empty where it can."""


@dataclass(frozen=True, slots=True)
class Band:
    """One bucket of a chart: five minutes with what was expected."""

    bucket_at: datetime
    volume: int
    negatives: int
    expected: float | None
    upper: float | None
    """None while there is too little data."""
    weighed: float = 0.0
    """Negatives by their reach, as `SeriesPoint` counts them."""


@dataclass(frozen=True, slots=True)
class Matched:
    """What an alert rule's filter found, counted over the rule's own window."""

    bands: Sequence[Band]
    """By bucket, oldest first: the window that ends with it, against what was usual and from where the rule
    fires. A share is from 0 to 1."""
    over_at: datetime | None
    """When the alert's episode had ended (UTC); None while it may go on."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a desk in another process must know to answer at once."""

    playbooks: Sequence[Playbook]
    statements: Sequence[Statement]
    abilities: Mapping[str, Capabilities]
    """By channel."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long a reply is in its network's own count."""

    used: int
    limit: int | None
    unit: str
    """`graphemes`, `characters` or `bytes`: whichever bound is tightest now."""

    @property
    def fits(self) -> bool:
        return self.limit is None or self.used <= self.limit
