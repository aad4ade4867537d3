"""The command line as a shell runs it, in this process or in one of its own."""

import io
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from console import service
from console.cli.guard import guarded


@dataclass(frozen=True)
class Ran:
    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def complaint(self) -> str:
        return self.err.decode()

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def line(self) -> dict[str, object]:
        (only,) = self.lines
        return only


Beredt = Callable[..., Ran]


def in_process(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> Beredt:
    """Runs `beredt WORDS` here, which is quick; its exit code and streams are the same."""
    monkeypatch.setenv("BEREDT_DATA_DIR", str(data_dir))
    monkeypatch.setenv("BEREDT_CONFIG", str(data_dir / "beredt.toml"))
    data_dir.mkdir(mode=0o700, exist_ok=True)
    (data_dir / "beredt.toml").touch()
    # Reading and checking fourteen playbooks is most of the time that a command takes.
    monkeypatch.setattr(service, "_library", cache(service._library))

    def run(*words: str, stdin: bytes | str = b"") -> Ran:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
            patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8"))
            patch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding="utf-8"))
            code = guarded(words)
            sys.stdout.flush()
            sys.stderr.flush()
            return Ran(code, out.getvalue(), err.getvalue())

    return run


def own_process(words: Sequence[str], *, stdin: bytes = b"", env: dict[str, str]) -> Ran:
    """Runs `python -m console WORDS`."""
    ran = subprocess.run(
        [sys.executable, "-m", "console", *words],
        input=stdin,
        capture_output=True,
        env=env,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def message(number: int, text: str = "The app is down", **fields: object) -> dict[str, object]:
    """A line of the ingest contract."""
    return {
        "network": "mastodon",
        "channel": "mastodon/@nordbank",
        "id": str(number),
        "kind": "comment",
        "author": {"id": f"a{number}", "handle": f"@kari{number}"},
        "text": text,
        "created_at": f"2026-11-23T07:{number % 60:02d}:00Z",
    } | fields


def jsonl(*lines: object) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)
