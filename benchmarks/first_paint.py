"""From start to first paint on a store of 100,000 messages, beside a bare Textual app's own.

    python -m benchmarks.first_paint [--rows 100000] [--rounds 7]

First paint is the first text that stands on the terminal. The two take turns, so that the machine's mood
meets both. The time until the first row of the queue can be read is told as well.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

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


async def prepare(folder: Path, rows: int) -> None:
    store = SqliteStore(folder / "beredt.db", clock=SystemClock())
    await store.open()
    await fill(store, rows)
    await store.close()


def paint(command: list[str], text: str | None) -> tuple[float, float]:
    """Milliseconds until anything, and until `text`, stands on the screen."""
    terminal = Terminal(command)
    first = terminal.until(lambda screen: bool(screen.strip())) - terminal.started
    usable = first
    if text and text not in "\n".join(terminal.screen.display):
        usable = terminal.until(lambda screen: text in screen) - terminal.started
    terminal.close()
    return first * 1000, usable * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        configure(folder)
        asyncio.run(prepare(folder, given.rows))
        subprocess.run([*beredt(folder, "queue", "--limit", "1")], check=True, stdout=subprocess.DEVNULL)
        bare, ours, usable = [], [], []
        for _ in range(given.rounds):
            bare.append(paint([sys.executable, "-c", BARE], None)[0])
            first, rows = paint(beredt(folder), "●")
            ours.append(first)
            usable.append(rows)
    ratio = statistics.median(ours) / statistics.median(bare)
    print(f"bare Textual app   {statistics.median(bare):6.0f} ms to first paint (median of {given.rounds})")
    print(f"beredt             {statistics.median(ours):6.0f} ms to first paint on {given.rows:,} messages")
    print(f"                   {statistics.median(usable):6.0f} ms until the queue can be read")
    print(f"ratio              {ratio:6.2f}    (goal: at most {GOAL})")
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
