"""Pieces of a word, and where a hashed table keeps them: what language and opinion are both told by.

A word's pieces are itself and its runs of characters, with a space at either end, so that "uken" has
" uke", "uken", "ken " beside " uken ". CRC-32 puts each into one of 2^bits rows: the same on every
machine, and two pieces that share a row are what the weights were trained with.
"""

from functools import cache
from zlib import crc32

WORD_MOST = 30
"""Letters of a word that are looked at."""


def coded(text: str) -> bytes:
    """One byte a character: Latin-1 where it has the letter, a byte of Latin-1's unused ones elsewhere."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return bytes(ord(char) if ord(char) < 256 else 0x80 | (ord(char) & 31) for char in text)


def rows_of(word: str, lengths: tuple[int, ...], bits: int) -> list[int]:
    """Rows of a word's pieces, those of the whole word first; each row once."""
    piece, mask = _between_spaces(word), (1 << bits) - 1
    return list(dict.fromkeys([crc32(piece[cut]) & mask for cut in _cuts(len(piece), lengths)]))


def row_set(word: str, lengths: tuple[int, ...], bits: int) -> set[int]:
    """The same in no order, where rows are but added up."""
    piece, mask = _between_spaces(word), (1 << bits) - 1
    return {crc32(piece[cut]) & mask for cut in _cuts(len(piece), lengths)}


def _between_spaces(word: str) -> bytes:
    return coded(f" {word[:WORD_MOST]} ")


@cache
def _cuts(size: int, lengths: tuple[int, ...]) -> tuple[slice, ...]:
    """Where the pieces of a word of so many bytes lie, the whole first."""
    runs = (slice(at, at + length) for length in lengths for at in range(size - length + 1))
    return (slice(None), *runs)
