"""Gate and judge of a batch: what both homes of the judge do."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from console.errors import Refused
from console.model.correction import Lesson
from console.model.message import Earlier, Judged, Message, Quarantined, RawMessage
from console.text import admit, one_line

if TYPE_CHECKING:
    from console.judge import Judge

_log = logging.getLogger(__name__)

PIECE = 25
"""Lessons between which a batch may be judged: tens of milliseconds."""

Sifted = tuple[list[Judged], list[Quarantined]]
"""What may go in, and what is parked with its reason."""


class Judging(Protocol):
    """A judge that does not compute on the event loop. One batch at a time."""

    async def recall(self, earlier: Sequence[Earlier]) -> None:
        """Learn what was judged before, oldest first, so that its waves go on.

        Raises:
            ConfigError: The judge can't work with what is installed.
        """

    async def teach(self, lessons: Sequence[Lesson]) -> None:
        """Judge by what people said as well, all of it in its order; batches are judged meanwhile.

        Raises:
            ProcessLost: The judge ended, and so did the one that took over; the next one learns them.
        """

    async def sift(self, raws: Sequence[RawMessage], channel: str, at: datetime) -> Sifted:
        """Gate and judge a batch that came at `at` (UTC).

        Raises:
            ProcessLost: The judge ended while it had the batch, and so did the one that took over; nothing of
                it was taken.
        """

    async def close(self) -> None: ...


def sift(judge: "Judge", raws: Iterable[RawMessage], channel: str, at: datetime) -> Sifted:
    """Gate and judge a batch. Slow: off the loop."""
    parked: list[Quarantined] = []
    admitted: list[tuple[RawMessage, Message]] = []
    for raw in raws:
        try:
            admitted.append((raw, admit(raw, at)))
        except Refused as refused:
            parked.append(Quarantined(channel, one_line(refused.what), raw.evidence, at, raw.line))
        except Exception as error:
            parked.append(_our_mistake(error, raw, channel, at))
    messages = [message for _, message in admitted]
    try:
        return [*map(Judged, messages, judge.judge_all(messages))], parked
    except Exception:
        # One of them brings out a mistake of ours, which must not stop its channel for ever: find out which.
        judged: list[Judged] = []
        for raw, message in admitted:
            try:
                judged.append(Judged(message, judge.judge(message)))
            except Exception as error:
                parked.append(_our_mistake(error, raw, channel, at))
        return judged, parked


def _our_mistake(error: Exception, raw: RawMessage, channel: str, at: datetime) -> Quarantined:
    _log.error("a message could not be judged", exc_info=error)
    why = one_line(f"it could not be judged ({type(error).__name__}); the log says more")
    return Quarantined(channel, why, raw.evidence, at, raw.line)
