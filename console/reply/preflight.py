"""What must hold before a reply may go into the outbox."""

from collections.abc import Sequence

from console.errors import InputError, NotAllowed
from console.model.channel import Capabilities
from console.model.outbox import Outgoing
from console.model.words import Kind, OutboxState
from console.playbooks import open_blanks
from console.text import length

_ON_ITS_WAY = frozenset({OutboxState.HELD, OutboxState.SENDING, OutboxState.UNKNOWN})
_KEPT_CONTROLS = "\n\t"


def prepare(text: str) -> str:
    """The text as it will leave: line ends made one, control characters that a paste brought taken out."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in unified if char >= " " or char in _KEPT_CONTROLS)
    return "".join(
        char for char in kept if not "\x7f" <= char <= "\x9f" and not "\ud800" <= char <= "\udfff"
    ).strip()


def check(text: str, kind: Kind, can: Capabilities, earlier: Sequence[Outgoing]) -> None:
    """Refuse a reply that should not leave.

    Args:
        text: The prepared text.
        kind: The kind of the message that is answered.
        can: What the channel can do.
        earlier: The item's replies so far.

    Raises:
        InputError: nothing was written.
        NotAllowed: with the reason and what to do about it.
    """
    if not text:
        raise InputError("the reply is empty", fix="write something, or close the composer with Esc")
    if not (can.can_dm if kind is Kind.DM else can.can_reply):
        what = "DMs" if kind is Kind.DM else "replies"
        raise NotAllowed(
            f"this channel can't send {what}", kept="the draft is kept", fix="answer on the network itself"
        )
    used, limit, unit = length(text, can.limit)
    if limit is not None and used > limit:
        raise NotAllowed(
            f"the reply is {used - limit} {unit} too long ({used} of {limit})",
            kept="the draft is kept",
            fix="shorten it",
        )
    blanks = open_blanks(text)
    if blanks:
        raise NotAllowed(f"a blank is not filled: {{{blanks[0]}}}", kept="the draft is kept", fix="fill it")
    if any(out.text == text and on_its_way(out) for out in earlier):
        raise NotAllowed("the same reply to this thread is on its way already", fix="look at the outbox")


def on_its_way(out: Outgoing) -> bool:
    """Whether it may still be published, or may have been, without anybody doing more about it."""
    return out.state in _ON_ITS_WAY or (out.state is OutboxState.FAILED and out.next_attempt_at is not None)
