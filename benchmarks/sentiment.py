"""How good and how quick the judge is, on labelled texts that do not ship with the product.

    python -m benchmarks.sentiment FOLDER

FOLDER may hold, as published: `vader/*_GroundTruth.txt` (comes with vaderSentiment's source), `umsab/`
(validation tweets), `norec_sentence/3class/dev.json` (Norwegian Review Corpus), `danish/*.csv` (Nielsen) and
`langid/sentences/*.txt` (the test data of lingua). What is missing is left out. Swedish has no labelled texts
that may be had, so nothing can be said of it here.
"""

import argparse
import random
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks.labelled import Row, rated, sentences
from console.judge import Brand, Judge, JudgeSettings
from console.judge.doubt import doubt_of
from console.judge.language import Languages
from console.judge.learning import Correction
from console.judge.score import Scorer, label_of
from console.judge.scorers import all_scorers
from console.judge.voices import Heard, Voices, by_rules
from console.model.words import Label

_NORWEGIAN = {"nb": "no", "nn": "no"}
_LANGUAGES = ("nb", "nn", "da", "sv", "en", "de", "fr", "es")
_LABELLED = {
    "en": "English tweets (UMSAB)",
    "de": "German tweets (UMSAB)",
    "fr": "French tweets (UMSAB)",
    "es": "Spanish tweets (UMSAB)",
    "no": "Norwegian sentences (NoReC)",
    "da": "Danish sentences (Nielsen)",
}
_RESAMPLES = 1000
_COVERED = (0.2, 0.4, 0.6, 0.8, 1.0)
_TAUGHT = (0, 50, 100, 200, 400, 800)
_ORDERS, _HELD_OUT = 3, 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    tweets = rated(folder / "vader" / "tweets_GroundTruth.txt")
    if tweets:
        _english(all_scorers()["en"], tweets)
    voices, scorers = Voices(), all_scorers()
    for lang, name in _LABELLED.items():
        rows = sentences(folder, lang, "val")
        if rows:
            by_number = [label_of(scorers[lang].score(text).compound) for text, _ in rows]
            _labelled(name, [voices.hear(lang, text) for text, _ in rows], by_number, rows)
    print("Swedish: no labelled texts to be had, unmeasured")
    if (folder / "langid" / "sentences").exists():
        _languages(folder / "langid" / "sentences")
    for name, lang, rows in (
        ("Amazon snippets, after the shipped English model", "en", _labels(folder, "amazonReviewSnippets")),
        ("French tweets, after rules alone", "fr", sentences(folder, "fr", "train")),
    ):
        if rows:
            _learning(name, lang, rows, voices, scorers)


def _english(scorer: Scorer, rows: Sequence[tuple[str, float]]) -> None:
    texts = [text for text, _ in rows]
    library = SentimentIntensityAnalyzer()
    theirs = [library.polarity_scores(text)["compound"] for text in texts]
    ours = [scorer.score(text).compound for text in texts]
    wrong = sum(a != b for a, b in zip(theirs, ours, strict=True))
    r = statistics.correlation([rating for _, rating in rows], ours)
    print(f"English {len(texts)} texts: r {r:.3f} with people's ratings; {wrong} differ from the library")
    judge = Judge(JudgeSettings())
    began = time.process_time()
    for text in texts:
        judge.opinion(text)
    spent = (time.process_time() - began) / len(texts)
    print(f"  language, sentiment and flags: {1e6 * spent:.0f} microseconds a text of processor time")


