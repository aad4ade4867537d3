"""Messages for the benchmarks: a file that grows at a steady rate, and a configuration that follows it."""

import json
import random
import secrets
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

RUN = secrets.token_hex(4)
"""In every id: on a store that was kept, what an earlier run brought would be known already."""
TEXTS = (
    "My card was charged twice and nobody answers, this is a disgrace",
    "When do you open tomorrow?",
    "Tusen takk for rask hjelp, dere er best!",
    "Appen krasjer hver gang jeg logger inn. Skikkelig dårlig",
    "Love the new look of the shop 😍",
    "Har ventet i to uker på svar. Uholdbart.",
    "Is there any news about the outage? Payments fail for us since 9",
    "Kan man bytte størrelse i butikken i Bergen?",
    "Två veckor utan svar, helt värdelöst",
    "Hvornår sender I min ordre?",
)


def line(number: int, random_: random.Random) -> str:
    author = f"person{random_.randrange(5000)}"
    return json.dumps(
        {
            "id": f"{RUN}-{number}",
            "kind": "mention",
            "author": {"id": author, "handle": f"{author}@example.org", "followers": random_.randrange(5000)},
            "text": f"{random_.choice(TEXTS)} {random_.randrange(100_000)}",
            "created_at": datetime.now(UTC).isoformat(),
        },
        ensure_ascii=False,
    )


def configure(folder: Path) -> Path:
    """A configuration with one followed file; returns the file."""
    source = folder / "in.jsonl"
    source.touch()
    (folder / "config.toml").write_text(
        f'[[channel]]\nnetwork = "jsonl"\nname = "jsonl/@bench"\npath = "{source}"\n'
    )
    folder.chmod(0o700)
    return source


def beredt(folder: Path, *arguments: str) -> list[str]:
    command = [sys.executable, "-m", "console", "--config", str(folder / "config.toml")]
    return [*command, "--data-dir", str(folder), *arguments]


class Feed(threading.Thread):
    """Appends `rate` messages a second; `written` holds when each was on disk."""

    def __init__(self, source: Path, rate: int, seconds: float) -> None:
        super().__init__(daemon=True)
        self._source = source
        self._rate = rate
        self._total = int(rate * seconds)
        self.written: list[float] = []

    @property
    def total(self) -> int:
        return self._total

    def run(self) -> None:
        random_ = random.Random(1)
        begun = time.perf_counter()
        with self._source.open("a") as file:
            while len(self.written) < self._total:
                due = min(int((time.perf_counter() - begun) * self._rate), self._total)
                for number in range(len(self.written), due):
                    file.write(line(number, random_) + "\n")
                file.flush()
                self.written += [time.perf_counter()] * (due - len(self.written))
                time.sleep(0.01)
