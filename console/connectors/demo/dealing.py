"""Drawing texts so that none comes again before its deck is through, and filling their blanks."""

import re
from random import Random

from console.connectors.demo.texts import decks

_BLANK = re.compile(r"\{(\w+)\}")


class Dealer:
    """Deals from shuffled decks; every draw depends on `random` alone."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._left: dict[tuple[str, str], list[str]] = {}

    def draw(self, mood: str, lang: str) -> tuple[str, str]:
        """A text with its blanks filled, and its language: bokmål where the deck lacks the one asked for."""
        known = decks()
        key = next(key for key in ((mood, lang), (mood, "nb"), (mood, "en")) if key in known)
        left = self._left.get(key)
        if not left:
            left = self._left[key] = self.random.sample(known[key], len(known[key]))
        return self.fill(left.pop(), key[1]), key[1]

    def fill(self, text: str, lang: str) -> str:
        return _BLANK.sub(lambda blank: self._word(blank[1], lang), text)

    def outcry(self, mood: str, lang: str) -> tuple[str, str]:
        """As `draw`, often with a word before it and, in anger, one after it."""
        text, lang = self.draw(mood, lang)
        if self.random.random() < 0.3:
            before = self._maybe("opener", lang)
            text = f"{before} {text}" if before else text
        if mood == "anger" and self.random.random() < 0.4:
            after = self._maybe("closer", lang)
            if after and after not in text:
                # Two sentences need something between them; an emoji or a tag does not.
                text = f"{text}. {after}" if text[-1].isalnum() and after[0].isalpha() else f"{text} {after}"
        return text, lang

    def copied(self, lang: str) -> tuple[str, str]:
        """One of the copy-pasted wave: the same words, never quite the same text."""
        text, lang = self.draw("wave", lang)
        change = self.random.randrange(6)
        if change == 0:
            text = text.partition("!")[0]
        elif change == 1:
            text = text.capitalize()
        elif change == 2:
            text = text.replace(". ", " ‼️ ", 1)
        elif change == 3:
            text = re.sub(r" #\w+", "", text)
        if self.random.random() < 0.6:
            text = f"{text} {self._maybe('passing-on', lang)}"
        return text, lang

    def _maybe(self, mood: str, lang: str) -> str:
        return self.draw(mood, lang)[0] if (mood, lang) in decks() else ""

    def _word(self, slot: str, lang: str) -> str:
        if slot == "order":
            return f"T-{self.random.randrange(40_000, 99_999)}"
        known = decks()
        words = known.get((slot, lang)) or known.get((slot, "")) or known[(slot, "nb")]
        return self.random.choice(words)
