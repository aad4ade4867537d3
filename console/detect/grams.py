"""Which phrases grew: words and short phrases of now against before."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from console.model.alert import Phrase
from console.text import one_line

_WORD = re.compile(r"#?[^\W\d_][\w'’-]*")
_NOISE = re.compile(r"https?://\S+|www\.\S+|(?<![\w@])@[\w.@-]+")
_LONGEST = 3
_LEAST = 3
"""Texts that must hold a phrase before it is worth a word."""
_LEAST_Z = 2.0
_GREW = 1.5
"""How many times as often as before."""
_LENGTH_BONUS = 0.4
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
        if word in silent or len(word) < 2:
            continue
        for length in range(1, _LONGEST + 1):
            gram = tuple(words[start : start + length])
            if len(gram) == length and gram[-1] not in silent and len(gram[-1]) > 1:
                found.add(gram)
    return found


def grown(
    now: Sequence[str], before: Sequence[str], most: int = 5, ignore: Iterable[str] = ()
) -> tuple[Phrase, ...]:
    """Phrases that more texts hold now than before, the strongest first.

    Ranked by the z-score of the log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn
    2008); phrases that mostly occur inside a longer or stronger one are folded into it.

    Args:
        now: Texts of the raised stretch.
        before: Texts of a calm one; `Phrase.before` is scaled to as many texts as `now` has.
        most: How many phrases at most.
        ignore: Words that say nothing here, such as the brand's name.
    """
    silent = {word for name in ignore for word in words_of(name)}
    counts_now, counts_before = _count(now, silent), _count(before, silent)
    size_now, size_before = sum(counts_now.values()), sum(counts_before.values())
    scale = len(now) / len(before) if before else 0.0
    ranked: list[tuple[float, Gram]] = []
    for gram, count in counts_now.items():
        earlier = counts_before.get(gram, 0)
        if count < _LEAST or count <= _GREW * earlier * scale:
            continue
        z = _log_odds_z(count, earlier, size_now, size_before) if before else math.sqrt(count)
        if z >= _LEAST_Z or not before:
            ranked.append((z + _LENGTH_BONUS * (len(gram) - 1), gram))
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


def _log_odds_z(now: int, before: int, size_now: int, size_before: int) -> float:
    prior_size = max(1.0, 0.1 * (size_now + size_before))
    prior = prior_size * (now + before) / (size_now + size_before)
    odds_now = (now + prior) / (size_now + prior_size - now - prior)
    odds_before = (before + prior) / (size_before + prior_size - before - prior)
    return (math.log(odds_now) - math.log(odds_before)) / math.sqrt(1 / (now + prior) + 1 / (before + prior))


def _count(texts: Sequence[str], silent: set[str]) -> Counter[Gram]:
    counts: Counter[Gram] = Counter()
    for text in texts:
        counts.update(gram for gram in grams_of(text) if silent.isdisjoint(gram))
    return counts


def _same_story(gram: Gram, chosen: Gram, counts: Counter[Gram]) -> bool:
    shared = set(gram) & set(chosen)
    much_wider = len(gram) <= len(chosen) and counts[gram] > 2 * counts[chosen]
    return bool(shared) and not much_wider
