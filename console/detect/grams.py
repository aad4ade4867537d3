"""Which phrases grew: words and short phrases of now against before."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from console.model.alert import Phrase
from console.text import one_line

_WORD = re.compile(r"#?[^\W_][\w'’-]*")
_NOISE = re.compile(r"https?://\S+|www\.\S+|(?<![\w@])@[\w.@-]+")
_LONGEST = 3
_LEAST = 3
"""Texts that must hold a phrase before it is worth a word."""
_LEAST_EVIDENCE = 6.0
"""Of G squared, which chance alone reaches once in seventy phrases that did not grow."""
_COMMON = 0.3
"""A name that so many texts held before says nothing now."""
_NUMBER_LEAST = 4
"""Digits a number needs to begin a phrase: a batch, not a quantity."""
_GREW = 1.5
"""How many times as often as before."""
_LENGTH_BONUS = 0.15
"""Of two phrases that grew alike, the longer one says more."""


Gram = tuple[str, ...]


@cache
def stop_words() -> frozenset[str]:
    lines = files("console.detect").joinpath("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def words_of(text: str) -> list[str]:
    """Lower-case words without addresses and handles."""
    return [word.casefold().replace("’", "'") for word in _WORD.findall(_NOISE.sub(" ", text))]


def grams_of(text: str) -> set[Gram]:
    """Phrases of one to three words that neither begin nor end in a stop word, each once a text."""
    words = words_of(text)
    silent = stop_words()
    found: set[Gram] = set()
    for start, word in enumerate(words):
        if word in silent or len(word) < (_NUMBER_LEAST if word.isdigit() else 2):
            continue
        for length in range(1, _LONGEST + 1):
            gram = tuple(words[start : start + length])
            last = gram[-1]
            if len(gram) == length and last not in silent and (len(last) > 1 or last.isdigit()):
                found.add(gram)
    return found


def grown(
    now: Sequence[str], before: Sequence[str], most: int = 5, ignore: Iterable[str] = ()
) -> tuple[Phrase, ...]:
    """Phrases that more texts hold now than before, the strongest first.

    Ranked by Dunning's log-likelihood ratio (1993) over the texts that hold a phrase; phrases that mostly
    occur inside a longer or stronger one are folded into it.

    Args:
        now: Texts of the raised stretch.
        before: Texts of a calm one; `Phrase.before` is scaled to as many texts as `now` has.
        most: How many phrases at most.
        ignore: The brand's names. The first is the brand itself and says nothing; the others, its products,
            say nothing where they are common anyway.
    """
    silent = _silent(tuple(ignore), before)
    counts_now, counts_before = _count(now, silent), _count(before, silent)
    scale = len(now) / len(before) if before else 0.0
    ranked: list[tuple[float, Gram]] = []
    for gram, count in counts_now.items():
        earlier = counts_before.get(gram, 0)
        if count < _LEAST or count <= _GREW * earlier * scale:
            continue
        evidence = _g_squared(count, len(now), earlier, len(before)) if before else float(count)
        if evidence >= _LEAST_EVIDENCE or not before:
            ranked.append((evidence * (1 + _LENGTH_BONUS * (len(gram) - 1)), gram))
    ranked.sort(key=lambda entry: (-entry[0], entry[1]))
    chosen: list[Gram] = []
    for _, gram in ranked:
        if len(chosen) == most:
            break
        if not any(_same_story(gram, other, counts_now) for other in chosen):
            chosen.append(gram)
    return tuple(
        Phrase(one_line(" ".join(gram)), counts_now[gram], round(counts_before.get(gram, 0) * scale, 1))
        for gram in chosen
    )


def _g_squared(now: int, texts_now: int, before: int, texts_before: int) -> float:
    share = (now + before) / (texts_now + texts_before)
    evidence = now * math.log(now / (texts_now * share))
    if before:
        evidence += before * math.log(before / (texts_before * share))
    return 2 * evidence


def _silent(names: Sequence[str], before: Sequence[str]) -> set[str]:
    texts = [set(words_of(text)) for text in before]
    others = {word for name in names[1:] for word in words_of(name)}
    common = {word for word in others if sum(word in text for text in texts) >= _COMMON * len(texts)}
    return common | {word for name in names[:1] for word in words_of(name)}


def _count(texts: Sequence[str], silent: set[str]) -> Counter[Gram]:
    counts: Counter[Gram] = Counter()
    for text in texts:
        counts.update(gram for gram in grams_of(text) if silent.isdisjoint(gram))
    return counts


def _same_story(gram: Gram, chosen: Gram, counts: Counter[Gram]) -> bool:
    shared = set(gram) & set(chosen)
    much_wider = len(gram) <= len(chosen) and counts[gram] > 2 * counts[chosen]
    return bool(shared) and not much_wider
