"""How long a key takes to show while messages arrive.

    python -m benchmarks.keys [--rows 100000] [--rate 200] [--presses 200]

A press of `j` counts as answered when the header tells the new place in the queue.
"""

import argparse
import asyncio
import random
import re
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks.feeding import Feed, beredt, configure
from benchmarks.first_paint import prepare
from benchmarks.terminal import Terminal

GOAL_MS = 16.0
_PLACE = re.compile(r"(\d[\d,  ]*)/\d")


def place(screen: str) -> int:
    found = _PLACE.search(screen.split("\n", 1)[0])
    return int(re.sub(r"\D", "", found[1])) if found else -1


def stands_at(wanted: int, screen: str) -> bool:
    return place(screen) >= wanted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--presses", type=int, default=200)
    given = parser.parse_args()
    random_ = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = configure(folder)
        asyncio.run(prepare(folder, given.rows))
        terminal = Terminal(beredt(folder))
        terminal.until(lambda screen: "channels 1/1" in screen and "●" in screen)
        Feed(source, given.rate, given.presses * 0.2 + 10).start()
        waits, sizes = [], []
        at = place(terminal.text())
        for _ in range(given.presses):
            rest = time.perf_counter() + random_.uniform(0.05, 0.25)
            while time.perf_counter() < rest:
                terminal.pump(0.01)
            before = terminal.bytes_out
            pressed = time.perf_counter()
            terminal.type("j")
            at += 1
            waits.append((terminal.until(partial(stands_at, at)) - pressed) * 1000)
            sizes.append(terminal.bytes_out - before)
        terminal.close()
    waits.sort()
    sizes.sort()
    median = waits[len(waits) // 2]
    print(f"{given.presses} presses on {given.rows:,} messages while {given.rate}/s arrive")
    print(f"answered after      median {median:.1f} ms   (goal: {GOAL_MS} ms)")
    print(f"                    p99 {waits[int(len(waits) * 0.99)]:.1f} ms")
    print(f"to the terminal     median {sizes[len(sizes) // 2]} bytes a press")
    return 0 if median <= GOAL_MS else 1


if __name__ == "__main__":
    sys.exit(main())
