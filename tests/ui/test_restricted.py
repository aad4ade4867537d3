"""A restricted session in a real terminal: the keys that lead out of other programs lead nowhere."""

import asyncio
import json
import sys
from pathlib import Path

from tests.support.terminal import Terminal, terminal
from tests.support.watching import environment, watching

CTRL_E, CTRL_Z, CTRL_BACKSLASH = "\x05", "\x1a", "\x1c"


def prepared(folder: Path) -> Path:
    """A configuration with one message, and an editor that would leave a trace; the trace."""
    (folder / "config.toml").write_text(
        f'[desk]\nsocket = "{folder / "desk.sock"}"\n'
        f'[[channel]]\nnetwork = "jsonl"\nname = "jsonl/@a"\npath = "{folder / "in.jsonl"}"\n'
        f'replies = "{folder / "out.jsonl"}"\n'
    )
    author = {"id": "a", "handle": "kari"}
    line = {
        "id": "1",
        "kind": "mention",
        "author": author,
        "text": "Is the shop open?",
        "created_at": "2026-11-23T08:00:00Z",
    }
    (folder / "in.jsonl").write_text(json.dumps(line) + "\n")
    editor = folder / "editor"
    editor.write_text(f"#!/bin/sh\ntouch {folder}/out-of-it\n")
    editor.chmod(0o755)
    return folder / "out-of-it"


def children(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text()


ASKING = "\n :  "
"""The line that takes a command stands open."""


async def refused(screen: Terminal, line: str) -> None:
    screen.type(":")
    await screen.until(ASKING)
    screen.type(f"{line}\r")
    await screen.until(f"there is no command {' '.join(line.split()[:2])!r}")
    screen.type("\x1b")
    async with asyncio.timeout(30):
        while ASKING in screen.screen():  # noqa: ASYNC110  # what goes away wakes nobody
            await asyncio.sleep(0.02)


async def test_keys(tmp_path: Path) -> None:
    trace = prepared(tmp_path)
    async with watching(tmp_path) as daemon:
        await daemon.ready()
        asked = {
            **environment(tmp_path),
            "BEREDT_RESTRICTED": "1",
            # As for a colleague of the daemon's: this folder can't be looked into, nor made.
            "BEREDT_DATA_DIR": "/proc/beredt",
            "EDITOR": str(tmp_path / "editor"),
            "VISUAL": str(tmp_path / "editor"),
            "TEXTUAL_LOG": str(trace),
            "TEXTUAL_DRIVER": "os:system",
            "PYTHONUNBUFFERED": "",
        }
        async with terminal([sys.executable, "-P", "-m", "console"], env=asked) as screen:
            await screen.until("Is the shop open?")
            screen.type("r")
            await screen.until("PUBLIC")
            screen.type("Yes" + CTRL_E)
            await screen.until("this session has no editor")
            # Not ctrl+z in here: in a field it takes back what was typed, as it should.
            screen.type(CTRL_BACKSLASH + " until six")
            await screen.until("Yes until six")
            screen.type("\x1b")
            await screen.until("a claim")
            screen.type(CTRL_Z)
            for line in ("!sh", "shell", "export messages /tmp/x", "source /etc/passwd"):
                await refused(screen, line)
            assert children(screen.pid).strip() == ""
            assert not trace.exists()
            screen.type("\x11")
            assert await screen.gone() == 0
