"""The gate: everything untrusted passes here on its way in, and nothing else makes a `SafeText` of data."""

from console.text.admit import admit
from console.text.cells import csv_cell
from console.text.gate import clean, is_latin, one_line
from console.text.hosts import disguised, host_of
from console.text.keys import fold, handle_key, name_key
from console.text.lines import parse_line
from console.text.measure import graphemes, length

__all__ = [
    "admit",
    "clean",
    "csv_cell",
    "disguised",
    "fold",
    "graphemes",
    "handle_key",
    "host_of",
    "is_latin",
    "length",
    "name_key",
    "one_line",
    "parse_line",
]
