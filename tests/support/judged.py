"""Messages as they reach the store: through the gate and judged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from console.model.message import Author, Judged, Judgement, Message
from console.model.safe import SafeText
from console.model.words import Kind, Label

T0 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CHANNEL = "mastodon/@nordbank"

NEUTRAL = Judgement(
    lang="en",
    compound=0.0,
    label=Label.NEUTRAL,
    unsure=False,
    flags=(),
    reasons=(),
    scorer="test-1",
    priority=100,
    priority_reasons=(),
)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def judged(remote_id: str, seconds: float = 0, **changes: object) -> Judged:
    """A message written `seconds` after T0; `changes` are fields of the message or of its judgement."""
    handle = str(changes.pop("handle", "@ola"))
    text = SafeText(str(changes.pop("text", f"text of {remote_id}")))
    message = Message(
        network="mastodon",
        channel=CHANNEL,
        remote_id=remote_id,
        kind=Kind.MENTION,
        author=Author(f"id-{handle}", SafeText(handle), SafeText(handle.title())),
        text=text,
        created_at=at(seconds),
        received_at=at(seconds + 1),
        evidence=f"raw of {remote_id}: {text}",
    )
    judgement = NEUTRAL
    for name, value in changes.items():
        if name in Judgement.__dataclass_fields__ and name != "lang":
            judgement = replace(judgement, **{name: value})
        elif name == "lang_found":
            judgement = replace(judgement, lang=value)
        else:
            message = replace(message, **{name: value})
    return Judged(message, judgement)


def edited(old: Judged, seconds: float, text: str, **changes: object) -> Judged:
    """The same message with another text, edited `seconds` after T0."""
    message = replace(old.message, text=SafeText(text), edited_at=at(seconds), evidence=f"raw: {text}")
    return Judged(message, replace(old.judgement, **changes))


def deleted(old: Judged, *, text: str = "") -> Judged:
    return replace(old, message=replace(old.message, text=SafeText(text), deleted=True, evidence=""))
