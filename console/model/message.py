"""A message on its way in: raw, through the gate, judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.model.safe import SafeText
from console.model.words import Flag, Kind, Label


@dataclass(frozen=True, slots=True)
class RawMessage:
    """What a connector yields: untrusted, in the shape of the ingest contract.

    `fields` has the keys of `beredt ingest` (`network, channel, id, kind, author{id, handle, name?,
    followers?, created_at?}, text, created_at, thread_id?, parent_id?, lang?, reach?, url?, edited_at?,
    deleted?`) and two that only connectors set: `ours` (bool: our own account wrote it) and `context` (str
    to str: what the connector needs later to answer it, such as visibility or content hashes).
    """

    fields: Mapping[str, object]
    evidence: str = ""
    """The original as received, kept for evidence and never shown."""
    line: int | None = None
    """The line it was read from, counted from 1, so that a refusal can name it."""


@dataclass(frozen=True, slots=True)
class Author:
    id: str
    """The network's own id: an identity, not for display."""
    handle: SafeText
    name: SafeText
    followers: int | None = None
    created_at: datetime | None = None
    """When the account was made (UTC), if the network tells; its word, not a proof."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that passed the gate. Identity is `(channel, remote_id)`. Times are UTC."""

    network: str
    channel: str
    """One account of ours on one network, such as `mastodon/@nordbank`."""
    remote_id: str
    kind: Kind
    author: Author
    text: SafeText
    created_at: datetime
    """The network's time; one that lies in the future is clamped to `received_at`."""
    received_at: datetime
    thread_id: str | None = None
    parent_id: str | None = None
    lang: str | None = None
    """What the network claims, not what the judge found."""
    reach: int | None = None
    """How many people it can have reached, if the network says."""
    url: SafeText | None = None
    edited_at: datetime | None = None
    deleted: bool = False
    ours: bool = False
    context: Mapping[str, str] = field(default_factory=dict)
    evidence: str = ""

    @property
    def people(self) -> int:
        """How many it can have reached, or who follow its author; 0 if nobody says."""
        return max(self.reach or 0, self.author.followers or 0)


@dataclass(frozen=True, slots=True)
class Weighed:
    """One piece of an explanation: the words, and how much they weighed."""

    text: SafeText
    weight: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the judge found in one message, with its reasons."""

    lang: str | None
    """ISO 639-1 code (`no` covers nb and nn), or None if unknown."""
    compound: float
    """Sentiment from -1 to 1; 0.0 when unsure for lack of evidence."""
    label: Label
    unsure: bool
    flags: tuple[Flag, ...]
    reasons: tuple[Weighed, ...]
    """The words behind the sentiment and the flags."""
    scorer: str
    """Name and version of what scored it, such as `vader-3.3.2`."""
    priority: int
    """Additive points, 0 to 999; higher is more urgent."""
    priority_reasons: tuple[Weighed, ...]
    """The parts of `priority`; their weights add up to it."""
    repeats: tuple[str, str] | None = None
    """Channel and remote id of the message that this one nearly repeats: the first of its wave."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A message from outside as the judge needs it to know it again."""

    channel: str
    remote_id: str
    text: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    message: Message
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One raw message that could not be admitted, kept with its reason."""

    channel: str
    reason: SafeText
    evidence: str
    received_at: datetime
    line: int | None = None
    """The line of the file it came from, counted from 1."""
