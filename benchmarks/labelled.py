"""Labelled texts as they were published, read from a folder that does not ship with the product."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from console.judge.masking import MASK
from console.model.words import Label

TWEETS = {"en": "english", "de": "german", "fr": "french", "es": "spanish"}
_SIDES = (Label.NEGATIVE, Label.NEUTRAL, Label.POSITIVE)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_MASKED = re.compile(r"@user\b|\bhttp\b|https?:\S+")

Row = tuple[str, Label]


def sentences(folder: Path, lang: str, part: str) -> list[Row]:
    """Rows of one language, `part` being `train` or `val`; none where the data is not there.

    Tweets are of UMSAB (en, de, fr, es), Norwegian sentences of NoReC_sentence, Danish ones Nielsen's, which
    have no training part.
    """
    if lang in TWEETS:
        return list(_tweets(folder / "umsab" / TWEETS[lang], part))
    if lang == "no":
        path = folder / "norec_sentence" / "3class" / ("dev.json" if part == "val" else "train.json")
        rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        return [(row["text"], Label(row["label"].lower())) for row in rows]
    if lang == "da" and part == "val":
        return list(_danish(folder / "danish"))
    return []


def rated(path: Path) -> list[tuple[str, float]]:
    """Texts with people's mean rating from -4 to 4, as they come with VADER; none where there is no file."""
    if not path.exists():
        return []
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(text, float(rating)) for _, rating, text in rows]


def _tweets(folder: Path, part: str) -> Iterator[Row]:
    if (folder / f"{part}_text.txt").exists():
        texts = (folder / f"{part}_text.txt").read_text(encoding="utf-8").split("\n")
        labels = (folder / f"{part}_labels.txt").read_text(encoding="utf-8").split()
        for text, label in zip(texts, labels, strict=False):
            plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
            yield _MASKED.sub(MASK, plain), _SIDES[int(label)]


def _danish(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                valence = float(row["valence"])
                yield row["text"], _SIDES[1 + (valence > 0) - (valence < 0)]
