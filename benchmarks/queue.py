"""The queue on a million messages beside the queue on ten thousand, in one run.

    python -m benchmarks.queue [--large 1000000] [--small 10000] [--rate 500] [--keep FOLDER]

Both stores are made first (`--keep` leaves them there for the next time). Told are: from start to the first
row that can be read, memory, bytes and time from a key to what it changes (a move, half a page, either end, a
filter) while messages arrive, an act beside them, and what the console costs while nothing happens.
"""

import argparse
import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.feeding import Feed, beredt, configure
from benchmarks.first_paint import prepare
from benchmarks.keys import place, stands_at
from benchmarks.terminal import Terminal

PRESSES = 150
QUIET_SECONDS = 10.0
FILTERS = (
    "lang:en",
    "kind:dm",
    "sentiment:negative",
    "flag:outage",
    "refund",
    "tag:none",
    "author:author-77",
)


@contextmanager
def folders(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def store_of(home: Path, rows: int) -> Path:
    folder = home / str(rows)
    if not (folder / "beredt.db").exists():
        folder.mkdir(exist_ok=True)
        configure(folder)
        asyncio.run(prepare(folder, rows))
    (folder / "in.jsonl").write_text("")
    subprocess.run([*beredt(folder, "queue", "--limit", "1")], check=True, stdout=subprocess.DEVNULL)
    return folder


def opened(folder: Path) -> tuple[Terminal, float]:
    """A console, and the milliseconds until a row of its queue could be read."""
    terminal = Terminal(beredt(folder))
    usable = terminal.until(lambda screen: "●" in screen) - terminal.started
    return terminal, usable * 1000


def spans(name: str, waits: list[float], goals: tuple[float, float] | None = None) -> bool:
    ordered = sorted(waits)
    median, p99 = statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    goal = f"   (goal: {goals[0]:.0f} and {goals[1]:.0f} ms)" if goals else ""
    print(f"  {name:24} median {median:6.1f} ms, p99 {p99:6.1f} ms{goal}")
    return goals is None or (median <= goals[0] and p99 <= goals[1])


def rest(terminal: Terminal, seconds: float) -> None:
    ends = time.perf_counter() + seconds
    while (left := ends - time.perf_counter()) > 0:
        terminal.pump(min(left, 0.01))


def press(terminal: Terminal, keys: str, seen: Callable[[str], bool]) -> float:
    """Milliseconds from keys to what they should bring about."""
    begun = time.perf_counter()
    terminal.type(keys)
    return (terminal.until(seen, 20) - begun) * 1000


def headed_by(text: str, screen: str) -> bool:
    return f"/{text}" in screen.split("\n", 1)[0]


def cursor_line(screen: str) -> int:
    """Which line of the terminal the cursor's row is on."""
    return next((number for number, line in enumerate(screen.split("\n")) if line.startswith("▌")), -1)


def is_at(wanted: int, screen: str) -> bool:
    return place(screen) == wanted


def moves(terminal: Terminal, presses: int, random_: random.Random) -> tuple[list[float], list[int]]:
    """A press of `j` counts as answered when the header tells the new place."""
    waits, sizes = [], []
    at = place(terminal.text())
    for number in range(presses):
        rest(terminal, random_.uniform(0.04, 0.12))
        before, down = terminal.bytes_out, (number // 8) % 2 == 0
        at += 1 if down else -1
        waits.append(press(terminal, "j" if down else "k", partial(is_at, at)))
        sizes.append(terminal.bytes_out - before)
    return waits, sizes


def pages(terminal: Terminal, presses: int, random_: random.Random) -> list[float]:
    waits = []
    for _ in range(presses):
        rest(terminal, random_.uniform(0.05, 0.15))
        at = place(terminal.text())
        waits.append(press(terminal, "\x04", partial(stands_at, at + 5)))
    return waits


def ends(terminal: Terminal, rounds: int) -> list[float]:
    waits = []
    for _ in range(rounds):
        rest(terminal, 0.3)
        waits.append(press(terminal, "G", lambda screen: cursor_line(screen) > 20))
        rest(terminal, 0.3)
        terminal.type("g")
        # Nobody's fingers are quicker, and what is quicker is taken for a paste.
        rest(terminal, 0.1)
        waits.append(press(terminal, "g", lambda screen: 0 < cursor_line(screen) < 4))
    return waits


def filters(terminal: Terminal) -> list[float]:
    """From Enter to a queue that is headed by the filter."""
    waits = []
    for text in FILTERS * 2:
        rest(terminal, 0.4)
        terminal.type("/")
        rest(terminal, 0.2)
        for key in text:
            terminal.type(key)
            rest(terminal, 0.03)
        rest(terminal, 0.8)
        waits.append(press(terminal, "\r", partial(headed_by, text)))
        rest(terminal, 0.4)
        terminal.type("\x1b")
        rest(terminal, 0.4)
    return waits


def acts(terminal: Terminal, rounds: int) -> list[float]:
    """Claim and give back: from the key to the footer that says so."""
    waits = []
    for _ in range(rounds):
        rest(terminal, 0.1)
        waits.append(press(terminal, "a", lambda screen: "claimed" in screen.split("\n")[-1]))
        rest(terminal, 0.1)
        waits.append(press(terminal, "A", lambda screen: "released" in screen.split("\n")[-1]))
    return waits


def measure(folder: Path, rows: int, rate: int) -> tuple[float, bool]:
    """Everything on one store; returns memory in MB, and whether the goals were met."""
    random_ = random.Random(1)
    terminal, _ = opened(folder)
    terminal.until(lambda screen: "channels 1/1" in screen)
    rest(terminal, 8)
    print(f"{rows:,} messages, nothing arrives")
    spent, wrote = terminal.processor(), terminal.bytes_out
    rest(terminal, QUIET_SECONDS)
    idle = (terminal.processor() - spent) / QUIET_SECONDS * 100
    print(f"  {'idle':24} {idle:.2f} % of a core, {(terminal.bytes_out - wrote) / QUIET_SECONDS:.0f} bytes/s")
    waits, sizes = moves(terminal, PRESSES // 3, random_)
    good = spans("a move", waits)
    print(f"  {'bytes a move':24} median {statistics.median(sizes):.0f}, at most {max(sizes)}   (goal: 400)")
    good &= spans("half a page", pages(terminal, 30, random_), (50, 50))
    good &= spans("either end", ends(terminal, 8), (50, 50))
    good &= spans("a filter", filters(terminal), (50, 50))
    print(f"{rows:,} messages, {rate}/s arrive")
    source = folder / "in.jsonl"
    Feed(source, rate, 90).start()
    rest(terminal, 3)
    terminal.type("jjjj")
    rest(terminal, 1)
    good &= spans("a move", moves(terminal, PRESSES, random_)[0], (16, 33))
    good &= spans("half a page", pages(terminal, 30, random_), (50, 50))
    good &= spans("an act", acts(terminal, 40), (50, 50))
    memory = terminal.memory()
    print(f"  {'memory':24} {memory:.0f} MB   (goal: 150)")
    terminal.close()
    return memory, good and memory <= 150 and idle < 1 and statistics.median(sizes) <= 400


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with folders(given.keep) as home:
        small, large = store_of(home, given.small), store_of(home, given.large)
        little, much = [], []
        for _ in range(given.rounds):
            for folder, found in ((small, little), (large, much)):
                terminal, usable = opened(folder)
                terminal.close()
                found.append(usable)
        ratio = statistics.median(much) / statistics.median(little)
        print(f"until a row can be read  {statistics.median(little):.0f} ms on {given.small:,} messages")
        print(f"                         {statistics.median(much):.0f} ms on {given.large:,}")
        print(f"ratio                    {ratio:.2f}   (goal: at most 1.3)")
        good = [
            measure(folder, rows, given.rate)[1]
            for folder, rows in ((small, given.small), (large, given.large))
        ]
    return 0 if ratio <= 1.3 and all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
