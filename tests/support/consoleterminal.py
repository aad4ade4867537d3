"""A real terminal's other end: starts a program in a pty, sends keys, waits for what it shows."""

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyte
from ptyprocess import PtyProcess

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
"""Seconds until a wait for something that never comes gives up: far more than any machine needs."""


class Terminal:
    """Everything that was written is in `output`; `screen` is what a person would see."""

    def __init__(self, process: PtyProcess, columns: int, lines: int) -> None:
        self.process = process
        self.output = bytearray()
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._news = threading.Condition()
        self._closed = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                some = os.read(self.process.fd, 65536)
            except OSError:
                some = b""
            with self._news:
                if not some:
                    self._closed = True
                    self._news.notify_all()
                    return
                self.output += some
                self._stream.feed(some)
                self._news.notify_all()

    @property
    def screen(self) -> str:
        with self._news:
            return "\n".join(self._screen.display)

    def wait_for(self, text: str) -> None:
        """Until a text stands on the screen."""
        with self._news:
            seen = self._news.wait_for(
                lambda: self._closed or any(text in line for line in self._screen.display), PATIENCE
            )
            shown = "\n".join(self._screen.display)
        assert seen, f"{text!r} never came:\n{shown}"
        assert text in shown, f"it ended before {text!r}:\n{shown}"

    def press(self, keys: str) -> None:
        self.process.write(keys.encode())

    def resize(self, columns: int, lines: int) -> None:
        with self._news:
            self._screen.resize(lines, columns)
        self.process.setwinsize(lines, columns)

    def hang_up(self) -> None:
        """Hang up on the process, as sshd does when the line drops: our end goes away."""
        self.process.fileobj.close()

    def wait_end(self) -> int:
        """Until the process is gone; its exit code."""
        self._reader.join(PATIENCE)
        code = self.process.wait()
        assert isinstance(code, int)
        return code


@contextmanager
def console_in_terminal(
    folder: Path, *arguments: str, size: tuple[int, int] = (80, 24), environ: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """The console on the store in `folder`, in a terminal of its own."""
    inherited = {
        key: value
        for key, value in os.environ.items()
        if key in ("PATH", "HOME", "TMPDIR", "VIRTUAL_ENV") or key.startswith("COV")
    }
    env = {
        **inherited,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        **(environ or {}),
    }
    columns, lines = size
    command = [sys.executable, "-m", "tests.support.console_child", str(folder), *arguments]
    process = PtyProcess.spawn(command, cwd=str(ROOT), env=env, dimensions=(lines, columns))
    terminal = Terminal(process, columns, lines)
    try:
        yield terminal
    finally:
        if process.isalive():
            process.kill(9)
            process.wait()
        process.close(force=True)
