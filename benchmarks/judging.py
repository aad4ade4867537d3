"""How quick the judge is, stage by stage, and that English scores are the library's.

    python -m benchmarks.judging FOLDER [--fuzz 100000]

FOLDER as for `benchmarks.sentiment`, as published: `vader/*.txt`, `umsab/LANGUAGE/*_text.txt`,
`norec_sentence/3class/*.json`, `danish/*.csv`, `hostile/`. What is missing is left out. Times are processor
time of this process, so that a busy machine tells nearly the same; ours and theirs take turns.
"""

import argparse
import csv
import gc
import json
import random
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SentimentIntensityAnalyzer

from console.connectors.feed import BATCH_ROWS
from console.judge import Judge, JudgeSettings
from console.judge.anger import AngerMeter
from console.judge.flags import Flags
from console.judge.language import Languages
from console.judge.masking import Masker
from console.judge.vader import Vader
from console.judge.voices import Voices
from console.judge.waves import Waves
from console.model.message import Message, RawMessage
from console.text import admit, clean

_BRAND = ("United", "Nord Bank", "Telenor")
_TURN = 1_000
"""Texts that one reads before the other takes its turn: so many that neither is told by the other's cache."""
_START = datetime(2026, 1, 1, tzinfo=UTC)
_COMPANY = re.findall(
    r"\S+",
    "but BUT kind of no or nor least at very so this doubt never without the shit bomb bad ass bus stop yeah "
    "right kiss death to die for beating heart just enough sort house day it's I 🙂 ﷺ",
)
_GLUE = [*([" "] * 8), ", ", "! ", "?? ", "", "\n", "\u00a0", " ... ", "'s ", "🔥"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fuzz", type=int, default=100_000, help="texts that are put together by chance")
    asked = parser.parse_args()
    folder: Path = asked.folder
    rated = [line.split("\t") for line in _lines(folder.glob("vader/tweets*.txt"))]
    tweets = [row[-1] for row in rated]
    english = list(_lines(folder.glob("umsab/english/*_text.txt")))
    if tweets:
        scorer = Vader()
        ours = [scorer.score(text).compound for text in tweets]
        r = statistics.correlation([float(row[1]) for row in rated], ours)
        print(f"Pearson r with people's ratings of {len(tweets)} tweets: {r:.3f}")
    _equality(folder, asked.fuzz)
    every = [line.split("\t")[-1] for line in _lines(folder.glob("vader/*.txt"))] + english
    for name, texts in (("VADER's tweets", tweets), ("UMSAB English", english), ("all English texts", every)):
        if texts:
            _ratios(name, texts)
    mix = _mix(folder)
    if mix:
        _stages(mix)
        _whole(mix)


def _lines(paths: Iterable[Path]) -> Iterator[str]:
    for path in sorted(paths):
        yield from path.read_text(encoding="utf-8").rstrip("\n").split("\n")


def _equality(folder: Path, fuzz: int) -> None:
    library = SentimentIntensityAnalyzer()
    ours = Vader()
    naughty = folder / "hostile" / "blns.json"
    real = [
        *(line.split("\t")[-1] for line in _lines(folder.glob("vader/*.txt"))),
        *_lines(folder.glob("umsab/*/*_text.txt")),
        *_lines(folder.glob("hostile/emoji-test.txt")),
        *(json.loads(naughty.read_text(encoding="utf-8")) if naughty.exists() else ()),
    ]
    for name, texts in (("real", real), ("generated", _generated(library, fuzz))):
        asked = wrong = 0
        for text in texts:
            theirs = library.polarity_scores(text)
            asked += 1
            wrong += (
                ours.polarity(text)._asdict() != theirs or ours.score(text).compound != theirs["compound"]
            )
        print(f"English, {asked} {name} texts: {wrong} differ from the library in any of the four numbers")


def _generated(library: SentimentIntensityAnalyzer, count: int) -> Iterator[str]:
    chance = random.Random(1)
    lexicon, emoji = sorted(library.lexicon), sorted(library.emojis)
    kinds = [lexicon] * 4 + [sorted(BOOSTER_DICT), sorted(NEGATE), emoji] + [_COMPANY] * 4
    for _ in range(count):
        loud = chance.random() / 2
        words = (chance.choice(chance.choice(kinds)) for _ in range(chance.randint(0, 14)))
        yield "".join(
            (word.upper() if chance.random() < loud else word) + chance.choice(_GLUE) for word in words
        )


def _ratios(name: str, texts: Sequence[str]) -> None:
    """Ours and the library's by turns in one run; in the first pass ours knows no token yet."""
    theirs = SentimentIntensityAnalyzer().polarity_scores
    full, compound = Vader().polarity, Vader().score
    for which in ("first", "second", "third"):
        said = []
        for what, ours in (("all four numbers", full), ("compound with its words", compound)):
            spent = [0.0, 0.0]
            for start in range(0, len(texts), _TURN):
                part = texts[start : start + _TURN]
                for place, score in enumerate((theirs, ours)):
                    spent[place] += _spent(score, part)
            library, own = (1e6 * seconds / len(texts) for seconds in spent)
            said.append(f"{what} {own:.1f} against {library:.1f} ({library / own:.1f} times as fast)")
        print(f"{name}, {which} pass, microseconds a text: {'; '.join(said)}")


def _mix(folder: Path) -> list[str]:
    """Real texts of many languages in an order of chance, as the gate lets them in."""
    texts = [
        *_lines(folder.glob("umsab/*/train_text.txt")),
        *(line.split("\t")[-1] for line in _lines(folder.glob("vader/tweets*.txt"))),
    ]
    for path in sorted(folder.glob("norec_sentence/3class/*.json")):
        texts += [row["text"] for row in json.loads(path.read_text(encoding="utf-8"))]
    for path in sorted(folder.glob("danish/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            texts += [row["text"] for row in csv.DictReader(file)]
    random.Random(1).shuffle(texts)
    return [clean(text) for text in texts]


def _stages(texts: Sequence[str]) -> None:
    masker, languages, voices, flags, waves = (
        Masker(_BRAND),
        Languages(None, 1),
        Voices(),
        Flags(),
        Waves(),
    )
    anger = AngerMeter()
    masked = [masker.mask(text) for text in texts]
    batches = [range(at, min(at + BATCH_ROWS, len(texts))) for at in range(0, len(texts), BATCH_ROWS)]
    nobody = [None] * BATCH_ROWS
    known = [
        lang
        for batch in batches
        for lang in languages.of_all([masked[at] for at in batch], nobody[: len(batch)], nobody[: len(batch)])
    ]
    fresh = Languages(None, 1)

    def told(batch: range) -> None:
        fresh.of_all([masked[at] for at in batch], nobody[: len(batch)], nobody[: len(batch)])

    def heard(batch: range) -> None:
        voices.hear_all([known[at] for at in batch], [masked[at] for at in batch])

    def placed(batch: range) -> None:
        waves.place_all([(texts[at], ("", str(at)), _START + timedelta(seconds=at)) for at in batch])

    shares: Mapping[str, tuple[Callable[..., object], Iterable[object]]] = {
        "masking": (masker.mask, texts),
        "language": (told, batches),
        "sentiment": (heard, batches),
        "anger": (lambda at: anger.of(masked[at], known[at]), range(len(texts))),
        "flags": (lambda at: flags.find(masked[at], known[at]), range(len(texts))),
        "wave": (placed, batches),
    }
    for name, (work, arguments) in shares.items():
        each = _spent(work, arguments) / len(texts)
        print(f"{name}: {1e6 * each:.0f} microseconds a message, {1 / each:,.0f} a second")


def _whole(texts: Sequence[str]) -> None:
    for name, authors in (("2,000 authors who come back", 2_000), ("each by a new author", len(texts))):
        judge = Judge(JudgeSettings(brand_names=_BRAND))
        messages = _messages(texts, authors)
        batches = [messages[at : at + BATCH_ROWS] for at in range(0, len(messages), BATCH_ROWS)]
        gc.collect()
        gc.freeze()  # as the judge's own process does, which has no other messages than its batch
        for which in ("words met for the first time", "the same texts again"):
            each = _spent(judge.judge_all, batches) / len(texts)
            told = f"{1e6 * each:.0f} microseconds a message, {1 / each:,.0f} a second"
            print(f"the whole judge, batches of {BATCH_ROWS}, {name}, {which}: {told}")
        gc.unfreeze()


def _messages(texts: Sequence[str], authors: int) -> list[Message]:
    fields = {
        "network": "mastodon",
        "channel": "@nordbank",
        "kind": "mention",
        "created_at": _START.isoformat(),
    }
    return [
        admit(
            RawMessage(
                fields=fields
                | {"id": str(at), "text": text, "author": {"id": str(at % authors), "handle": "who"}},
                evidence="-",
            ),
            _START + timedelta(seconds=at),
        )
        for at, text in enumerate(texts)
    ]


def _spent(work: Callable[..., object], arguments: Iterable[object]) -> float:
    """Seconds of processor time, Python's own collecting of garbage included."""
    began = time.process_time()
    for argument in arguments:
        work(argument)
    return time.process_time() - began


if __name__ == "__main__":
    main()
