"""Sketches of texts: a few numbers that near-identical texts have in common."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SKETCH = 8
"""Hashes kept of a text."""
NONE = np.uint64((1 << 64) - 1)
"""Stands for a hash that a short text has not."""
_WEIGHS_MOST = 9
"""Letters from which a word counts as long."""
_GAPS = (1, 2)
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_SPREAD = np.uint64((1 << 60) - 1)
"""Odd numbers that spread a hash of 32 bits over 60 (multiplicative hashing, Knuth), and those bits."""


def sketches_of(runs: Sequence[Sequence[str]]) -> NDArray[np.uint64]:
    """A row for each run of words: the smallest hashes of its pairs of words (bottom-k, Broder 1997).

    Pairs stand beside each other or one apart: what was put in, left out or renamed leaves most as they were.
    One of long words is chosen before one of short ones, since everybody uses those.
    """
    words = [word for run in runs for word in run]
    sizes = np.fromiter(map(len, runs), np.int64, len(runs))
    owners = np.repeat(np.arange(len(runs)), sizes)
    at = np.arange(len(words)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    numbers = np.fromiter(map(crc32, map(str.encode, words)), np.uint64, len(words))
    weights = np.minimum(np.fromiter(map(len, words), np.uint64, len(words)), np.uint64(_WEIGHS_MOST))
    lefts, rights = numbers * _FIRST & _SPREAD, numbers * _SECOND & _SPREAD
    longest = int(sizes.max(initial=SKETCH))
    found = np.full((len(runs), len(_GAPS) * longest), NONE)
    for place, gap in enumerate(_GAPS):
        paired = np.flatnonzero(owners[gap:] == owners[:-gap])
        hashes = (lefts[paired] ^ rights[paired + gap]) // (weights[paired] * weights[paired + gap])
        found[owners[paired], place * longest + at[paired]] = hashes
    found.sort(axis=1)
    again = found[:, 1:] == found[:, :-1]
    found[:, 1:][again] = NONE
    found.sort(axis=1)
    return found[:, :SKETCH]
