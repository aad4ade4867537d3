"""Closed vocabularies, spelled as they appear in the database, on the command line and in files."""

from enum import StrEnum


class Kind(StrEnum):
    """What came in."""

    COMMENT = "comment"
    DM = "dm"
    MENTION = "mention"
    REPLY = "reply"
    REVIEW = "review"


class State(StrEnum):
    """Where an item stands in the queue."""

    NEW = "new"
    PENDING = "pending"
    """We answered and wait for them."""
    SNOOZED = "snoozed"
    DONE = "done"


class Reason(StrEnum):
    """Why an item was closed without an answer (after the US Air Force response chart, but for `muted`)."""

    TROLL = "troll"
    RAGER = "rager"
    MISGUIDED = "misguided"
    UNHAPPY_RESTORED = "unhappy-restored"
    SPAM = "spam"
    OUT_OF_SCOPE = "out-of-scope"
    MUTED = "muted"
    """A rule closed it; no person has looked."""


class PersonMark(StrEnum):
    """What a colleague must know of a person before reading on."""

    VIP = "vip"
    TROLL = "troll"


class Promised(StrEnum):
    """What an item's clocks run for."""

    FIRST = "first"
    """Our first answer in a thread."""
    NEXT = "next"
    """Each answer after it."""
    RESOLUTION = "resolution"
    """That the item is done."""


class ClockStep(StrEnum):
    """How far a clock has come."""

    RUNNING = "running"
    WARNED = "warned"
    """It is due soon, and that was told."""
    MISSED = "missed"


class Label(StrEnum):
    """The sentiment of a message."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Flag(StrEnum):
    """Content that counts alone, however few say it."""

    SAFETY = "safety"
    DATA = "data"
    TAKEOVER = "takeover"
    THREAT = "threat"
    SELF_HARM = "self-harm"
    MINORS = "minors"
    LEGAL = "legal"
    PRESS = "press"
    OUTAGE = "outage"
    BOYCOTT = "boycott"
    DISCRIMINATION = "discrimination"


class Level(StrEnum):
    """How far an alert has grown."""

    WATCH = "watch"
    WARNING = "warning"
    CRISIS = "crisis"
    """A crisis candidate: volume and content evidence together."""


RISING = tuple(Level)
"""From the least to the gravest."""


class Severity(StrEnum):
    """What a person declared, highest first."""

    SEV1 = "SEV-1"
    SEV2 = "SEV-2"
    SEV3 = "SEV-3"
    SEV4 = "SEV-4"
    SEV5 = "SEV-5"


class IncidentStatus(StrEnum):
    ACTIVE = "active"
    STABLE = "stable"
    CLOSED = "closed"


class Role(StrEnum):
    """Who does a step of a playbook or holds a part of an incident."""

    LEAD = "lead"
    DEPUTY = "deputy"
    SCRIBE = "scribe"
    OPERATOR = "operator"
    VOICE = "voice"
    LEGAL = "legal"
    EXECUTIVE = "executive"
    EXPERT = "expert"


class OutboxState(StrEnum):
    """One reply's way out."""

    HELD = "held"
    """In its hold window; can still be cancelled."""
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """The network refused, or never got it; nothing was published."""
    UNKNOWN = "unknown"
    """It may or may not have been published; a person decides after reconciliation could not."""
    CANCELLED = "cancelled"


class StepState(StrEnum):
    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    SKIPPED = "skipped"
    BLOCKED = "blocked"


class HealthState(StrEnum):
    """How a channel is."""

    STARTING = "starting"
    OK = "ok"
    BEHIND = "behind"
    """Catching up: what is shown is older than it should be."""
    LIMITED = "limited"
    """The network told us to wait."""
    SILENT = "silent"
    """Nothing was heard where something was expected."""
    UNREACHABLE = "unreachable"
    AUTH = "auth"
    """The token is missing, expired or refused."""
    BROKEN = "broken"
    STOPPED = "stopped"
