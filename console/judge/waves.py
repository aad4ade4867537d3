"""Waves: near-identical messages by many hands, found as they come.

Each wording is kept for a while with a sketch of it (`wording`), and a table leads from the hashes of the
sketch to the newest wordings that had them. A text is compared with the few that share most of its sketch:
a copy of a copy is found too, however far it is from the first.

Constant time a message, memory bounded: the oldest wording makes room for the newest.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from console.judge.settings import WINDOW
from console.judge.sketch import NONE, SKETCH, sketches_of
from console.judge.wording import changed, related, words_of

Origin = tuple[str, str]
"""Channel and remote id of the message that a wave began with."""
Said = tuple[str, Origin, datetime]
"""A text as written, channel and remote id of its message, and when that was received, UTC."""
Spots = Sequence[tuple[int, int]]
"""Where each hash of a sketch stands in the table, and the mark that tells it from others there."""

_FEWEST_WORDS = 5
_FEWEST_LETTERS = 20
"""A shorter text ("takk!", "when?") is said by many without one having copied the other."""
_SLOTS = 4
"""Newest wordings kept for one hash: a turn of phrase that everybody uses leads nowhere."""
_COMPARED = 6
"""Wordings that a text is compared with at most."""
_AS_CLOSE = 8
"""Letters by which the oldest wave may be farther from a text than the nearest, and still have it."""
_MANY = 1 << 40
"""Wordings that a slot can number; its other bits hold a part of the hash."""


@dataclass(slots=True)
class _Wording:
    number: int
    """Counted from 1 in order of arrival."""
    text: bytes
    """In UTF-8, which is small in every script."""
    origin: Origin
    at: float
    """When it was last said, POSIX time."""
    first: "_Wording | None"
    """That its wave began with; None if it is that itself."""


class Waves:
    """Says which earlier message a message repeats.

    Deterministic: the same messages in the same order give the same waves. A copy is found if a wording like
    it lies within the window; after that it begins a wave anew.

    Args:
        window: How long a wording is remembered after it was last said.
        most: Wordings that are remembered at most.
    """

    def __init__(self, window: timedelta = WINDOW, most: int = 65_536) -> None:
        self._window = window.total_seconds()
        self._most = most
        self._known: list[_Wording] = []
        self._next = 1
        bits = (most * SKETCH // _SLOTS).bit_length()
        self._rows = (1 << bits) - 1
        self._table = array("Q", bytes(8 * _SLOTS << bits))

    def place_all(self, said: Sequence[Said]) -> list[Origin | None]:
        """The message that each repeats, perhaps on another channel; None for the first of its kind.

        Args:
            said: In order; none earlier than the one before by more than clocks differ.
        """
        runs = [words_of(text) for text, _, _ in said]
        bare = [*map(" ".join, runs)]
        told = [
            place
            for place, words in enumerate(runs)
            if len(words) >= _FEWEST_WORDS and len(bare[place]) >= _FEWEST_LETTERS
        ]
        found: list[Origin | None] = [None] * len(said)
        for place, spots in zip(told, self._spots([runs[place] for place in told]), strict=True):
            _, origin, at = said[place]
            found[place] = self._place(bare[place], spots, origin, at.timestamp())
        return found

    def _place(self, bare: str, spots: Spots, origin: Origin, now: float) -> Origin | None:
        near = self._near(spots, now)
        written = bare.encode()
        same = next((known for known in near if known.text == written), None)
        first = (same.first or same) if same is not None else _oldest(bare, near)
        if same is not None:
            same.at = now
        # What is said again and again is learnt anew before it makes room.
        if same is None or same.number <= self._next - self._most // 2:
            self._learn(_Wording(self._next, written, origin, now, first), spots)
        return first.origin if first is not None and first.origin != origin else None

    def _spots(self, runs: Sequence[Sequence[str]]) -> Iterator[Spots]:
        sketches = sketches_of(runs)
        sizes = (sketches != NONE).sum(axis=1).tolist()
        rows = ((sketches & np.uint64(self._rows)) * np.uint64(_SLOTS)).tolist()
        marks = ((sketches >> np.uint64(20)) % np.uint64(1 << 24) * np.uint64(_MANY)).tolist()
        for size, of_text, marked in zip(sizes, rows, marks, strict=True):
            yield [*zip(of_text[:size], marked[:size], strict=True)]

    def _near(self, spots: Spots, now: float) -> list[_Wording]:
        """Those that share most of a sketch, of the like the older first."""
        table = self._table
        numbers = [
            wording
            for row, mark in spots
            for slot in table[row : row + _SLOTS]
            if (wording := slot ^ mark) < _MANY
        ]
        if not numbers:
            return []
        forgotten = self._next - self._most
        shared = Counter(numbers).items()
        most = sorted((-times, number) for number, times in shared if number >= forgotten)[:_COMPARED]
        known = [self._known[number % self._most - 1] for _, number in most]
        return [one for one in known if now - one.at <= self._window]

    def _learn(self, wording: _Wording, spots: Spots) -> None:
        if len(self._known) < self._most:
            self._known.append(wording)
        else:
            self._known[wording.number % self._most - 1] = wording
        self._next += 1
        table, number = self._table, wording.number
        for row, mark in spots:
            table[row + 1 : row + _SLOTS] = table[row : row + _SLOTS - 1]
            table[row] = mark | number


def _oldest(text: str, near: list[_Wording]) -> _Wording | None:
    """The first of the oldest wave that a text belongs to, unless it is clearly closer to another."""
    found: list[tuple[int, _Wording]] = []
    for known in near:
        first = known.first or known
        letters = changed(known.text.decode(), text)
        if letters is not None and (first is known or related(first.text.decode(), text)):
            found.append((letters, first))
    limit = min((letters for letters, _ in found), default=0) + _AS_CLOSE
    return min(
        (first for letters, first in found if letters <= limit), key=lambda one: one.number, default=None
    )
