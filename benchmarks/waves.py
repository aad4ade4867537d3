"""How well and how quickly waves are found: brigades of changed copies among texts by many hands.

    python -m benchmarks.waves [FOLDER] [--texts 10000]

A tenth of the texts are copies of a few dozen calls, each changed: other names, emoji, addresses, capitals,
words put in, left out or mistyped. The others are by many hands: from FOLDER if it holds texts as
`benchmarks.sentiment` reads them, and when those run out, shuffled words of one of them; without it they are
made of a vocabulary whose frequencies fall as Zipf's. Recall is the share of a brigade's copies in its
largest wave; purity the share of a wave's texts that are of its commonest brigade, over the waves with any.
"""

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from console.judge.waves import Waves

CALLS = (
    "Boycott this company now, they burned my friend's tent and then refused every refund",
    "They knew that the stove was leaking for months and they still sold it to families",
    "Del dette videre: selskapet har visst om feilen i et halvt år uten å si fra til noen",
    "Jeg har ventet i seks uker på svar om reklamasjonen min, og nå sletter de kommentarene våre",
    "Eg kjøpte to av desse og begge var øydelagde etter ein tur, og ingen svarar på telefonen",
    "De raderar våra kommentarer i stället för att svara på frågan om återbetalning",
    "De har kendt til fejlen hele tiden, og alligevel blev den ved med at være i butikkerne",
    "Diese Firma beantwortet seit Wochen keine einzige Beschwerde und löscht unsere Kommentare",
    "Cette marque efface nos commentaires au lieu de répondre à une question très simple",
    "Esta empresa borra nuestros comentarios en lugar de contestar una pregunta muy sencilla",
    "Ask them why the recall notice was hidden at the bottom of a page nobody reads",
    "Spør dem hvorfor tilbakekallingen ble gjemt nederst på en side som ingen leser",
)
TAILS = (
    "in Bergen",
    "since Monday",
    "again today",
    "for the third time",
    "på fredag",
    "i hele sommer",
    "with my kids",
    "before Christmas",
    "i Tromsø",
    "och igen",
    "schon wieder",
    "encore",
    "otra vez",
)
FILLERS = (
    "really",
    "please",
    "just",
    "bare",
    "virkelig",
    "också",
    "doch",
    "vraiment",
    "ya",
    "folkens",
    "so",
    "nå",
)
DECORATION = ("😡", "🔥🔥", "‼️", "#boikott", "https://example.org/{n}", "@user{n}", "@venn{n}@sosial.example")
ALPHABET = "abcdefghijklmnopqrstuvwxyzæøå"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    texts = mixed(given.texts, random.Random(given.seed), given.folder)
    began = time.perf_counter()
    placed = place_all([text for text, _ in texts])
    seconds = time.perf_counter() - began
    recall, purity, others = measure(placed, [kind for _, kind in texts])
    kinds = {kind for _, kind in texts if kind is not None}
    print(
        f"{len(texts):,} texts, {len(kinds)} brigades: recall in one wave {recall:.3f}, purity {purity:.3f}, "
        f"{others:,} of the other texts repeat one another; {len(texts) / seconds:,.0f} texts a second"
    )


def place_all(texts: list[str]) -> list[int]:
    """The number of the text that each one's wave began with; its own where it repeats none."""
    waves, start = Waves(), datetime(2026, 11, 1, tzinfo=UTC)
    placed = []
    for number, text in enumerate(texts):
        first = waves.place(text, ("c", str(number)), start + timedelta(milliseconds=number))
        placed.append(number if first is None else int(first[1]))
    return placed


def measure(placed: list[int], kinds: list[int | None]) -> tuple[float, float, int]:
    """Recall, purity, and how many texts of no brigade stand in waves of their own.

    The last are what people copy from one another by themselves.
    """
    waves: defaultdict[int, list[int | None]] = defaultdict(list)
    brigades: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for wave, kind in zip(placed, kinds, strict=True):
        waves[wave].append(kind)
        if kind is not None:
            brigades[kind][wave] += 1
    together = sum(max(found.values()) for found in brigades.values())
    inside = [found for found in waves.values() if any(kind is not None for kind in found)]
    pure = sum(max(Counter(kind for kind in found if kind is not None).values()) for found in inside)
    others = sum(len(found) for found in waves.values() if len(found) > 1 and found.count(None) == len(found))
    copies = sum(found.total() for found in brigades.values())
    return together / max(1, copies), pure / max(1, sum(map(len, inside))), others


def mixed(count: int, rng: random.Random, folder: Path | None) -> list[tuple[str, int | None]]:
    """Texts with the brigade that each belongs to, in one order of arrival."""
    seeds = [f"{call} {tail}" for call in CALLS for tail in rng.sample(TAILS, 1)]
    seeds += [_made(rng, rng.randint(12, 24)) for _ in range(48)]
    copies = [(_changed(seeds[kind], rng), kind) for kind in (n % len(seeds) for n in range(count // 10))]
    others = [(text, None) for text in _others(count - len(copies), rng, folder)]
    texts: list[tuple[str, int | None]] = [*copies, *others]
    rng.shuffle(texts)
    return texts


def _changed(text: str, rng: random.Random) -> str:
    words = text.split()
    for _ in range(rng.randint(0, 2)):
        act = rng.random()
        at = rng.randrange(len(words))
        if act < 0.35:
            words.insert(at, rng.choice(FILLERS))
        elif act < 0.6 and len(words) > 6:
            del words[at]
        elif len(words[at]) > 3:
            place = rng.randrange(len(words[at]))
            words[at] = words[at][:place] + rng.choice(ALPHABET) + words[at][place + 1 :]
    changed = " ".join(words)
    style = rng.random()
    if style < 0.15:
        changed = changed.upper()
    elif style < 0.3:
        changed = changed.lower()
    for _ in range(rng.randint(0, 3)):
        extra = rng.choice(DECORATION).format(n=rng.randrange(10**6))
        changed = f"{extra} {changed}" if rng.random() < 0.5 else f"{changed} {extra}"
    return changed


def _others(count: int, rng: random.Random, folder: Path | None) -> list[str]:
    known = list(dict.fromkeys(_read(folder))) if folder is not None else []
    rng.shuffle(known)
    found = known[:count]
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


if __name__ == "__main__":
    main()
