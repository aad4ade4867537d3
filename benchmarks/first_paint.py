"""From start to first paint on a store of 100,000 messages, beside a bare Textual app's own.

    python -m benchmarks.first_paint [--rows 100000] [--rounds 7]

First paint is the first text that stands on the terminal. A console that is its own desk, one that attaches
to a watch, and the bare app take turns, so that the machine's mood meets all. The time until the first row of
the queue can be read is told as well.
"""

import argparse
import asyncio
import compileall
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import console
from benchmarks.feeding import beredt, configure
from benchmarks.store import fill
from benchmarks.terminal import Terminal
from console.clock import SystemClock
from console.store.sqlite import SqliteStore

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("ready")
Bare().run(mouse=False)
"""
GOAL = 1.5
ATTACHED = "a console at a watch"
SETTLED = 12.0
"""Seconds in which a watch has learned and put its garbage in order."""


async def prepare(folder: Path, rows: int) -> None:
    store = SqliteStore(folder / "beredt.db", clock=SystemClock())
    await store.open()
    await fill(store, rows)
    await store.close()


@dataclass
class Paints:
    """Milliseconds of one kind of start, a value a round."""

    name: str
    first: list[float] = field(default_factory=list)
    usable: list[float] = field(default_factory=list)

    def measure(self, command: list[str], text: str) -> None:
        """Until anything, and until `text`, stands on the screen."""
        terminal = Terminal(command)
        self.first.append((terminal.until(lambda screen: bool(screen.strip())) - terminal.started) * 1000)
        if text in terminal.text():
            self.usable.append(self.first[-1])
        else:
            self.usable.append((terminal.until(lambda screen: text in screen) - terminal.started) * 1000)
        terminal.close()

    def tell(self, bare: float) -> float:
        first, usable = statistics.median(self.first), statistics.median(self.usable)
        ratio = first / bare
        print(
            f"{self.name:32} {first:6.0f} ms to first paint, {ratio:5.2f} of a bare app's"
            f" (median of {len(self.first)}); {usable:6.0f} ms until it can be used"
        )
        return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # As it is installed: a checkout may never have written its bytecode.
        compileall.compile_dir(Path(console.__file__).parent, quiet=1)
        configure(folder)
        asyncio.run(prepare(folder, given.rows))
        subprocess.run([*beredt(folder, "queue", "--limit", "1")], check=True, stdout=subprocess.DEVNULL)
        bare, alone, attached = (Paints(name) for name in ("a bare Textual app", "a console alone", ATTACHED))
        for _ in range(given.rounds):
            bare.measure([sys.executable, "-c", BARE], "ready")
            alone.measure(beredt(folder), "●")
            with watch(folder):
                bare.measure([sys.executable, "-c", BARE], "ready")
                attached.measure(beredt(folder), "●")
    print(f"on {given.rows:,} messages; the goal is at most {GOAL} of a bare app's first paint")
    usual = statistics.median(bare.first)
    ratios = [one.tell(usual) for one in (bare, alone, attached)]
    return 0 if max(ratios) <= GOAL else 1


@contextmanager
def watch(folder: Path) -> Iterator[None]:
    """One that has started and settled."""
    process = subprocess.Popen(beredt(folder, "watch"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not (folder / "desk.sock").exists():
            time.sleep(0.05)
        time.sleep(SETTLED)
        yield
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
