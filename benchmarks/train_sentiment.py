"""Train how texts sound: `console/judge/data/tone.LANG.model`, a language each.

    python -m benchmarks.train_sentiment FOLDER [--lang no] [--seed 1]

Needs the dependency group `train` (scipy). FOLDER holds UMSAB (`umsab/`, weights may ship) and the
Norwegian Review Corpus (`norec_sentence/`, derived models are free) as published. Only their training parts
are read. Under a minute a language.

Two steps: a logistic regression over words, pairs and pieces of words; then how much it and the rules are
worth beside each other, on texts that the first step had not seen (five folds).
"""

import argparse
import json
from pathlib import Path
from typing import Any
from zlib import compress

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from benchmarks.labelled import TWEETS, sentences
from console.judge.scorers import all_scorers
from console.judge.tone import BITS, rows_of_pairs, rows_of_token, tokens, traits
from console.model.words import Label

_INTO = Path(__file__).parents[1] / "console" / "judge" / "data"
_SIDES = (Label.NEGATIVE, Label.NEUTRAL, Label.POSITIVE)
_FOLDS, _EVEN = 5, 0.7
"""How far rare classes are weighed up, 0 not at all and 1 until all weigh the same."""
_LOOSE = 0.5
"""Weight of what was seen against small weights, chosen by five folds of the training parts."""
_LOOSE_BLEND = 1.0
_VERSION = 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", choices=[*TWEETS, "no"])
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for lang in [arguments.lang] if arguments.lang else [*TWEETS, "no"]:
        data = train(arguments.folder, lang, np.random.default_rng(arguments.seed))
        path = _INTO / f"tone.{lang}.model"
        path.write_bytes(data)
        print(f"{path}: {len(data) / 1000:.0f} kB")


def train(folder: Path, lang: str, chance: Any) -> bytes:
    rows = sentences(folder, lang, "train")
    labels = np.array([_SIDES.index(label) for _, label in rows])
    counted = [_counted(text) for text, _ in rows]
    seen = _matrix(counted)
    scorer = all_scorers()[lang]
    rules = np.array([traits(scorer.score(text)) for text, _ in rows])
    share = (len(labels) / 3 / np.bincount(labels)) ** _EVEN
    weights = share[labels]

    unseen = np.zeros((len(labels), 3))
    fold = chance.permutation(len(labels)) % _FOLDS
    for number in range(_FOLDS):
        table, _ = _fit(seen[fold != number], labels[fold != number], weights[fold != number], _LOOSE)
        unseen[fold == number] = seen[fold == number] @ table
    factor, of_rules, bias = _blend(unseen, rules, labels, weights)
    table, _ = _fit(seen, labels, weights, _LOOSE)
    table *= factor
    scale = float(np.abs(table).max()) / 127
    steps = np.rint(table / scale).astype(np.int8)
    head = {
        "version": _VERSION,
        "scale": round(scale, 6),
        "bias": [round(float(value), 4) for value in bias],
        "rules": [[round(float(value), 4) for value in side] for side in of_rules.T],
    }
    return json.dumps(head).encode() + b"\n" + compress(steps.tobytes(), 9)


def _counted(text: str) -> list[int]:
    words = tokens(text)
    found = [row for word in words for row in rows_of_token(word)]
    return found + rows_of_pairs(words)


def _matrix(counted: list[list[int]]) -> Any:
    """A row a text; rare pieces weigh more (tf-idf), which goes into the table, so nobody needs it later."""
    ends = np.cumsum([0, *(len(places) for places in counted)])
    columns = np.array([place for places in counted for place in places])
    sizes = np.repeat([max(len(places), 1) ** -0.5 for places in counted], np.diff(ends))
    matrix = sparse.csr_matrix((sizes, columns, ends), shape=(len(counted), 1 << BITS))
    matrix.sum_duplicates()
    return matrix


def _fit(seen: Any, labels: Any, weights: Any, loose: float) -> tuple[Any, Any]:
    """Multinomial logistic regression with small weights preferred, rare pieces less held back."""
    texts = seen.shape[0]
    rare = np.log((1 + texts) / (1 + np.asarray((seen > 0).sum(0)).ravel())) + 1
    used = np.unique(seen.indices)
    here = (seen[:, used] @ sparse.diags(rare[used])).tocsr()
    back = here.T.tocsr()
    wanted = np.eye(3)[labels]

    def loss(flat: Any) -> tuple[float, Any]:
        table, bias = flat[:-3].reshape(-1, 3), flat[-3:]
        odds = here @ table + bias
        odds = np.exp(odds - odds.max(1, keepdims=True))
        odds /= odds.sum(1, keepdims=True)
        error = (odds - wanted) * (weights * loose)[:, None]
        cost = -(weights * np.log(odds[np.arange(texts), labels] + 1e-12)).sum() * loose
        return cost + 0.5 * (table * table).sum(), np.concatenate(
            [(back @ error + table).ravel(), error.sum(0)]
        )

    start = np.zeros(3 * len(used) + 3)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x
    table = np.zeros((1 << BITS, 3))
    table[used] = found[:-3].reshape(-1, 3) * rare[used][:, None]
    return table, found[-3:]


def _blend(unseen: Any, rules: Any, labels: Any, weights: Any) -> tuple[float, Any, Any]:
    """One factor for the words, a weight each for what the rules say, and a bias."""
    texts = len(labels)

    def loss(flat: Any) -> Any:
        odds = flat[0] * unseen + rules @ flat[1:10].reshape(3, 3) + flat[10:]
        odds = odds - odds.max(1, keepdims=True)
        odds -= np.log(np.exp(odds).sum(1, keepdims=True))
        return (
            -(weights * odds[np.arange(texts), labels]).sum() + 0.5 * (flat[1:10] ** 2).sum() / _LOOSE_BLEND
        )

    found = minimize(loss, np.concatenate([[1.0], np.zeros(12)]), method="L-BFGS-B").x
    return float(found[0]), found[1:10].reshape(3, 3), found[10:]


if __name__ == "__main__":
    main()
