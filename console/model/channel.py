"""Channels: what they can do and how they are."""

from dataclasses import dataclass
from datetime import datetime

from console.model.safe import SafeText
from console.model.words import HealthState


@dataclass(frozen=True, slots=True)
class Limit:
    """How a network counts the length of a reply; every bound that is set must hold."""

    graphemes: int | None = None
    utf8_bytes: int | None = None
    characters: int | None = None
    """Unicode code points."""
    url_length: int | None = None
    """Each URL counts as this many characters (Mastodon: 23)."""
    handle_without_domain: bool = False
    """`@user@domain` counts as `@user` (Mastodon)."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do."""

    can_reply: bool = False
    can_dm: bool = False
    safe_resend: bool = False
    """Sending twice with the same key publishes once."""
    can_reconcile: bool = False
    """`find_sent` can look for a reply whose outcome is unknown."""
    limit: Limit = Limit()


@dataclass(frozen=True, slots=True)
class Health:
    """How a channel is, as a person can act on it."""

    channel: str
    state: HealthState
    since: datetime
    detail: SafeText
    """What happened, one sentence."""
    fix: SafeText
    """What to do about it; empty when nothing needs doing."""
    last_message_at: datetime | None = None
    last_contact_at: datetime | None = None
    """When the network last answered at all."""
    lag_seconds: float | None = None
