"""End to end: lines of a followed file through gate, judge, durable store and detector onto the screen.

    python -m benchmarks.flow [--rate 1500] [--seconds 30]

The console runs in a terminal of its own; a message counts as seen when the number of messages in the
header has reached it.
"""

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.feeding import Feed, beredt, configure
from benchmarks.terminal import Terminal

GOAL_SECONDS = 0.5
_NEW = re.compile(r"(\d[\d,\u00a0\u202f]*) (?:new|nye?)\b")


def new_count(screen: str) -> int:
    found = _NEW.search(screen)
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return int(digits) if digits else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=1500)
    parser.add_argument("--seconds", type=float, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = configure(folder)
        terminal = Terminal(beredt(folder))
        terminal.until(lambda screen: "channels 1/1" in screen)
        feed = Feed(source, given.rate, given.seconds)
        bytes_before, processor_before = terminal.bytes_out, terminal.processor()
        begun = time.perf_counter()
        feed.start()
        waits: list[float] = []
        memory: list[float] = []
        while len(waits) < feed.total and time.perf_counter() - begun < given.seconds * 3 + 30:
            if not terminal.pump(0.5):
                continue
            shown, now = new_count(terminal.text()), terminal.came
            waits += [
                now - feed.written[number] for number in range(len(waits), min(shown, len(feed.written)))
            ]
            memory.append(terminal.memory())
        took = time.perf_counter() - begun
        spent, wrote = terminal.processor() - processor_before, terminal.bytes_out - bytes_before
        terminal.close()
    if len(waits) < feed.total:
        print(f"only {len(waits)} of {feed.total} messages were seen")
        return 1
    waits.sort()
    p50, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
    half = len(memory) // 2
    print(f"{feed.total:,} messages at {given.rate}/s, all seen after {took:.1f} s")
    print(f"seen after          p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms   (goal: {GOAL_SECONDS} s)")
    print(
        f"memory              {max(memory[:half]):.0f} MB in the first half, {max(memory[half:]):.0f} after"
    )
    print(f"processor           {spent / took * 100:.0f} % of a core")
    print(f"to the terminal     {wrote / took / 1024:.1f} KiB/s")
    return 0 if p99 <= GOAL_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
