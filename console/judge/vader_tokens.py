"""Tokens of English texts: what each has to say, found out once."""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from console.judge.vader_library import Library

_MOST, _LONGEST = 65_536, 40
"""Tokens that are remembered, and the letters of the longest: some 12 MB in all."""
_PUNCTUATION = string.punctuation
_CHANGING = frozenset({"so", "this", "least"})
_OWN_RULES = frozenset({"no", "kind"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word that weighs, or that changes what others weigh."""

    lower: str
    known: bool
    """Whether it is in the lexicon; as a neighbour, such a word is looked over."""
    weighs: bool
    weight: float
    strength: float
    """What it adds to a good word as a booster."""
    negates: bool
    changes: bool
    """Whether it may change one of the three words after it."""
    own_rules: bool
    """Whether its weight is another in some company: part of a phrase, "no good", "kind of"."""
    key: bool
    """Whether a phrase may be here. Of each phrase at least one word says so."""
    turns: bool
    """It is "but"."""


Token = tuple[Word, str, bool]
"""A word, how it is written, and whether in capitals."""
Silent = tuple[()]
SILENT: Silent = ()
"""Of a token that says nothing."""
NO_TOKEN: Token = (Word("", False, False, 0.0, 0.0, False, False, False, False, False), "", False)


class Tokens:
    """What tokens say as they stand between blanks, found out when they are first asked for.

    Args:
        data: Lexicon and word lists.
    """

    def __init__(self, data: Library) -> None:
        keys: set[str] = set()
        for phrase in (key.split() for key in (*data.phrases, *data.boosters) if " " in key):
            keys.update([word for word in phrase if word in data.lexicon] or [max(phrase, key=len)])
        words = {*data.lexicon, *data.boosters, *data.negations, *keys, *_CHANGING, "but"}
        self._words = {lower: _word(lower, data, key=lower in keys) for lower in words}
        self._contracted = _word("n't", data, key=False)
        self._known: dict[str, Token | Silent] = {}

    def of(self, raws: Sequence[str]) -> list[Token | Silent]:
        """What each says; most say nothing. All are forgotten when there are too many."""
        known = self._known
        found = [*map(known.get, raws)]
        if None in found:
            # All in one place, without a call for each: many tokens of a stream are new.
            words = self._words
            for at, token in enumerate(found):
                if token is None:
                    raw = raws[at]
                    written = raw.strip(_PUNCTUATION)
                    if len(written) <= 2:
                        written = raw
                    lower = written.lower()
                    word = words.get(lower)
                    if word is None and "n't" in lower:
                        word = self._contracted
                    found[at] = token = SILENT if word is None else (word, written, raw.isupper())
                    if len(raw) <= _LONGEST:
                        known[raw] = token
            if len(known) > _MOST:
                known.clear()
        return cast("list[Token | Silent]", found)

    def one(self, raw: str) -> Token:
        return self.of([raw])[0] or NO_TOKEN


def _word(lower: str, data: Library, *, key: bool) -> Word:
    known = lower in data.lexicon
    strength = data.boosters.get(lower, 0.0)
    negates = lower in data.negations or "n't" in lower
    return Word(
        lower=lower,
        known=known,
        weighs=known and lower not in data.boosters,
        weight=data.lexicon.get(lower, 0.0),
        strength=strength,
        negates=negates,
        changes=bool(strength) or negates or key or lower in _CHANGING or lower in _OWN_RULES,
        own_rules=key or lower in _OWN_RULES,
        key=key,
        turns=lower == "but",
    )


def lowered(raw: str) -> str:
    """A token in small letters, without punctuation; what would leave one or two is taken for an emoticon."""
    stripped = raw.strip(_PUNCTUATION)
    return (stripped if len(stripped) > 2 else raw).lower()
