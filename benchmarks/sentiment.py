"""How good and how quick the judge is, on labelled texts that do not ship with the product.

    python -m benchmarks.sentiment FOLDER

FOLDER may hold, as published: `vader/tweets_GroundTruth.txt` (comes with vaderSentiment's source),
`norec_sentence/3class/dev.json` (Norwegian Review Corpus), `danish/*.csv` (Nielsen, valence and text) and
`langid/sentences/*.txt` (the test data of lingua). What is missing is left out.
"""

import argparse
import csv
import json
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from console.judge import Judge, JudgeSettings
from console.judge.language import Languages
from console.judge.score import Scorer, label_of
from console.judge.scorers import all_scorers
from console.model.words import Label

_NORWEGIAN = {"nb": "no", "nn": "no"}
_LANGUAGES = ("nb", "nn", "da", "sv", "en", "de", "fr", "es")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    scorers = all_scorers()
    tweets = folder / "vader" / "tweets_GroundTruth.txt"
    if tweets.exists():
        _english(scorers["en"], tweets)
    norwegian = folder / "norec_sentence" / "3class" / "dev.json"
    if norwegian.exists():
        rows = json.loads(norwegian.read_text(encoding="utf-8"))
        _labelled("Norwegian", scorers["no"], [(row["text"], Label(row["label"].lower())) for row in rows])
    danish = [
        (row["text"], _of_valence(float(row["valence"])))
        for path in sorted(folder.glob("danish/*.csv"))
        for row in csv.DictReader(path.open(encoding="utf-8", newline=""))
    ]
    if danish:
        _labelled("Danish", scorers["da"], danish)
    if (folder / "langid" / "sentences").exists():
        _languages(folder / "langid" / "sentences")


def _english(scorer: Scorer, path: Path) -> None:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [text for _, _, text in rows]
    library = SentimentIntensityAnalyzer()
    theirs = [library.polarity_scores(text)["compound"] for text in texts]
    ours = [scorer.score(text).compound for text in texts]
    wrong = sum(a != b for a, b in zip(theirs, ours, strict=True))
    r = statistics.correlation([float(rating) for _, rating, _ in rows], ours)
    print(f"English {len(texts)} texts: r {r:.3f} with people's ratings; {wrong} differ from the library")
    judge = Judge(JudgeSettings())
    began = time.process_time()
    for text in texts:
        judge.opinion(text)
    spent = (time.process_time() - began) / len(texts)
    print(f"  language, sentiment and flags: {1e6 * spent:.0f} microseconds a text of processor time")


def _labelled(name: str, scorer: Scorer, rows: Sequence[tuple[str, Label]]) -> None:
    found = [label_of(scorer.score(text).compound) for text, _ in rows]
    wanted = [label for _, label in rows]
    right = sum(a is b for a, b in zip(found, wanted, strict=True)) / len(rows)
    scores = {label: _f1(label, found, wanted) for label in Label}
    macro = statistics.fmean(scores.values())
    each = ", ".join(f"{label.value} {score:.2f}" for label, score in scores.items())
    print(f"{name} {len(rows)} texts: macro-F1 {macro:.3f} ({each}), accuracy {right:.3f}")


def _f1(label: Label, found: Sequence[Label], wanted: Sequence[Label]) -> float:
    both = sum(a is b is label for a, b in zip(found, wanted, strict=True))
    return 2 * both / (found.count(label) + wanted.count(label) or 1)


def _of_valence(valence: float) -> Label:
    if valence == 0:
        return Label.NEUTRAL
    return Label.POSITIVE if valence > 0 else Label.NEGATIVE


def _languages(folder: Path) -> None:
    for words in (None, 5, 3):
        languages = Languages(None, 1)
        asked = right = unknown = 0
        for lang in _LANGUAGES:
            for text in (folder / f"{lang}.txt").read_text(encoding="utf-8").splitlines():
                found = languages.of(" ".join(text.split()[:words]))
                asked += 1
                right += found == _NORWEGIAN.get(lang, lang)
                unknown += found is None
        length = "whole sentences" if words is None else f"first {words} words"
        print(f"Language, {length}: {right / asked:.3f} right, {unknown / asked:.3f} unknown")


if __name__ == "__main__":
    main()
