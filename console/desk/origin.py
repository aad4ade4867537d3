"""Where an act comes from, as this host knows it."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from struct import Struct

from console.text import one_line

LONGEST = 120
LOGINS = Path("/var/run/utmp")
"""Who is logged in where; sshd writes it, and nobody else may: utmp(5)."""
_LOGIN = Struct("=hxxi32s4s32s256shhiii16s20s")
_USER = 7
_PTS_MAJORS = range(136, 144)
"""Devices of pseudo-terminals: the kernel's admin-guide/devices.txt."""


def origin(kind: str, environment: Mapping[str, str] = os.environ) -> str:
    """Such as `console, pts/3, from 192.0.2.7`, of this process.

    Args:
        kind: `console`, `command line`, or what else acts here.
        environment: Of this process. sshd sets `SSH_CONNECTION`; whoever owns the process can change it, so
            it binds nobody who owns the database too.
    """
    parts = [kind]
    with suppress(OSError):
        parts.append(os.ttyname(0).removeprefix("/dev/"))
    address = environment.get("SSH_CONNECTION", "").split(" ")[0]
    if address:
        parts.append(f"from {address}")
    return _line(parts)


def origin_of(pid: int, proc: Path = Path("/proc"), logins: Path = LOGINS) -> str:
    """Such as `socket, pts/3, from 192.0.2.7`, of a process that came to the desk's socket.

    By the kernel's word and the system's own list of logins; nothing that the process says is asked.
    """
    parts = ["socket"]
    terminal = _terminal(pid, proc)
    if terminal is None:
        parts.append(f"process {pid}")
    else:
        parts.append(terminal)
        address = _logged_in_from(terminal, logins)
        if address:
            parts.append(f"from {address}")
    return _line(parts)


def terminal_in(origin: str) -> str:
    """The terminal of `socket, pts/3, from 192.0.2.7`; empty where there is none."""
    return next((part for part in origin.split(", ") if part.startswith(("pts/", "tty"))), "")


def _terminal(pid: int, proc: Path) -> str | None:
    try:
        stat = (proc / str(pid) / "stat").read_text("utf-8", "replace")
        # The name in brackets may hold anything, brackets and blanks too.
        device = int(stat.rpartition(")")[2].split()[4])
    except (OSError, ValueError, IndexError):
        return None
    major, minor = os.major(device), os.minor(device)
    if major in _PTS_MAJORS:
        return f"pts/{(major - _PTS_MAJORS[0]) * 256 + minor}"
    return f"tty{minor}" if major == 4 else None


def _logged_in_from(terminal: str, logins: Path) -> str:
    try:
        held = logins.read_bytes()
    except OSError:
        return ""
    for record in _LOGIN.iter_unpack(held[: len(held) - len(held) % _LOGIN.size]):
        if record[0] == _USER and _text(record[2]) == terminal:
            return _text(record[5])
    return ""


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "replace")


def _line(parts: list[str]) -> str:
    return str(one_line(", ".join(parts)))[:LONGEST]
