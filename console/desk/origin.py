"""Where an act comes from, as this host knows it."""

import os
from collections.abc import Mapping
from contextlib import suppress

from console.text import one_line

LONGEST = 120


def origin(kind: str, environment: Mapping[str, str] = os.environ) -> str:
    """Such as `console, pts/3, from 192.0.2.7`.

    Args:
        kind: `console`, `command line`, or what else acts here.
        environment: Of this process. sshd sets `SSH_CONNECTION`; whoever owns the process can change it, so
            it binds nobody who owns the database too. Over the desk's socket the server fills origins in.
    """
    parts = [kind]
    with suppress(OSError):
        parts.append(os.ttyname(0).removeprefix("/dev/"))
    address = environment.get("SSH_CONNECTION", "").split(" ")[0]
    if address:
        parts.append(f"from {address}")
    return str(one_line(", ".join(parts)))[:LONGEST]
