"""A console that starts itself anew in its own terminal, once the release that the watch speaks is installed.

What it takes along lies in a file without a name that only the process itself has, so that a restricted
session needs no folder for it; a variable of the environment says under which number.
"""

import os
import re
import signal
import stat
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import console
from console.cli.door import ANEW
from console.ui.session import Carried

if TYPE_CHECKING:
    from console.desk.wire.remote import RemoteSession

FROM_KEYS = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)
"""Signals that a terminal's keys send."""
_RELEASE = re.compile(r'^__version__ = "([^"\n]{1,40})"$', re.MULTILINE)


@dataclass
class Again:
    """What `console.ui` is given to start anew with."""

    session: "RemoteSession | None" = None
    """The desk that the console is attached to."""
    command: list[str] = field(default_factory=lambda: [sys.executable, *sys.orig_argv[1:]])

    def installed(self) -> str:
        """The release that starting anew would bring; empty where that can't be said now."""
        try:
            found = _RELEASE.search(Path(console.__file__).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            # Just being replaced.
            return ""
        return found[1] if found is not None else ""

    def start(self, carried: Carried) -> None:
        """Become the new release; returns never. Raises OSError, and then nothing has changed."""
        import msgspec

        held = tuple(self.session.remote.link.held) if self.session is not None else ()
        number = os.memfd_create(ANEW, 0)
        before = {}
        try:
            with os.fdopen(number, "wb", closefd=False) as file:
                file.write(msgspec.json.encode(replace(carried, held=held)))
            os.lseek(number, 0, os.SEEK_SET)
            # The new release would be ended by them before it can handle one; what is ignored stays so.
            for one in FROM_KEYS:
                before[one] = signal.signal(one, signal.SIG_IGN)
            os.execve(self.command[0], self.command, {**os.environ, ANEW: str(number)})  # noqa: S606
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)
            os.close(number)


def taken_along(environment: MutableMapping[str, str] = os.environ) -> Carried | None:
    """What the release before us left, once; None for a console that was started by a person."""
    if ANEW not in environment:
        # Nothing is imported before the first frame that most starts do not need.
        return None
    import msgspec

    number = environment.pop(ANEW)
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        return None
    try:
        status = os.fstat(int(number))
        # What has a name, or is no file at all, is nothing that we made: a person may set variables.
        if not stat.S_ISREG(status.st_mode) or status.st_nlink:
            return None
        with os.fdopen(int(number), "rb") as file:
            return msgspec.json.decode(file.read(), type=Carried)
    except (OSError, msgspec.DecodeError):
        return None
