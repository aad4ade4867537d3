"""Which language a message is in: small words and n-grams first, then what is known about its author.

Short social texts fool every identifier. So the text's own evidence counts as far as it reaches; the
network's claim and the author's last language tip what is close; and where nothing speaks, the answer is
"unknown".
"""

import re
from collections import OrderedDict
from importlib import import_module
from typing import Any, Protocol

from console.judge.wordfiles import lines_of

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LETTERS = {
    "æ": ("no", "da", "is"),
    "ø": ("no", "da"),
    "å": ("no", "da", "sv"),
    "ä": ("sv", "de", "fi"),
    "ö": ("sv", "de", "fi", "is"),
    "ü": ("de",),
    "ß": ("de",),
    "ñ": ("es",),
    "ç": ("fr",),
    "è": ("fr",),
    "ê": ("fr",),
    "þ": ("is",),
    "ð": ("is",),
}
_SPECIAL = frozenset(_LETTERS)
_SHARES = {1: 1.0, 2: 0.5, 3: 0.3}
"""What a small word is worth that so many languages share."""
_SHARED_MORE = 0.15
_ENDING, _ENDING_MOST = 0.6, 6
_NGRAM = 4.0
_NORWEGIAN = 0.1
"""Evens out what n-grams give to Danish of two languages that share most of their words."""
_CLOSE = 0.25
_SIBLINGS, _CLOSE_SIBLINGS = {"no", "da"}, 0.6
"""Lead under which the text alone does not decide; more between two languages that share most words."""
_CLAIM, _AUTHOR, _BRAND = 0.5, 0.5, 0.3
"""What tips a close call: the network's claim, the author's last language, the brand's own."""
_HOME = 0.6
"""What tips a close call between Norwegian and Danish when nothing else does: Norwegian comes first here."""
_FEW_WORDS = 3
_FEW_LEAST = 1.0
"""Evidence that so few words must hold to speak for themselves."""
_GUESSED = frozenset({"nl", "fi", "is", "it", "pt", "pl"})
"""Languages that so few words are never taken for, unless the network or the author said so before."""
_ALIASES = {"nb": "no", "nn": "no"}
_KNOWN = ["no", "da", "sv", "en", "de", "fr", "es"]
_OTHERS = [
    "nl",
    "fi",
    "is",
    "it",
    "pt",
    "pl",
    "ru",
    "uk",
    "ar",
    "el",
    "ja",
    "ko",
    "zh",
    "th",
    "he",
    "fa",
    "hi",
]


_READ = 1000
"""Characters that are enough to tell a language."""
_NGRAM_READ = 200
_PLAIN = 1.0
"""Lead of the small words that needs no n-grams."""
_RANKS_KEPT, _TEXTS_KEPT = 4, 4000


