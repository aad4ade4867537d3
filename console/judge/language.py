"""Which language a message is in: its script, then its words, then what is known about its author.

Short social texts fool every identifier. So the text gives each language a probability; the network's claim,
the author's last language and the brand's own move it, much where the text says little and not at all where
it says enough; and where nothing is likely, the answer is "unknown".
"""

import math
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
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


def canonical(code: str | None) -> str | None:
    """ISO 639-1 code of a claim such as `nb-NO` or `EN`, or None if it is none."""
    primary = re.split(r"[-_]", (code or "").strip().lower(), maxsplit=1)[0]
    if not (2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha()) or primary == "und":
        return None
    return _ALIASES.get(primary, primary)


class Languages:
    """Tells the language of masked texts, and remembers authors.

    Args:
        default: The brand's language, or None.
        remembered: How many authors are remembered.
    """

    def __init__(self, default: str | None, remembered: int) -> None:
        self._default = canonical(default)
        self._remembered = remembered
        self._tongues = Tongues()
        self._authors: OrderedDict[tuple[str, str], str] = OrderedDict()

    def of(self, masked: str, claim: str | None = None, author: tuple[str, str] | None = None) -> str | None:
        """ISO 639-1 code (`no` for nb and nn), or None if nothing tells; as `of_all`."""
        return self.of_all([masked], [claim], [author])[0]

    def of_all(
        self,
        masked: Sequence[str],
        claims: Sequence[str | None],
        authors: Sequence[tuple[str, str] | None],
    ) -> list[str | None]:
        """The language of each text, as if one after another.

        Args:
            masked: The texts without addresses, handles and brand names.
            claims: What the network says, any BCP 47 tag.
            authors: Channel and author id, to remember by.
        """
        return [*map(self._settled, self._said(masked), claims, authors)]

    def _settled(self, found: "_Said", claim: str | None, author: tuple[str, str] | None) -> str | None:
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
        # Weights are whole steps, so two may be even: then the first is meant, not what rounding left.
        best = max(moved, key=lambda code: round(moved[code], 6))
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

    def _said(self, masked: Sequence[str]) -> list["_Said"]:
        """What each text says by itself."""
        runs = [_WORD.all(text[:_READ].lower().replace("’", "'")) for text in masked]
        found = [*map(_by_script, masked, runs)]
        open_ = [place for place, one in enumerate(found) if one is None]
        if open_:
            for place, said in zip(open_, self._by_words([runs[place] for place in open_]), strict=True):
                found[place] = said
        return [one for one in found if one is not None]

    def _by_words(self, runs: Sequence[Sequence[str]]) -> Iterator["_Said"]:
        weighed = self._tongues.weigh(runs)
        languages = self._tongues.languages
        for place, (best, most) in enumerate(zip(weighed.best, weighed.most, strict=True)):
            if most >= _LEARNT:
                yield _Said(languages[best], True, _NOTHING, len(runs[place]))
            else:
                chances = dict(zip(languages, weighed.chances[place].tolist(), strict=True))
                yield _Said(languages[best], False, chances, len(runs[place]))


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


def _by_script(masked: str, words: Sequence[str]) -> _Said | None:
    """What a script of its own says, or that there are no words; None if the words must tell."""
    if words and masked.isascii():
        return None
    foreign = [word for word in words if word[0] > _LATIN_END]
    if 2 * len(foreign) > len(words):
        script = _of_script(" ".join(foreign))
        return _Said(script, script != "", _NOTHING, len(words))
    return None if words else _Said("", False, _NOTHING, 0)


def _of_script(text: str) -> str:
    return next((code for code, letters in _SCRIPTS if letters.search(text)), "")
