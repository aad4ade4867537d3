"""What one request brought: its messages, its mistakes, and whether the store has them."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from console.connectors.feed import BATCH_ROWS, Feed, quarantine, to_raw
from console.connectors.lines import LineSplitter
from console.connectors.protocol import Batch
from console.errors import Refused
from console.model.message import Quarantined, RawMessage
from console.text import admit, parse_line

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request's body, read."""

    messages: tuple[RawMessage, ...]
    rejected: tuple[Quarantined, ...]
    readable: bool = True
    """False if the body as a whole is no JSON."""

    def report(self) -> dict[str, object]:
        """The answer's body: counts, and the first reasons by position (from 1) in the request."""
        reasons = [{"message": bad.line, "reason": bad.reason} for bad in self.rejected[:_SHOWN]]
        return {"accepted": len(self.messages), "rejected": len(self.rejected), "reasons": reasons}

    def batches(self) -> Iterator[Batch]:
        for start in range(0, max(len(self.messages), len(self.rejected), 1), BATCH_ROWS):
            part = slice(start, start + BATCH_ROWS)
            yield Batch(self.messages[part], rejected=self.rejected[part])


def read(body: bytes, feed: Feed, at: datetime, *, lines: bool) -> Delivery:
    """One object, a list of objects, or JSON lines.

    Every part passes the gate once already here, so that the sender can be told at once what was refused.

    Args:
        lines: The sender says that it is JSON lines.
    """
    try:
        parts = list(_lines(body) if lines else _document(body))
    except Refused as refusal:
        return Delivery((), (quarantine(feed, refusal.what, body, at, None),), readable=False)
    messages: list[RawMessage] = []
    rejected: list[Quarantined] = []
    for number, part in parts:
        try:
            raw = to_raw(parse_line(part), feed, part.decode(errors="backslashreplace"), number)
            admit(raw, at)
        except Refused as refusal:
            rejected.append(quarantine(feed, refusal.what, part, at, number))
        else:
            messages.append(raw)
    return Delivery(tuple(messages), tuple(rejected))


def _lines(body: bytes) -> Iterator[tuple[int, bytes]]:
    splitter = LineSplitter()
    for line in [*splitter.feed(body), *splitter.flush()]:
        yield line.number, line.data


def _document(body: bytes) -> Iterator[tuple[int, bytes]]:
    if not body.lstrip().startswith(b"["):
        # Refused here, the body is unreadable; refused for its content, the message is.
        parse_line(body)
        yield 1, body
        return
    try:
        items = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused("the body is not valid JSON") from None
    for number, item in enumerate(items, start=1):
        # Written out again, each item is read as strictly as a line, and is its own evidence.
        yield number, json.dumps(item).encode()


def joined(batches: Sequence[Batch]) -> Iterator[Batch]:
    """As few batches as hold all of them; each hears what became of its part."""
    messages = [raw for batch in batches for raw in batch.messages]
    rejected = [bad for batch in batches for bad in batch.rejected]
    if len(messages) > BATCH_ROWS or len(rejected) > BATCH_ROWS:
        yield from batches
        return

    def committed(error: BaseException | None) -> None:
        for batch in batches:
            batch.committed(error)

    yield Batch(tuple(messages), rejected=tuple(rejected), committed=committed)


class Receipt:
    """Waits for the store's word on all batches of one delivery."""

    def __init__(self, delivery: Delivery) -> None:
        self._outcome: asyncio.Future[BaseException | None] = asyncio.get_running_loop().create_future()
        self.batches = tuple(replace(batch, committed=self._committed) for batch in delivery.batches())
        self._open = len(self.batches)

    async def wait(self) -> BaseException | None:
        """None once everything is durable, or the first error."""
        return await asyncio.shield(self._outcome)

    def _committed(self, error: BaseException | None) -> None:
        self._open -= 1
        if not self._outcome.done() and (error is not None or not self._open):
            self._outcome.set_result(error)
