"""A program in a terminal of its own: what it writes, what then stands on the screen, and when."""

import os
import re
import select
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyte
from ptyprocess import PtyProcess

ROWS, COLUMNS = 40, 120


class Terminal:
    """`bytes_out` counts what the program wrote; `screen` is what a person sees."""

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

    def pump(self, seconds: float) -> bool:
        """Wait up to so long for output and take it in; whether there was any."""
        ready, _, _ = select.select([self._process.fd], [], [], seconds)
        if not ready:
            return False
        data = os.read(self._process.fd, 1 << 16)
        self.bytes_out += len(data)
        # pyte knows no private parameters in these and would print them.
        self._stream.feed(re.sub(rb"\x1b\[[<=>?][0-9;]*[a-zA-Z$]+[a-z]?", b"", data))
        return True

    def until(self, seen: Callable[[str], bool], seconds: float = 60.0) -> float:
        """Take in output until the screen's text satisfies; the time on `time.perf_counter`."""
        ends = time.perf_counter() + seconds
        while time.perf_counter() < ends:
            if self.pump(0.5) and seen("\n".join(self.screen.display)):
                return time.perf_counter()
        raise TimeoutError("\n".join(self.screen.display))

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
            try:
                self.pump(0.05)
            except OSError:
                break
        self._process.close(force=True)
