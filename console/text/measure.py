"""How long a text is, in the units of each network."""

import re
from functools import cache
from typing import TYPE_CHECKING

from console.model.channel import Limit

if TYPE_CHECKING:
    from regex import Pattern

_URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,:;!?'()\[\]{}…]", re.IGNORECASE)
_REMOTE_HANDLE = re.compile(r"(?<![=/\w])(@\w(?:[\w.-]*\w)?)@[\w.-]*\w")


def graphemes(text: str) -> int:
    """Count extended grapheme clusters (UAX 29): what a reader calls characters."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    return sum(1 for _ in _cluster().finditer(text))


def length(text: str, limit: Limit) -> tuple[int, int | None, str]:
    """Measure a reply against a network's limit.

    Returns:
        What is used, what is allowed (None without a bound) and the unit (`graphemes`, `characters` or
        `bytes`) of the bound that is tightest: the one that is filled to the largest part.
    """
    counted = text
    if limit.url_length is not None:
        counted = _URL.sub("x" * limit.url_length, counted)
    if limit.handle_without_domain:
        counted = _REMOTE_HANDLE.sub(r"\1", counted)
    bounds: list[tuple[int, int | None, str]] = []
    if limit.graphemes is not None:
        bounds.append((graphemes(counted), limit.graphemes, "graphemes"))
    if limit.characters is not None:
        bounds.append((len(counted), limit.characters, "characters"))
    if limit.utf8_bytes is not None:
        # What is sent is counted here, not what a URL stands for.
        bounds.append((len(text.encode("utf-8", "replace")), limit.utf8_bytes, "bytes"))
    if not bounds:
        return graphemes(counted), None, "graphemes"
    return max(bounds, key=lambda bound: bound[0] / max(1, bound[1] or 1))


@cache
def _cluster() -> "Pattern[str]":
    import regex

    return regex.compile(r"\X")
