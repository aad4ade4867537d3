"""The last word on a terminal that may be gone already."""

import contextlib
import os
import sys
import termios


def give_back(modes: tuple[int, int] | None) -> None:
    """Let the terminal treat keys as it did before any console had it: its input and local modes (termios).

    What was typed and not read is thrown away: it was meant for the console, not for a shell.
    """
    if modes is None:
        return
    with contextlib.suppress(OSError, ValueError, termios.error):
        all_modes = termios.tcgetattr(sys.stdin)
        all_modes[0], all_modes[3] = modes
        termios.tcsetattr(sys.stdin, termios.TCSAFLUSH, all_modes)


def farewell(sentence: str | None, unsaved: str = "") -> None:
    """Say why we leave, if there is something to say, and let go of the terminal.

    Args:
        sentence: Why, or None.
        unsaved: What an operator wrote and nobody took; it stays in their terminal's history.
    """
    if unsaved:
        with contextlib.suppress(OSError):
            sys.stderr.write(f"beredt: this could not be saved:\n{unsaved}\n")
    if sentence:
        # With the terminal gone, the log alone has it.
        with contextlib.suppress(OSError):
            sys.stderr.write(f"beredt: {sentence}\n")
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            # After a hang-up, Python's own last flush would fail and spoil the exit code.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
