"""How well and how quickly waves are found: brigades of changed copies among texts by many hands.

    python -m benchmarks.waves [FOLDER] [--texts 100000] [--seed 7]

A tenth of the texts are copies of calls to act (`benchmarks.brigades`): of six words and up, each changed by
one, two or three hands' acts, or copied from one another so that they drift. A twentieth look alike and were
never copied (`benchmarks.strangers`). The others are by many hands: from FOLDER if it holds texts as
`benchmarks.sentiment` reads them, and when those run out, shuffled words of one of them; without it they are
made of a vocabulary whose frequencies fall as Zipf's.

Recall is the share of a brigade's copies in its largest wave; purity the share of a wave's texts that are
of its commonest brigade, over the waves with any; folded is the share of look-alikes that were taken for a
copy of another text than their own.
"""

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.brigades import brigade, calls
from benchmarks.strangers import STRANGERS
from console.connectors.feed import BATCH_ROWS
from console.judge.waves import Waves

MODES = {"one change": (1, False), "two changes": (2, False), "three changes": (3, False), "drift": (2, True)}
LENGTHS = ((7, "6-7 words"), (14, "8-14 words"), (30, "15-30 words"), (10**9, "31 words and up"))
ALPHABET = "abcdefghijklmnopqrstuvwxyzæøå"


@dataclass(frozen=True, slots=True)
class Sample:
    """A text with what is true of it."""

    text: str
    brigade: int | None = None
    stranger: str = ""
    traits: tuple[str, ...] = ()
    """What its brigade is reported under: mode, length of the call, changes of this copy."""


@dataclass(slots=True)
class Result:
    """How the waves compare with the truth, all shares 0 to 1."""

    recall: float
    purity: float
    by_trait: dict[str, float] = field(default_factory=dict)
    folded: dict[str, float] = field(default_factory=dict)
    others: int = 0
    """Texts of no brigade in waves of their own: what people copy from one another by themselves."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    samples = mixed(given.texts, random.Random(given.seed), given.folder)
    began = time.perf_counter()
    placed = place_all([one.text for one in samples])
    seconds = time.perf_counter() - began
    result = measure(placed, samples)
    brigades = {one.brigade for one in samples if one.brigade is not None}
    print(
        f"{len(samples):,} texts, {len(brigades)} brigades: recall in one wave {result.recall:.3f}, purity "
        f"{result.purity:.3f}, {result.others:,} of the other texts repeat one another; "
        f"{len(samples) / seconds:,.0f} texts a second"
    )
    for trait, recall in result.by_trait.items():
        print(f"  recall {recall:.3f}  {trait}")
    for kind, share in result.folded.items():
        print(f"  folded {share:.3f}  {kind}")


def place_all(texts: Sequence[str]) -> list[int]:
    """The number of the text that each one's wave began with; its own where it repeats none."""
    waves, start = Waves(), datetime(2026, 11, 1, tzinfo=UTC)
    said = [
        (text, ("c", str(number)), start + timedelta(milliseconds=number))
        for number, text in enumerate(texts)
    ]
    found = [
        first
        for at in range(0, len(said), BATCH_ROWS)
        for first in waves.place_all(said[at : at + BATCH_ROWS])
    ]
    return [number if first is None else int(first[1]) for number, first in enumerate(found)]


def measure(placed: Sequence[int], samples: Sequence[Sample]) -> Result:
    """Compare the waves (`place_all`) with the truth."""
    waves: defaultdict[int, list[Sample]] = defaultdict(list)
    brigades: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for wave, sample in zip(placed, samples, strict=True):
        waves[wave].append(sample)
        if sample.brigade is not None:
            brigades[sample.brigade][wave] += 1
    main_wave = {number: found.most_common(1)[0][0] for number, found in brigades.items()}
    inside = [found for found in waves.values() if any(one.brigade is not None for one in found)]
    pure = sum(
        max(Counter(one.brigade for one in found if one.brigade is not None).values()) for found in inside
    )
    at_home: list[bool] = []
    traits: defaultdict[str, list[bool]] = defaultdict(list)
    folded: defaultdict[str, list[bool]] = defaultdict(list)
    for wave, sample in zip(placed, samples, strict=True):
        if sample.brigade is not None:
            at_home.append(wave == main_wave[sample.brigade])
            for trait in sample.traits:
                traits[trait].append(at_home[-1])
        elif sample.stranger:
            folded[sample.stranger].append(samples[wave].text != sample.text)
    order = [*MODES, *(name for _, name in LENGTHS)]
    return Result(
        recall=_share(at_home),
        purity=pure / max(1, sum(map(len, inside))),
        by_trait={name: _share(traits[name]) for name in sorted(traits, key=_place_in(order))},
        folded={name: _share(folded[name]) for name in STRANGERS if name in folded},
        others=sum(len(f) for f in waves.values() if len(f) > 1 and all(one.brigade is None for one in f)),
    )


