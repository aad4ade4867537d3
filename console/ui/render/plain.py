"""Our own texts and signs in ASCII, for terminals and fonts that have nothing else."""

_SIGNS = {
    "…": ".", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "·": "-",
    "→": ">", "←": "<", "↑": "^", "↓": "v", "×": "x", "╌": "-", "─": "-", "│": "|", "•": "*",
    "\u00a0": " ", "\u202f": " ",
}  # fmt: skip
_SAME_WIDTH = str.maketrans(_SIGNS)
_SPELT = str.maketrans(
    _SIGNS | {"…": "...", "→": "->", "æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ö": "oe", "ä": "ae"}
    | {"Æ": "AE", "Ø": "OE", "Å": "AA", "É": "E", "ò": "o", "ô": "o", "ü": "ue"}
)  # fmt: skip


def spelt(text: str) -> str:
    """A text of ours as it is written where there are no such letters: æ, ø and å as ae, oe and aa."""
    return text if text.isascii() else text.translate(_SPELT)


def same_width(text: str) -> str:
    """The signs that a drawn line holds, each replaced by one of the same width; letters stay."""
    return text if text.isascii() else text.translate(_SAME_WIDTH)
