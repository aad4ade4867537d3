"""Our own texts and signs in ASCII, for terminals and fonts that have nothing else."""

import re

_SIGNS = {
    "…": "~", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "·": "-",
    "→": ">", "←": "<", "↑": "^", "↓": "v", "×": "x", "╌": "-", "─": "-", "│": "|", "•": "*",
    "\u00a0": " ", "\u202f": " ",
}  # fmt: skip
_QUOTED = re.compile(r"“[^”]*”|«[^»]*»")
_SAME_WIDTH = str.maketrans(_SIGNS)
_SPELT = str.maketrans(
    _SIGNS | {"…": "...", "→": "->", "æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ö": "oe", "ä": "ae"}
    | {"Æ": "AE", "Ø": "OE", "Å": "AA", "É": "E", "ò": "o", "ô": "o", "ü": "ue"}
)  # fmt: skip


def spelt(text: str) -> str:
    """A text of ours as it is written where there are no such letters: æ, ø and å as ae, oe and aa."""
    return text if text.isascii() else text.translate(_SPELT)


def spelt_around(text: str) -> str:
    """A sentence of ours as `spelt`, with the letters of what it quotes as they were written."""
    if text.isascii():
        return text
    pieces, at = [], 0
    for quoted in _QUOTED.finditer(text):
        pieces += [spelt(text[at : quoted.start()]), same_width(quoted[0])]
        at = quoted.end()
    return "".join((*pieces, spelt(text[at:])))


def same_width(text: str) -> str:
    """The signs that a drawn line holds, each replaced by one of the same width; letters stay."""
    return text if text.isascii() else text.translate(_SAME_WIDTH)
