"""Replies on their way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from console.model.safe import SafeText
from console.model.words import Kind, OutboxState


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One reply, exactly as it will leave."""

    id: int
    item_id: int
    channel: str
    to_remote_id: str
    """The message that is answered."""
    to_kind: Kind
    to_handle: SafeText
    thread_id: str | None
    context: Mapping[str, str]
    """The answered message's `context`, for the connector."""
    text: str
    key: str
    """Idempotency key: 32 hex digits, chosen once when the reply was written."""
    actor: str
    created_at: datetime
    hold_until: datetime
    state: OutboxState
    attempts: int = 0
    next_attempt_at: datetime | None = None
    error: SafeText | None = None
    remote_id: str | None = None
    url: SafeText | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The network's word that a reply is published."""

    remote_id: str
    url: str | None = None
    at: datetime | None = None
