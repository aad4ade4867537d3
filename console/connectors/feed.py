"""From one JSON object of the ingest contract to a raw message, for every source that speaks it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from console.connectors.lines import KEPT, Line
from console.connectors.protocol import Batch
from console.errors import Refused
from console.model.message import Quarantined, RawMessage
from console.text import one_line, parse_line

BATCH_ROWS = 100
BATCH_BYTES = 4 << 20
_CONNECTORS_ONLY = ("ours", "context")


@dataclass(frozen=True, slots=True)
class Feed:
    """Who speaks."""

    channel: str
    """Given to messages that name no channel themselves."""
    network: str
    reserved: frozenset[str] = frozenset()
    """Channels with a connector of their own: a feed may not speak in their name, or a reply to what it
    forged would be published there."""


def to_raw(fields: dict[str, object], feed: Feed, evidence: str, line: int | None = None) -> RawMessage:
    """Fill in what the feed knows and drop what a feed may not say.

    Raises:
        Refused: the object speaks for a channel that is not the feed's.
    """
    kept = {name: value for name, value in fields.items() if name not in _CONNECTORS_ONLY}
    network = kept.setdefault("network", feed.network)
    channel = kept.setdefault("channel", feed.channel.partition("/")[2])
    if isinstance(network, str) and isinstance(channel, str):
        full = _full_name(network, channel)
        if full != feed.channel and full in feed.reserved:
            raise Refused(f"channel {one_line(full)} has a connector of its own")
    return RawMessage(kept, evidence, line)


def _full_name(network: str, channel: str) -> str:
    """The channel as the gate will name it."""
    network = network.lower()
    name = channel[len(network) + 1 :] if channel.lower().startswith(f"{network}/") else channel
    return f"{network}/@{name.removeprefix('@')}"


def read_line(line: Line, feed: Feed) -> RawMessage:
    """Raises Refused, with the reason alone: the number stands in `line`."""
    if line.oversize:
        raise Refused(f"line of {line.size} bytes is longer than allowed")
    return to_raw(parse_line(line.data), feed, line.data.decode(errors="backslashreplace"), line.number)


def quarantine(feed: Feed, reason: str, data: bytes, at: datetime, line: int | None) -> Quarantined:
    evidence = data[:KEPT].decode(errors="backslashreplace")
    return Quarantined(feed.channel, one_line(reason), evidence, at, line)


def pack(lines: Iterable[Line], feed: Feed, at: datetime) -> Iterator[tuple[Batch, Line]]:
    """Group lines into batches that are bounded in rows and bytes; with each goes its last line."""
    messages: list[RawMessage] = []
    rejected: list[Quarantined] = []
    size = 0
    last: Line | None = None
    for line in lines:
        if last is not None and (
            len(messages) + len(rejected) >= BATCH_ROWS or size + len(line.data) > BATCH_BYTES
        ):
            yield Batch(tuple(messages), rejected=tuple(rejected)), last
            messages, rejected, size = [], [], 0
        try:
            messages.append(read_line(line, feed))
        except Refused as refusal:
            rejected.append(quarantine(feed, refusal.what, line.data, at, line.number))
        size += len(line.data)
        last = line
    if last is not None:
        yield Batch(tuple(messages), rejected=tuple(rejected)), last
