"""`make bench`: each benchmark in a process of its own, so that none warms up another."""

import subprocess
import sys

BENCHMARKS = ("first_paint", "flow", "keys", "store", "bulk")


def main() -> int:
    wanted = sys.argv[1:] or BENCHMARKS
    worst = 0
    for name in wanted:
        print(f"── {name} ──", flush=True)
        worst = max(worst, subprocess.call([sys.executable, "-m", f"benchmarks.{name}"]))
    return worst


if __name__ == "__main__":
    sys.exit(main())
