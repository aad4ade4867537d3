"""Which scorer reads which language. A language is added here, with its data file beside."""

from collections.abc import Mapping

from console.judge.lexical import LexicalScorer
from console.judge.score import Scorer
from console.judge.vader import Vader
from console.judge.wordfiles import Lexicon, afinn, lexicon, small_words, symbols

_VERSION, _EMOJI_VERSION = 3, 1
_AFINN = {"da": "afinn/AFINN-da-32.txt", "sv": "afinn/AFINN-sv-165.txt", "fr": "afinn/AFINN-fr-165.txt"}


def all_scorers() -> Mapping[str, Scorer]:
    """Scorers by language code; reads the lexicons, so it takes a moment."""
    marks = symbols("emoji.txt") | symbols("emoticons.txt")
    found: dict[str, Scorer] = {"en": Vader()}
    for lang in ("no", "da", "sv", "de", "fr", "es"):
        words = lexicon(f"lexicon.{lang}.txt")
        if lang in _AFINN:
            words = _merged(words, afinn(_AFINN[lang]), small_words(lang))
        found[lang] = LexicalScorer(f"beredt-{lang}-{_VERSION}", words, marks)
    return found


def emoji_scorer() -> Scorer:
    """Emoji and emoticons alone, for a text in a language that nobody here reads."""
    return LexicalScorer(
        f"emoji-{_EMOJI_VERSION}", Lexicon(), symbols("emoji.txt") | symbols("emoticons.txt")
    )


def ambivalent() -> frozenset[str]:
    """Emoji that go with praise and with outrage alike, so that they tell nothing of either."""
    return frozenset(mark for mark, weight in symbols("emoji.txt").items() if not weight)


def _merged(ours: Lexicon, theirs: Mapping[str, float], silent: frozenset[str]) -> Lexicon:
    """Our own weights win, and small words carry none: the list was translated word by word."""
    kept = {word: weight for word, weight in theirs.items() if word not in silent}
    return Lexicon({**kept, **ours.weights}, ours.groups)
