"""Train what tells languages apart: `console/judge/data/language.model`.

    python -m benchmarks.train_language FOLDER [--seed 1]

Needs the dependency group `train` (scipy, eld). It learns from what may be used for weights that
ship: the sentences and n-gram frequencies that come with eld (Apache-2.0), Norwegian Review Corpus (derived
models are free), UMSAB's tweets (weights only), Nielsen's Danish sentences and AFINN lists, and our own
small words. FOLDER holds them as published. Takes about a minute.

The frequencies give the weights to begin with, as naive Bayes would; logistic regression on runs of one to
eight words moves them, and is pulled back to them where it has seen little.
"""

import argparse
import csv
import importlib
import json
import random
import re
from collections import defaultdict
from pathlib import Path
from typing import Any
from zlib import compress, crc32

import numpy as np
from scipy import sparse

from console.judge.grams import coded, rows_of
from console.judge.wordfiles import lines_of

HOME = ("no", "da", "sv", "en", "de", "fr", "es")
_NEAR = ("nl", "fi", "is", "it", "pt", "pl", "ca", "ro", "cs")
OTHERS = (*_NEAR, "hu", "et", "tr", "lt", "hr", "sq", "eu", "tl")
LANGUAGES = HOME + OTHERS
LENGTHS, BITS = (4, 5), 18
_INTO = Path(__file__).parents[1] / "console" / "judge" / "data" / "language.model"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NOISE = re.compile(r"https?\S*|@\S+|\\u[0-9a-f]{4}")
_RUNS_HOME, _RUNS = (1, 2, 3, 3, 4, 5, 5, 8), (2, 3, 5, 8)
_MOST_HOME, _MOST = 24_000, 3_000
_WEIGH = dict.fromkeys(OTHERS, 1_000.0) | dict.fromkeys(HOME, 20_000.0) | {"no": 30_000.0}
"""How likely each is before a word is read: ours far more than others, Norwegian (in two forms) most."""
_LEAD = 0.25
"""Added to Norwegian's odds: a close call with Danish costs as much either way, and Norwegian is at home."""
_UNSEEN, _ADDED, _TRUST = 0.15, 0.4, 0.3
_PULL, _STEPS, _RATE = 5e-5, 60, 0.03


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    runs, labels, weights = _examples(
        _texts(arguments.folder), arguments.folder, random.Random(arguments.seed)
    )
    table, bias = _train(runs, labels, weights)
    bias[LANGUAGES.index("no")] += _LEAD
    scale = 0.05
    steps = np.clip(np.rint(table / scale), -127, 127).astype(np.int8)
    head = {
        "version": 1,
        "languages": LANGUAGES,
        "lengths": LENGTHS,
        "bits": BITS,
        "scale": scale,
        "bias": [round(float(value), 3) for value in bias],
    }
    data = json.dumps(head).encode() + b"\n" + compress(steps.tobytes(), 9)
    _INTO.write_bytes(data)
    print(f"{_INTO}: {len(data) / 1e6:.2f} MB from {len(runs)} runs of words")


