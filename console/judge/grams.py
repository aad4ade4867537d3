"""Pieces of a word, and where a hashed table keeps them: what language and opinion are both told by.

A word's pieces are itself and its runs of characters, with a space at either end, so that "uken" has
" uke", "uken", "ken " beside " uken ". CRC-32 puts each into one of 2^bits rows: the same on every
machine, and two pieces that share a row are what the weights were trained with.
"""

from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
WORD_MOST = 30
"""Letters of a word that are looked at."""
_BEGIN = np.uint32(0xFFFFFFFF)
"""What CRC-32 begins with, and what its remainder is turned by in the end."""
_BYTE = np.uint32(8)
_REMAINDERS = np.array([crc32(bytes([byte ^ 0xFF])) ^ 0xFF000000 for byte in range(256)], np.uint32)
"""CRC-32's table of a byte's remainder."""
_SPREADS, _SLOT_BITS = np.uint32(2_654_435_761), 17
"""An odd number that spreads numbers over 32 bits (Knuth's multiplicative hashing); how many tell a slot."""
_BETWEEN = "\n"
"""Stands between two words: no word has it."""


class Pieces(NamedTuple):
    """The rows of several words, one word after another, each row once a word."""

    rows: Ints
    starts: Ints
    """Where the rows of each word begin."""


def coded(text: str) -> bytes:
    """One byte a character: Latin-1 where it has the letter, a byte of Latin-1's unused ones elsewhere."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        chars = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        return np.where(chars < 256, chars, 0x80 | (chars & 31)).astype(np.uint8).tobytes()


def rows_of(word: str, lengths: Sequence[int], bits: int) -> list[int]:
    """Rows of a word's pieces, those of the whole word first; each row once."""
    piece, mask = coded(f" {word[:WORD_MOST]} "), (1 << bits) - 1
    cuts = [(at, at + length) for length in lengths for at in range(len(piece) - length + 1)]
    return list(dict.fromkeys([crc32(piece) & mask, *(crc32(piece[a:b]) & mask for a, b in cuts)]))


def pieces_of(words: Sequence[str], lengths: Sequence[int], bits: int) -> Pieces:
    """The rows of many words at once, at least one word; those of each in no order.

    A step of CRC-32 is taken for all characters of all words together, a length after another.
    """
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    if sizes.max() > WORD_MOST:
        words = [word[:WORD_MOST] for word in words]
        sizes = np.minimum(sizes, WORD_MOST)
    data = coded(f" {f' {_BETWEEN} '.join(words)} {_BETWEEN}")
    chars = np.frombuffer(data, np.uint8)
    within = np.repeat(np.arange(len(words)), sizes + 3)
    afters = np.cumsum(sizes + 3)
    left = (afters - 1)[within] - np.arange(len(chars))
    keys = np.empty((len(chars), len(lengths) + 1), np.int64)
    there = np.zeros(keys.shape, bool)
    state: NDArray[np.uint32] = np.full(len(chars), _BEGIN)
    for length in range(1, max(lengths) + 1):
        state = state[: len(chars) - length + 1]
        state = _REMAINDERS.take(state.astype(np.uint8) ^ chars[length - 1 :]) ^ (state >> _BYTE)
        if length in lengths:
            column = lengths.index(length)
            keys[: len(state), column] = state ^ _BEGIN
            there[:, column] = left >= length
    keys[afters - 1, -1] = np.fromiter(map(crc32, data.split(_BETWEEN.encode())[:-1]), np.int64, len(words))
    there[afters - 1, -1] = True
    at = np.flatnonzero(there)
    owners = within.take(at // there.shape[1])
    rows = keys.ravel().take(at) & ((1 << bits) - 1)
    fresh = _first_of_each(owners << bits | rows)
    return Pieces(rows.take(fresh), np.flatnonzero(np.diff(owners.take(fresh), prepend=-1)))


def _first_of_each(keys: Ints) -> Ints:
    """Where each number stands, once each, in order.

    Each writes its place into a slot, and most find it there again; sorting them would take thrice as long.
    """
    places = np.arange(len(keys), dtype=np.int32)
    slots = (keys.astype(np.uint32) * _SPREADS) >> (32 - _SLOT_BITS)
    held = np.empty(1 << _SLOT_BITS, np.int32)
    held[slots] = places
    holder = held.take(slots)
    fresh = holder == places
    lost = np.flatnonzero(keys != keys.take(holder))
    if len(lost):
        fresh[lost[np.unique(keys.take(lost), return_index=True)[1]]] = True
    return np.flatnonzero(fresh)
