"""Words that the configuration has us watch, found in a text as whole words."""

import re
from collections.abc import Iterable
from functools import lru_cache


class Watched:
    """Finds the words in a text, whatever their case; a word may be a phrase, and `*` may end it.

    Args:
        words: As configured.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words = tuple(dict.fromkeys(" ".join(word.lower().split()) for word in words if word.strip()))
        each = [_pattern(word) for word in self.words]
        self._any = re.compile("|".join(each)) if each else None
        self._each = [(word, re.compile(pattern)) for word, pattern in zip(self.words, each, strict=True)]

    def found(self, text: str) -> list[str]:
        """The watched words that the text holds, each once, in the order of the configuration."""
        lowered = text.lower()
        if self._any is None or self._any.search(lowered) is None:
            return []
        return [word for word, pattern in self._each if pattern.search(lowered)]


@lru_cache(maxsize=256)
def _pattern(word: str) -> str:
    stem, star = (word[:-1], r"\w*") if word.endswith("*") else (word, "")
    inner = r"\s+".join(re.escape(part) for part in stem.split())
    return rf"(?<!\w){inner}{star}(?!\w)"
