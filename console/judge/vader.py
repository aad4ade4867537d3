"""English: VADER (Hutto and Gilbert 2014), its own lexicon and rules, with the words behind each score."""

from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from console.errors import ConfigError
from console.judge.score import Score

_BEFORE, _AFTER = 3, 3
"""How far the library's rules look: three words back, two ahead."""


@dataclass(slots=True)
class _Near:
    """The neighbours of a word in the shape of the library's text: a long text costs no more per word."""

    words_and_emoticons: list[str]
    is_cap_diff: bool


class Vader:
    """The library's rules, walked word by word so that one pass gives the score and its words.

    Raises:
        ConfigError: Another package overwrote the module `vaderSentiment`.
    """

    def __init__(self) -> None:
        library: Any = import_module("vaderSentiment.vaderSentiment")
        overwritten = _other_owner() or not hasattr(library, "SentiText")
        if overwritten:
            raise ConfigError(
                f"the Python module vaderSentiment was overwritten by {overwritten or 'another package'}"
                if isinstance(overwritten, str)
                else "the Python module vaderSentiment is not the library that English scores rest on",
                fix="uninstall that package, then reinstall vaderSentiment",
            )
        self._tokens = library.SentiText
        self._boosters: dict[str, float] = library.BOOSTER_DICT
        self._rules = library.SentimentIntensityAnalyzer()
        self._lexicon: dict[str, float] = self._rules.lexicon
        self._emoji: dict[str, str] = self._rules.emojis
        self._emoji_chars = frozenset(self._emoji)
        self.name = f"vader-{version('vaderSentiment')}"

    def score(self, text: str) -> Score:
        """The compound that `polarity_scores` gives, and each word's weight after the rules."""
        text = self._describe_emoji(text)
        tokens = self._tokens(text)
        words: list[str] = tokens.words_and_emoticons
        weights: list[float] = []
        for index, word in enumerate(words):
            lower = word.lower()
            kind_of = lower == "kind" and index < len(words) - 1 and words[index + 1].lower() == "of"
            if lower not in self._lexicon or lower in self._boosters or kind_of:
                weights.append(0)
            else:
                start = max(0, index - _BEFORE)
                near = _Near(words[start : index + _AFTER], tokens.is_cap_diff)
                self._rules.sentiment_valence(0, near, word, index - start, weights)
        weights = self._rules._but_check(words, weights)
        compound: float = self._rules.score_valence(weights, text)["compound"]
        parts = tuple((word, weight) for word, weight in zip(words, weights, strict=True) if weight)
        return Score(compound, parts)

    def _describe_emoji(self, text: str) -> str:
        if self._emoji_chars.isdisjoint(text):
            return text.strip()
        pieces: list[str] = []
        after_space = True
        for char in text:
            description = self._emoji.get(char)
            if description is None:
                pieces.append(char)
                after_space = char == " "
                continue
            if not after_space:
                pieces.append(" ")
            pieces.append(description)
            after_space = False
        return "".join(pieces).strip()


def _other_owner() -> str | None:
    """The package that installs over the same module name, if it is there."""
    try:
        return f"vader-multi {version('vader-multi')}"
    except PackageNotFoundError:
        return None
