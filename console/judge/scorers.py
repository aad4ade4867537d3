"""Which scorer reads which language. A language is added here, with its data file beside."""

from collections.abc import Mapping

from console.judge.lexical import LexicalScorer
from console.judge.score import Scorer
from console.judge.vader import Vader
from console.judge.wordfiles import Lexicon, afinn, lexicon, symbols

_VERSION = 1
_AFINN = {"da": "afinn/AFINN-da-32.txt", "sv": "afinn/AFINN-sv-165.txt"}


def all_scorers() -> Mapping[str, Scorer]:
    """Scorers by language code; reads the lexicons, so it takes a moment."""
    marks = symbols("emoji.txt") | symbols("emoticons.txt")
    found: dict[str, Scorer] = {"en": Vader()}
    for lang in ("no", "da", "sv"):
        words = lexicon(f"lexicon.{lang}.txt")
        if lang in _AFINN:
            words = _merged(words, afinn(_AFINN[lang]))
        found[lang] = LexicalScorer(f"beredt-{lang}-{_VERSION}", words, marks)
    return found


def _merged(ours: Lexicon, theirs: Mapping[str, float]) -> Lexicon:
    """Our own weights win."""
    return Lexicon({**theirs, **ours.weights}, ours.groups)
