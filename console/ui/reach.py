"""Whether the operator's terminal still answers.

Over SSH a line can be silent for a minute and longer before anybody notices: sshd 9.2 asks the other side
only while nothing is painted, and a cursor that blinks is painted. So the terminal is asked where its cursor
is, which every terminal tells since the VT100.
"""

from collections.abc import Callable

ASK = "\x1b[6n"
EVERY = 1.0
"""Seconds between two questions."""
MUTE = 3.0
"""Seconds without an answer, or any key, after which nobody is taken to be there. With a lease of five
seconds a claim is free for others within ten; who answers before it has ended has lost nothing."""


class Reach:
    def __init__(self, ask: Callable[[str], None], tell: Callable[[bool], None]) -> None:
        """
        Args:
            ask: Writes to the terminal.
            tell: Called when the terminal falls silent (False), and when it answers again (True).
        """
        self._ask = ask
        self._tell = tell
        self._asked_at = float("-inf")
        self._answered_at: float | None = None
        """None: it never did, and its silence says nothing."""
        self.there = True

    def beat(self, now: float) -> None:
        """Ask, and look whether the last questions were answered; `now` in seconds of a monotonic clock."""
        # Only what was asked can be unanswered: this process may have slept too.
        if self._answered_at is not None and self._asked_at - self._answered_at > MUTE:
            self._turn(False)
        if now - self._asked_at >= EVERY:
            self._asked_at = now
            self._ask(ASK)

    def answered(self, now: float) -> None:
        self._answered_at = now
        self._turn(True)

    def stirred(self, now: float) -> None:
        """A key came: somebody is there, whether or not their terminal answers."""
        if self._answered_at is not None:
            self.answered(now)

    def _turn(self, there: bool) -> None:
        if self.there != there:
            self.there = there
            self._tell(there)
