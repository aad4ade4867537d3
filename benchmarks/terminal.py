"""A program in a terminal of its own: what it writes, what then stands on the screen, and when."""

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue

import pyte
from ptyprocess import PtyProcess

ROWS, COLUMNS = 40, 120
SWITCH = 0.0002
"""Seconds: what comes is stamped by a thread that must not wait for the one that draws the screen."""


class Terminal:
    """`bytes_out` counts what the program wrote; `screen` is what a person sees.

    Drawing what came costs this process more than it may cost the program, so output is stamped when it
    comes, not when it is drawn.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "SSH_CONNECTION": "127.0.0.1 1 127.0.0.1 22",
        }
        environment.pop("COLORTERM", None)
        self.started = time.perf_counter()
        self._process = PtyProcess.spawn(list(command), dimensions=(ROWS, COLUMNS), env=environment)
        self.bytes_out = 0
        self.came = self.started
        """When the newest output that was taken in had come, on `time.perf_counter`."""
        self._coming: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
        sys.setswitchinterval(SWITCH)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                data = os.read(self._process.fd, 1 << 16)
            except (OSError, ValueError):
                return
            if not data:
                return
            self._coming.put((time.perf_counter(), data))

    def pump(self, seconds: float) -> bool:
        """Wait up to so long for output and take it in; whether there was any."""
        try:
            self.came, data = self._coming.get(timeout=seconds)
        except Empty:
            return False
        self.bytes_out += len(data)
        # pyte knows no private parameters in these and would print them.
        self._stream.feed(re.sub(rb"\x1b\[[<=>?][0-9;]*[a-zA-Z$]+[a-z]?", b"", data))
        return True

    def until(self, seen: Callable[[str], bool], seconds: float = 60.0) -> float:
        """Take in output until the screen's text satisfies; when that output came, on `time.perf_counter`."""
        ends = time.perf_counter() + seconds
        while time.perf_counter() < ends:
            if self.pump(0.5) and seen(self.text()):
                return self.came
        raise TimeoutError(self.text())

    def text(self) -> str:
        """The screen's lines."""
        lines = (self.screen.buffer[row] for row in range(ROWS))
        return "\n".join("".join(line[column].data for column in range(COLUMNS)) for line in lines)

    def type(self, keys: str) -> None:
        self._process.write(keys.encode())

    def memory(self) -> float:
        """Resident memory, MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def processor(self) -> float:
        """Seconds of processor used so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        self._process.kill(signal.SIGTERM)
        ends = time.perf_counter() + 5
        while self._process.isalive() and time.perf_counter() < ends:
            self.pump(0.05)
        self._process.close(force=True)