def mixed(count: int, rng: random.Random, folder: Path | None) -> list[Sample]:
    """Texts with the brigade that each belongs to, in one order of arrival.

    A brigade's own copies keep the order in which they were written.
    """
    known = list(dict.fromkeys(_read(folder))) if folder is not None else []
    rng.shuffle(known)
    chosen = calls(max(4, min(72, count // 700)), known, rng)
    taken = set(chosen)
    known = [text for text in known if text not in taken]
    # What a look-alike is made of stands nowhere else.
    apart, known = known[: len(known) // 5], known[len(known) // 5 :]
    samples: list[Sample] = []
    sizes = [rng.uniform(0.3, 2.0) for _ in chosen]
    for number, (call, size) in enumerate(zip(chosen, sizes, strict=True)):
        mode = list(MODES)[number % len(MODES)]
        most, drifts = MODES[mode]
        length = next(name for limit, name in LENGTHS if len(call.split()) <= limit)
        copies = brigade(call, max(4, round(count / 10 * size / sum(sizes))), most, drifts, rng)
        samples += [Sample(one.text, number, traits=(mode, length, *one.changes)) for one in copies]
    for kind, maker in STRANGERS.items():
        samples += [Sample(text, stranger=kind) for text in maker(count // 140, apart, rng)]
    samples += [Sample(text) for text in _others(count - len(samples), known, rng)]
    return _shuffled(samples, rng)


def _shuffled(samples: list[Sample], rng: random.Random) -> list[Sample]:
    places = list(range(len(samples)))
    rng.shuffle(places)
    by_brigade: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, sample in zip(places, samples, strict=True):
        if sample.brigade is not None:
            by_brigade[sample.brigade].append(place)
    waiting = {number: iter(sorted(found)) for number, found in by_brigade.items()}
    order = [place if one.brigade is None else next(waiting[one.brigade])
             for place, one in zip(places, samples, strict=True)]  # fmt: skip
    return [one for _, one in sorted(zip(order, samples, strict=True), key=lambda pair: pair[0])]


def _others(count: int, known: Sequence[str], rng: random.Random) -> list[str]:
    found = list(known[:count])
    while len(found) < count:
        if known:
            words = rng.choice(known).split()
            rng.shuffle(words)
            found.append(" ".join(words))
        else:
            found.append(_made(rng, rng.randint(1, 24)))
    return found


def _read(folder: Path) -> list[str]:
    texts: list[str] = []
    for path in (*sorted(folder.glob("umsab/*/*_text.txt")), *sorted(folder.glob("langid/sentences/*.txt"))):
        texts += path.read_text(encoding="utf-8").splitlines()
    tweets = folder / "vader" / "tweets_GroundTruth.txt"
    if tweets.exists():
        texts += [line.split("\t")[2] for line in tweets.read_text(encoding="utf-8").splitlines()]
    for name in ("train", "dev"):
        reviews = folder / "norec_sentence" / "3class" / f"{name}.json"
        if reviews.exists():
            texts += [row["text"] for row in json.loads(reviews.read_text(encoding="utf-8"))]
    return [text for text in texts if text.strip()]


def _made(rng: random.Random, words: int) -> str:
    """Words of a made-up vocabulary of 20,000, the n-th about 1/n as frequent as the first (Zipf)."""
    return " ".join(_word(int(20_000 ** rng.random())) for _ in range(words))


def _word(rank: int) -> str:
    maker = random.Random(rank)
    return "".join(
        maker.choice(ALPHABET) for _ in range(2 + min(9, rank.bit_length() // 2 + maker.randint(0, 3)))
    )


def _share(of: Iterable[bool]) -> float:
    found = list(of)
    return sum(found) / max(1, len(found))


def _place_in(order: Sequence[str]) -> Callable[[str], tuple[int, str]]:
    return lambda name: (order.index(name) if name in order else len(order), name)


if __name__ == "__main__":
    main()
