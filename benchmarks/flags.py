"""How well the content flags find what people wrote: recall and precision per flag and language, and speed.

    python benchmarks/flags.py [--file third] [--part aside|worked|all] [--misses]

The messages are those of tests/unit/judge/flagged/, written for this purpose; the half called `aside` was not
looked at while the word lists were written.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from console.judge.flags import Flags
from tests.support.flagged import LANGUAGES, Tally, labelled, mixed, tally

RUNS = 20
MIXED = ("second", "fresh", "later", "third", "fourth", "fifth", "sixth", "seventh")


def _row(name: str, one: Tally) -> str:
    return f"{name:<16}{one.right:>6}{one.missed:>8}{one.wrong:>7}{one.recall:>9.3f}{one.precision:>11.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--part", choices=("aside", "worked", "all"), default="aside")
    parser.add_argument("--file", choices=MIXED, help="these messages alone; each says when it was written")
    parser.add_argument("--misses", action="store_true", help="print each message that went wrong")
    args = parser.parse_args()
    flags = Flags()
    if args.file:
        messages = list(mixed(args.file, args.part))
    else:
        messages = [one for lang in LANGUAGES for one in labelled(lang, args.part)]
    print(f"{len(messages)} messages ({args.part})")
    print(f"{'':<16}{'right':>6}{'missed':>8}{'wrong':>7}{'recall':>9}{'precision':>11}")
    by_lang, by_flag, whole, errors = tally(flags, messages)
    for name, one in (*by_lang.items(), *by_flag.items(), ("all", whole)):
        print(_row(name, one))
    if args.misses:
        print(*errors, sep="\n")
    texts = [(one.text, one.lang) for one in messages]
    best = min(_once(flags, texts) for _ in range(RUNS))
    print(f"{best / len(texts) * 1e6:.1f} µs a message, best of {RUNS} runs")


def _once(flags: Flags, texts: list[tuple[str, str | None]]) -> float:
    begun = time.perf_counter()
    for text, lang in texts:
        flags.find(text, lang)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
