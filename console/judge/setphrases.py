"""Set phrases whose words say the opposite of what they mean together: "not bad", "pas mal", "no good".

Rules and lexicons know them, but a model that adds up words hears the words. So it is not given them: what
they mean is what the rules say of them, and the model hears the rest of the text.
"""

import re
from collections.abc import Sequence

from console.judge.wordfiles import lines_of

VERSION = 1
"""Kept with every score that rests on one."""
FILE = "phrases.txt"
_END = r"(?=\s*(?:$|[.,;:!?)…\n–—]|[^\w\s'’\"#@]))"


class SetPhrases:
    """Those of all languages, read once from `data/phrases.txt`.

    Raises:
        ValueError: With file and line, if a line cannot be understood.
    """

    def __init__(self) -> None:
        told: dict[str, list[str]] = {}
        after: dict[str, list[str]] = {}
        keys: dict[str, list[str]] = {}
        for number, line in lines_of(FILE):
            lang, kind, *words = line.split()
            if kind not in (":", "before") or not words:
                raise ValueError(f"{FILE}, line {number}: expected a language, `:` or `before`, and words")
            if kind == "before":
                after.setdefault(lang, []).extend(words)
            else:
                told.setdefault(lang, []).append(_pattern(words))
                keys.setdefault(lang, []).extend(words[_last(words)].split("|"))
        self._keys = {lang: frozenset(found) for lang, found in keys.items()}
        """Of each phrase the last word that must be there: looked for first, since most texts have none."""
        self._patterns = {
            lang: re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w){_followed(after.get(lang, []))}", re.I)
            for lang, found in told.items()
        }

    def parted(self, lang: str, text: str, parts: Sequence[tuple[str, float]]) -> tuple[str, tuple[str, ...]]:
        """The text without its set phrases, and these as written; the text itself where there is none.

        Args:
            lang: As the score's.
            text: Masked.
            parts: What the rules found in it: a phrase that they do not know weighs nothing.
        """
        keys = self._keys.get(lang)
        if keys is None or all(keys.isdisjoint(words.lower().split()) for words, _ in parts):
            return text, ()
        pattern = self._patterns[lang]
        if pattern.search(text) is None:
            return text, ()
        return pattern.sub(" ", text), tuple(found[0] for found in pattern.finditer(text))


def _pattern(words: list[str]) -> str:
    """`not so|too? bad` with `|` between alternatives and `?` behind what may be left out."""
    last, found = _last(words), ""
    for place, word in enumerate(words):
        several = "|".join(re.escape(one).replace("'", "['’]") for one in word.rstrip("?").split("|"))
        if place < last:
            found += rf"(?:(?:{several})\s+){'?' if word.endswith('?') else ''}"
        else:
            found += f"(?:{several})" if place == last else rf"(?:\s+(?:{several}))?"
    return found


def _last(words: list[str]) -> int:
    """The place of the last word that must be there."""
    return max(place for place, word in enumerate(words) if not word.endswith("?"))


def _followed(words: list[str]) -> str:
    """It must be a statement of its own: "not bad luck" is about luck."""
    several = "|".join(map(re.escape, words))
    return rf"(?:{_END}|(?=\s+(?:{several})(?!\w)))" if several else _END
