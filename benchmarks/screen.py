"""What a screen costs apart from the flow behind it: a console at a watch of its own.

    python -m benchmarks.screen [--rows 10000] [--rate 200] [--seconds 30] [--keep FOLDER]

The watch is a process of its own, so that what is told of the console is the screen's share alone: processor
and bytes to the terminal while nothing happens, while messages arrive and the cursor stands at the top where
they come in, and while it stands further down, where they are counted.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from benchmarks.desk import watch
from benchmarks.feeding import Feed, beredt
from benchmarks.flow import new_count
from benchmarks.queue import folders, rest, store_of
from benchmarks.terminal import Terminal

MOST_OF_A_CORE, MOST_KIB = 15.0, 10.0


def cost(terminal: Terminal, name: str, seconds: float) -> tuple[float, float]:
    """Percent of a core and KiB a second of the console."""
    spent, wrote, known = terminal.processor(), terminal.bytes_out, new_count(terminal.text())
    rest(terminal, seconds)
    share = (terminal.processor() - spent) / seconds * 100
    kib = (terminal.bytes_out - wrote) / seconds / 1024
    shown = new_count(terminal.text()) - known
    print(f"  {name:34} {share:5.1f} % of a core, {kib:6.2f} KiB/s, {shown:,} more in the header's count")
    return share, kib


def measure(folder: Path, rate: int, seconds: float) -> bool:
    terminal = Terminal(beredt(folder))
    terminal.until(lambda screen: "●" in screen)
    rest(terminal, 10)
    cost(terminal, "nothing happens", seconds)
    Feed(folder / "in.jsonl", rate, 3 * seconds).start()
    rest(terminal, 3)
    at_the_top = cost(terminal, f"{rate}/s arrive, cursor at the top", seconds)
    terminal.type("jjjj")
    rest(terminal, 1)
    elsewhere = cost(terminal, f"{rate}/s arrive, cursor elsewhere", seconds)
    terminal.close()
    print(f"  {'goals':34} {MOST_OF_A_CORE:5.1f} % of a core, {MOST_KIB:6.2f} KiB/s")
    return all(share < MOST_OF_A_CORE and kib < MOST_KIB for share, kib in (at_the_top, elsewhere))


async def beside_a_watch(folder: Path, rate: int, seconds: float) -> bool:
    async with watch(folder):
        # The terminal is read in step with the clock, which the watch's process does not need.
        return await asyncio.to_thread(measure, folder, rate, seconds)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with folders(given.keep) as home:
        folder = store_of(home, given.rows)
        return 0 if asyncio.run(beside_a_watch(folder, given.rate, given.seconds)) else 1


if __name__ == "__main__":
    sys.exit(main())
