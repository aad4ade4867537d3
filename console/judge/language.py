"""Which language a message is in: its script, then its words, then what is known about its author.

Short social texts fool every identifier. So the text gives each language a probability; the network's claim,
the author's last language and the brand's own move it, much where the text says little and not at all where
it says enough; and where nothing is likely, the answer is "unknown".
"""

import math
import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

from console.judge.finding import Finder
from console.judge.tongues import Tongues

_WORD = Finder(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LATIN_END = "\u024f"
_SCRIPTS = (
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("fa", re.compile("[پچژگ]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
)
"""A script of its own tells the language, or its most common one; the first that is found."""
_ALIASES = {"nb": "no", "nn": "no"}
_READ = 1000
"""Characters that are enough to tell a language."""
_CLAIM, _AUTHOR, _BRAND = 1.5, 2.0, 1.5
"""Logarithms of the odds that the network's claim, the author's last language and the brand's own add."""
_FLOOR = -7.0
"""A text that says a language is rarer than this (a thousandth) is not moved to it by what is around it."""
_UNHEARD = -4.0
"""What a language that is not among ours is given where it is claimed."""
_LEAST, _LEAST_ALONE = math.log(0.25), math.log(0.4)
"""Log probability under which the best guess is none: of several words, and of a single one."""
_LEARNT = math.log(0.95)
"""Log probability, by the text alone, from which an author's language is remembered."""
_TEXTS_KEPT = 4000


def canonical(code: str | None) -> str | None:
    """ISO 639-1 code of a claim such as `nb-NO` or `EN`, or None if it is none."""
    primary = re.split(r"[-_]", (code or "").strip().lower(), maxsplit=1)[0]
    if not (2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha()) or primary == "und":
        return None
    return _ALIASES.get(primary, primary)


class Languages:
    """Tells the language of masked texts, and remembers authors and texts.

    Args:
        default: The brand's language, or None.
        remembered: How many authors and how many texts are remembered.
    """

    def __init__(self, default: str | None, remembered: int) -> None:
        self._default = canonical(default)
        self._remembered = remembered
        self._tongues = Tongues()
        self._texts: OrderedDict[str, _Said] = OrderedDict()
        self._authors: OrderedDict[tuple[str, str], str] = OrderedDict()

    def of(self, masked: str, claim: str | None = None, author: tuple[str, str] | None = None) -> str | None:
        """ISO 639-1 code (`no` for nb and nn), or None if nothing tells.

        Args:
            masked: The text without addresses, handles and brand names.
            claim: What the network says, any BCP 47 tag.
            author: Channel and author id, to remember by.
        """
        found = self._of_text(masked)
        alone, said = found.alone, found.chances
        if found.sure:
            self._remember(author, alone)
            return alone
        around = self._around(claim, self._authors.get(author) if author else None)
        if not said:
            return max(around, key=around.__getitem__) if around else None
        if not around:
            least = _LEAST_ALONE if found.words == 1 else _LEAST
            return alone if said[alone] >= least else None
        return self._weighed(said, around)

    def _around(self, claim: str | None, author: str | None) -> dict[str, float]:
        """What speaks beside the text, surest first where two weigh the same."""
        found: dict[str, float] = {}
        for code, weight in ((author, _AUTHOR), (canonical(claim), _CLAIM), (self._default, _BRAND)):
            if code is not None:
                found[code] = found.get(code, 0.0) + weight
        return found

    def _weighed(self, said: Mapping[str, float], around: Mapping[str, float]) -> str:
        moved = {code: weight for code, weight in said.items() if weight > _FLOOR}
        for code, weight in around.items():
            if code in moved or code not in said:
                moved[code] = moved.get(code, _UNHEARD) + weight
        best = max(moved, key=moved.__getitem__)
        if best in around or said[best] >= _LEAST:
            return best
        return max(around, key=around.__getitem__)

    def _remember(self, author: tuple[str, str] | None, lang: str) -> None:
        if author is None:
            return
        self._authors[author] = lang
        self._authors.move_to_end(author)
        if len(self._authors) > self._remembered:
            self._authors.popitem(last=False)

    def _of_text(self, masked: str) -> "_Said":
        masked = masked[:_READ]
        known = self._texts.get(masked)
        if known is not None:
            self._texts.move_to_end(masked)
            return known
        self._texts[masked] = found = self._weigh(masked)
        if len(self._texts) > min(self._remembered, _TEXTS_KEPT):
            self._texts.popitem(last=False)
        return found

    def _weigh(self, masked: str) -> "_Said":
        words = _WORD.all(masked.lower().replace("’", "'"))
        foreign = [] if masked.isascii() else [word for word in words if word[0] > _LATIN_END]
        if 2 * len(foreign) > len(words):
            script = _of_script(" ".join(foreign))
            return _Said(script, script != "", _NOTHING, len(words))
        if not words:
            return _Said("", False, _NOTHING, 0)
        weights, norm = self._tongues.weigh(words)
        most = max(weights)
        languages = self._tongues.languages
        if most - norm >= _LEARNT:
            return _Said(languages[weights.index(most)], True, _NOTHING, len(words))
        chances = dict(zip(languages, [weight - norm for weight in weights], strict=True))
        return _Said(max(chances, key=chances.__getitem__), False, chances, len(words))


class _Said(NamedTuple):
    """What a text says by itself."""

    alone: str
    """The likeliest language; empty if nothing tells."""
    sure: bool
    """So sure that nothing around the text is asked; then the chances are not told."""
    chances: Mapping[str, float]
    """Log probabilities."""
    words: int


_NOTHING: Mapping[str, float] = {}


def _of_script(text: str) -> str:
    return next((code for code, letters in _SCRIPTS if letters.search(text)), "")