def _labelled(name: str, heard: Sequence[Heard], ruled: Sequence[Label], rows: Sequence[Row]) -> None:
    wanted = [label for _, label in rows]
    found = [one.label for one in heard]
    right = [a is b for a, b in zip(found, wanted, strict=True)]
    low, high = _interval(found, wanted)
    each = ", ".join(f"{label.value} {_f1(label, found, wanted):.2f}" for label in Label)
    scores = f"{_macro(found, wanted):.3f} (95 % {low:.3f} to {high:.3f}; {each})"
    print(
        f"{name}, {len(rows)} texts: macro-F1 {scores}, "
        f"accuracy {statistics.fmean(right):.3f}; rules alone {_macro(ruled, wanted):.3f}"
    )
    sure = [
        ok
        for ok, one, (text, _) in zip(right, heard, rows, strict=True)
        if doubt_of(text, None, one, ()) is None
    ]
    print(f"  sure of {len(sure) / len(rows):.0%}, of which right {statistics.fmean(sure):.3f}")
    if all(one.chance is not None for one in heard):
        order = sorted(range(len(rows)), key=lambda place: -(heard[place].chance or 0.0))
        curve = []
        for share in _COVERED:
            top = order[: max(1, round(share * len(rows)))]
            least = heard[top[-1]].chance or 0.0
            curve.append(
                f"{share:.0%} {statistics.fmean(right[place] for place in top):.3f} (from {least:.2f})"
            )
        print("  accuracy of the surest " + ", ".join(curve))


def _macro(found: Sequence[Label], wanted: Sequence[Label]) -> float:
    return statistics.fmean(_f1(label, found, wanted) for label in Label)


def _f1(label: Label, found: Sequence[Label], wanted: Sequence[Label]) -> float:
    both = sum(a is b is label for a, b in zip(found, wanted, strict=True))
    return 2 * both / (found.count(label) + wanted.count(label) or 1)


def _interval(found: Sequence[Label], wanted: Sequence[Label]) -> tuple[float, float]:
    """95 % of bootstrap resamples lie between."""
    chance, pairs = random.Random(1), list(zip(found, wanted, strict=True))
    scores = []
    for _ in range(_RESAMPLES):
        drawn = chance.choices(pairs, k=len(pairs))
        scores.append(_macro([a for a, _ in drawn], [b for _, b in drawn]))
    scores.sort()
    return scores[round(0.025 * _RESAMPLES)], scores[round(0.975 * _RESAMPLES) - 1]


def _languages(folder: Path) -> None:
    for words in (None, 5, 3):
        languages = Languages(None, 1)
        asked = right = unknown = 0
        each = []
        began = time.process_time()
        for lang in _LANGUAGES:
            here = 0
            texts = (folder / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
            for text in texts:
                found = languages.of(" ".join(text.split()[:words]))
                here += found == _NORWEGIAN.get(lang, lang)
                unknown += found is None
            asked, right = asked + len(texts), right + here
            each.append(f"{lang} {here / len(texts):.2f}")
        spent = 1e6 * (time.process_time() - began) / asked
        length = "whole sentences" if words is None else f"first {words} words"
        print(
            f"Language, {length}: {right / asked:.3f} right, {unknown / asked:.3f} unknown, "
            f"{spent:.0f} microseconds a text cold ({', '.join(each)})"
        )


def _labels(folder: Path, name: str) -> list[Row]:
    """Rated texts with labels: half a point from the middle is an opinion."""
    rows = rated(folder / "vader" / f"{name}_GroundTruth.txt")
    sides = (Label.NEGATIVE, Label.NEUTRAL, Label.POSITIVE)
    labelled = [(text, sides[1 + (rating >= 0.5) - (rating <= -0.5)]) for text, rating in rows]
    random.Random(0).shuffle(labelled)
    return labelled[: 2 * _HELD_OUT]


def _learning(name: str, lang: str, rows: list[Row], voices: Voices, scorers: Mapping[str, Scorer]) -> None:
    """Macro-F1 on what is held out against the number of labels an operator gave, the mean of some orders."""
    heard = [
        voices.hear(lang, text).chances if lang == "en" else by_rules(scorers[lang].score(text))
        for text, _ in rows
    ]
    taught = [
        Correction(str(place), text, label, chances)
        for place, ((text, label), chances) in enumerate(zip(rows, heard, strict=True))
    ]
    held, pool = taught[:_HELD_OUT], taught[_HELD_OUT:]
    scores = []
    for count in _TAUGHT:
        runs = []
        for order in range(_ORDERS if count else 1):
            brand = Brand(random.Random(order).sample(pool, min(count, len(pool))))
            found = [brand.label(one.text, one.chances) for one in held]
            runs.append(_macro(found, [one.label for one in held]))
        scores.append(f"{count} {statistics.fmean(runs):.3f}")
    print(f"Learning, {name}: macro-F1 by operator labels: {', '.join(scores)}")


if __name__ == "__main__":
    main()
