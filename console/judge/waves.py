"""Waves: near-identical messages by many hands, found as they come.

A text is folded (no handles, addresses, emoji, case or punctuation) and cut into pairs of neighbouring words.
The smallest hashes of the pairs are its sketch: two texts that share most of their words share most of it,
whatever was inserted, dropped or renamed (bottom-k sketches, Broder 1997). A table from hash to wave finds
the few waves that are worth comparing, and rapidfuzz decides.

Constant time a message, memory bounded by the window: two tables, the younger becomes the older when it
is full or has grown old, and the older one is forgotten.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from rapidfuzz import fuzz

from console.text import fold

WINDOW = timedelta(hours=48)
"""How long a wave is remembered at most; half of it at least."""
RECALLED = 5_000
"""Messages that are read again after a restart: a third of a second's work."""
Origin = tuple[str, str]
"""Channel and remote id of the message that a wave began with."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SKETCH = 8
"""Hashes kept of a text."""
_BUCKET = 8
"""Newest waves kept for one hash: a turn of phrase that everybody uses leads nowhere."""
_COMPARED = 4
"""Waves that a text is compared with at most."""
_LONGEST = 600
"""Characters that are compared."""
_FEWEST_WORDS = 5
_FEWEST_LETTERS = 20
"""A shorter text ("takk!", "when do you open?") is said by many without one having copied the other."""
_ALIKE = 70.0
"""Similarity, 0 to 100, from which a text of `_LONG` words or more belongs to a wave."""
_ALIKE_SHORT = 84.0
"""The same at the fewest words: a word changed in a short sentence makes another sentence."""
_LONG = 12


@dataclass(slots=True)
class _Wave:
    origin: Origin
    text: str
    """Folded, of the message it began with."""


@dataclass(slots=True)
class _Table:
    began: datetime | None = None
    texts: int = 0
    waves: dict[int, list[_Wave]] = field(default_factory=dict)


class Waves:
    """Says which earlier message a message repeats.

    Deterministic: the same messages in the same order give the same waves. A copy is found if the wave's last
    new wording lies within the window; after that it begins a wave anew.

    Args:
        window: How long a wave is remembered at most; half of it at least.
        most: Messages that are remembered at most; half of them at least.
    """

    def __init__(self, window: timedelta = WINDOW, most: int = 200_000) -> None:
        self._half = window / 2
        self._most = most // 2
        self._young = _Table()
        self._old = _Table()

    def place(self, text: str, origin: Origin, at: datetime) -> Origin | None:
        """The message that this one repeats, perhaps on another channel; None for the first of its kind.

        Args:
            text: As written.
            origin: Channel and remote id of this message.
            at: When it was received, UTC; never earlier than the one before by more than clocks differ.
        """
        words = _WORD.findall(fold(text)[: 2 * _LONGEST])
        bare = " ".join(words)[:_LONGEST]
        if len(words) < _FEWEST_WORDS or len(bare) < _FEWEST_LETTERS:
            return None
        self._turn(at)
        sketch = _sketch(words)
        needed = _needed(len(words))
        wave = self._best(bare, sketch, needed)
        self._young.texts += 1
        # All are compared with the first alone, so that a wave cannot drift from text to text; but each
        # teaches the wave its own words, and one that still rolls stays in the young table.
        self._learn(sketch, wave or _Wave(origin, bare))
        return wave.origin if wave is not None and wave.origin != origin else None

    def _best(self, bare: str, sketch: list[int], needed: float) -> _Wave | None:
        shared: Counter[int] = Counter()
        seen: dict[int, _Wave] = {}
        for number in sketch:
            for table in (self._young, self._old):
                for wave in table.waves.get(number, ()):
                    shared[id(wave)] += 1
                    seen[id(wave)] = wave
        best: _Wave | None = None
        likeness = 0.0
        for key, _ in shared.most_common(_COMPARED):
            score = fuzz.ratio(bare, seen[key].text, score_cutoff=max(needed, likeness))
            if score > likeness:
                best, likeness = seen[key], score
        return best

    def _learn(self, sketch: list[int], wave: _Wave) -> None:
        table = self._young.waves
        for number in sketch:
            bucket = table.setdefault(number, [])
            if not any(known is wave for known in bucket):
                bucket.append(wave)
                if len(bucket) > _BUCKET:
                    del bucket[0]

    def _turn(self, at: datetime) -> None:
        young = self._young
        if young.began is None:
            young.began = at
        elif at - young.began >= self._half or young.texts >= self._most:
            self._old, self._young = young, _Table(began=at)


def _needed(words: int) -> float:
    if words >= _LONG:
        return _ALIKE
    return _ALIKE_SHORT - (_ALIKE_SHORT - _ALIKE) * (words - _FEWEST_WORDS) / (_LONG - _FEWEST_WORDS)


def _sketch(words: list[str]) -> list[int]:
    pairs = {_hash(one, two) for one, two in pairwise(words)}
    return sorted(pairs)[:_SKETCH]


@lru_cache(maxsize=1 << 17)
def _hash(one: str, two: str) -> int:
    return crc32(f"{one} {two}".encode("utf-8", "surrogatepass"))