class Identifier(Protocol):
    """Ranks languages by n-grams; `detect(text).scores()` maps a code to its score."""

    def detect(self, text: str) -> Any: ...


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
        identifier: Ranks by n-grams; eld (Apache-2.0) by default.
    """

    def __init__(self, default: str | None, remembered: int, identifier: Identifier | None = None) -> None:
        self._default = canonical(default)
        self._remembered = remembered
        self._identifier = identifier or _eld()
        self._evidence: OrderedDict[str, dict[str, float]] = OrderedDict()
        self._authors: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._small: dict[str, dict[str, float]] = _small_words()

    def of(self, masked: str, claim: str | None = None, author: tuple[str, str] | None = None) -> str | None:
        """ISO 639-1 code (`no` for nb and nn), or None if nothing tells.

        Args:
            masked: The text without addresses, handles and brand names.
            claim: What the network says, any BCP 47 tag.
            author: Channel and author id, to remember by.
        """
        evidence = self._of_text(masked)
        words = len(_words(masked[:_READ]))
        known_author = self._authors.get(author) if author else None
        claimed = canonical(claim)
        if words <= _FEW_WORDS:
            told = {claimed, known_author}
            evidence = {code: has for code, has in evidence.items() if code not in _GUESSED or code in told}
        ranked = sorted(evidence.items(), key=lambda entry: (-entry[1], entry[0]))
        lead = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0) if ranked else 0.0
        siblings = {code for code, _ in ranked[:2]} == _SIBLINGS
        close = _CLOSE_SIBLINGS if siblings else _CLOSE
        strong = bool(ranked) and lead >= close and (words > _FEW_WORDS or ranked[0][1] >= _FEW_LEAST)
        if strong:
            self._remember(author, ranked[0][0])
            return ranked[0][0]
        return self._tipped(dict(evidence), claimed, known_author)

    def _tipped(self, evidence: dict[str, float], claim: str | None, author: str | None) -> str | None:
        for code, weight in ((claim, _CLAIM), (author, _AUTHOR), (self._default, _BRAND)):
            if code is not None:
                evidence[code] = evidence.get(code, 0.0) + weight
        if not evidence:
            return None
        if claim is None and author is None and self._default is None and evidence.keys() >= _SIBLINGS:
            evidence["no"] += _HOME
        best = min(evidence, key=lambda code: (-evidence[code], code))
        told = claim is not None or author is not None or self._default is not None
        if not told and evidence[best] < _FEW_LEAST:
            return None
        if told and best not in (claim, author, self._default) and evidence[best] < _FEW_LEAST:
            return author or claim or self._default
        return best

    def _remember(self, author: tuple[str, str] | None, lang: str) -> None:
        if author is None:
            return
        self._authors[author] = lang
        self._authors.move_to_end(author)
        if len(self._authors) > self._remembered:
            self._authors.popitem(last=False)

    def _of_text(self, masked: str) -> dict[str, float]:
        masked = masked[:_READ]
        known = self._evidence.get(masked)
        if known is not None:
            self._evidence.move_to_end(masked)
            return known
        found = dict(sorted(self._weigh(masked).items(), key=lambda entry: -entry[1])[:_RANKS_KEPT])
        self._evidence[masked] = found
        if len(self._evidence) > min(self._remembered, _TEXTS_KEPT):
            self._evidence.popitem(last=False)
        return found

    def _weigh(self, masked: str) -> dict[str, float]:
        words = _words(masked)
        if not words:
            return {}
        small: dict[str, float] = {}
        for word in words:
            clues = self._small.get(word) or self._ending(word)
            for code, share in clues.items():
                small[code] = small.get(code, 0.0) + share
        for letter in _SPECIAL.intersection("".join(words)):
            codes = _LETTERS[letter]
            for code in codes:
                small[code] = small.get(code, 0.0) + _SHARES.get(len(codes), _SHARED_MORE)
        scale = len(words) ** 0.5
        evidence = {code: weight / scale for code, weight in small.items()}
        ranked = sorted(evidence.values(), reverse=True)
        if ranked and ranked[0] - (ranked[1] if len(ranked) > 1 else 0.0) >= _PLAIN:
            return evidence
        sample = " ".join(words)[:_NGRAM_READ]
        for code, score in (self._identifier.detect(sample).scores() or {}).items():
            evidence[code] = evidence.get(code, 0.0) + _NGRAM * score
        if "no" in evidence:
            evidence["no"] += _NORWEGIAN
        return evidence

    def _ending(self, word: str) -> dict[str, float]:
        """Clues from the longest known ending, worth less than a whole word."""
        for length in range(min(_ENDING_MOST, len(word) - 2), 1, -1):
            clues = self._small.get("-" + word[-length:])
            if clues:
                return {code: _ENDING * share for code, share in clues.items()}
        return {}


def _words(masked: str) -> list[str]:
    found: list[str] = _WORD.findall(masked.lower().replace("’", "'"))
    return found


def _small_words() -> dict[str, dict[str, float]]:
    where: dict[str, dict[str, float]] = {}
    for _, line in lines_of("function_words.txt"):
        code, _, words = line.partition(":")
        for word in words.split():
            where.setdefault(word, {})[code] = 0.0
    return {
        word: dict.fromkeys(codes, _SHARES.get(len(codes), _SHARED_MORE)) for word, codes in where.items()
    }


def _eld() -> Identifier:
    detector: Any = import_module("eld").LanguageDetector()
    detector.dynamic_lang_subset(_KNOWN + _OTHERS)
    found: Identifier = detector
    return found
