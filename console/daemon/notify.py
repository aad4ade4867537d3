"""Telling the service manager how we are, as in sd_notify(3).

The protocol is one datagram of `NAME=value` lines to the socket that the manager names. The libraries for it
are either a binding of libsystemd that must be compiled, or have had no release in years; both would be more
than what stands here.
"""

import logging
import os
import socket
from collections.abc import MutableMapping

from console.text import one_line

LONGEST = 400
"""Characters of a status line: the manager shows one line of a terminal."""

_log = logging.getLogger(__name__)


class Manager:
    """Whoever started us and waits for word; nobody if `address` is None, and then nothing is said.

    Args:
        address: Path of a datagram socket, or `@name` in the abstract namespace.
        watchdog: Seconds within which the manager wants to hear that we are alive; None never.
    """

    def __init__(self, address: str | None = None, watchdog: float | None = None) -> None:
        self._address = address
        self.watchdog = watchdog if address is not None else None

    @classmethod
    def found(cls, environment: MutableMapping[str, str]) -> "Manager":
        """The one that the environment names. What names it is taken out: our children have no say there."""
        address = environment.pop("NOTIFY_SOCKET", "")
        spent = environment.pop("WATCHDOG_USEC", "")
        meant = environment.pop("WATCHDOG_PID", "") in ("", str(os.getpid()))
        known = address if address[:1] in ("/", "@") else None
        microseconds = int(spent) if spent.isascii() and spent.isdigit() and meant else 0
        return cls(known, microseconds / 1e6 or None)

    def ready(self) -> bool:
        """We do what we were started for."""
        return self._send("READY=1")

    def alive(self) -> bool:
        """We are well; without this word for `watchdog` seconds the manager ends us and starts anew."""
        return self._send("WATCHDOG=1")

    def stopping(self) -> bool:
        return self._send("STOPPING=1")

    def status(self, sentence: str) -> bool:
        """What `systemctl status` shows of us: one line, whatever it is made of."""
        return self._send("STATUS=" + one_line(sentence, LONGEST))

    def _send(self, line: str) -> bool:
        """Whether it was handed over. A manager that does not listen must never hold us up."""
        if self._address is None:
            return False
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
                channel.setblocking(False)
                channel.connect(address)
                channel.send(line.encode(errors="replace"))
        except OSError as error:
            _log.warning("the service manager could not be told: %s", error.strerror)
            return False
        return True