def _texts(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    eld = Path(str(importlib.import_module("eld").__file__)).parent
    for line in (eld / "tests" / "data" / "big-test.txt").read_text(encoding="utf-8").splitlines():
        code, _, text = line.partition("\t")
        if code in LANGUAGES:
            found[code].append(text)
    rows = json.loads((folder / "norec_sentence" / "3class" / "train.json").read_text(encoding="utf-8"))
    found["no"] += [row["text"] for row in rows]
    for name, code in (("english", "en"), ("german", "de"), ("french", "fr"), ("spanish", "es")):
        tweets = (folder / "umsab" / name / "train_text.txt").read_text(encoding="utf-8")
        found[code] += [_NOISE.sub(" ", text) for text in tweets.split("\n")]
    for path in sorted(folder.glob("danish/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found["da"] += [row["text"] for row in csv.DictReader(file)]
    return found


def _examples(
    texts: dict[str, list[str]], folder: Path, chance: random.Random
) -> tuple[list[list[str]], list[int], list[float]]:
    runs: list[list[str]] = []
    labels: list[int] = []
    weights: list[float] = []
    for code in sorted(texts):
        found = []
        for text in texts[code]:
            words = _words(text)
            for length in (_RUNS_HOME if code in HOME else _RUNS) if words else ():
                for _ in range(max(1, len(words) // 10)):
                    start = chance.randrange(max(1, len(words) - length + 1))
                    found.append(words[start : start + length])
        chance.shuffle(found)
        found = found[: _MOST_HOME if code in HOME else _MOST]
        runs += found
        labels += [LANGUAGES.index(code)] * len(found)
        weights += [_WEIGH[code] / len(found)] * len(found)
    for code, words, weight in _lists(folder):
        runs.append(words)
        labels.append(LANGUAGES.index(code))
        weights.append(weight)
    return runs, labels, weights


def _lists(folder: Path) -> list[tuple[str, list[str], float]]:
    found = []
    for path in sorted(folder.glob("afinn/AFINN-??-*.txt")):
        code = path.name[6:8]
        for line in path.read_text(encoding="utf-8").splitlines():
            if code in LANGUAGES and (words := _words(line.split("\t")[0])):
                found.append((code, words, 0.5))
    for _, line in lines_of("function_words.txt"):
        code, _, listed = line.partition(":")
        found += [(code, [word], 15.0) for word in listed.split() if not word.startswith("-")]
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def _frequencies() -> Any:
    """Weights of naive Bayes from eld's table: frequency a language of a piece, in 15,000ths."""
    data = importlib.import_module("eld.resources.ngrams.ngramsL60").ngrams_data
    columns = {
        number: LANGUAGES.index(code) for number, code in data["languages"].items() if code in LANGUAGES
    }
    table = np.zeros((1 << BITS, len(LANGUAGES)), np.float32)
    for piece, counts in data["ngrams"].items():
        try:
            text = piece.decode("utf-8")
        except UnicodeDecodeError:
            continue
        known = {columns[number]: count for number, count in counts.items() if number in columns}
        if not known:
            continue
        row = np.full(len(LANGUAGES), np.log(_UNSEEN), np.float32)
        for column, count in known.items():
            row[column] = np.log(count + _ADDED)
        table[crc32(coded(text)) & ((1 << BITS) - 1)] += row - row[: len(HOME)].mean()
    return _TRUST * table


def _train(runs: list[list[str]], labels: list[int], weights: list[float]) -> tuple[Any, Any]:
    """Weighted multinomial logistic regression by Adam over all examples at once."""
    vocabulary: dict[str, int] = {}
    for run in runs:
        for word in run:
            vocabulary.setdefault(word, len(vocabulary))
    of_run = _matrix([[vocabulary[word] for word in run] for run in runs], len(vocabulary))
    of_word = _matrix([rows_of(word, LENGTHS, BITS) for word in vocabulary], 1 << BITS)
    to_words, to_rows = of_run.T.tocsr(), of_word.T.tocsr()
    share = (np.array(weights) / sum(weights)).astype(np.float32)
    wanted = np.zeros((len(runs), len(LANGUAGES)), np.float32)
    wanted[np.arange(len(runs)), labels] = 1
    begin = _frequencies()
    table, bias = begin.copy(), np.zeros(len(LANGUAGES), np.float32)
    mean, square = np.zeros_like(table), np.zeros_like(table)
    for step in range(1, _STEPS + 1):
        odds = of_run @ (of_word @ table) + bias
        odds = np.exp(odds - odds.max(1, keepdims=True))
        error = (odds / odds.sum(1, keepdims=True) - wanted) * share[:, None]
        slope = to_rows @ (to_words @ error) + _PULL * (table - begin)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.98 * square + 0.02 * slope * slope
        table -= _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.98**step)) + 1e-7)
        bias -= 0.025 * np.sign(error.sum(0))
    return table, bias


def _matrix(lists: list[list[int]], width: int) -> Any:
    ends = np.cumsum([0, *(len(entries) for entries in lists)])
    columns = np.array([entry for entries in lists for entry in entries], np.int32)
    return sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(lists), width))


if __name__ == "__main__":
    main()
