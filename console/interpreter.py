"""How the interpreter shares its time, so that a key waits for neither another thread nor a clean-up."""

import gc
import sys

SWITCH = 0.0005
"""Seconds after which a thread that computes makes way for one that waits."""
SETTLING = 8.0
"""Seconds after the first screen in which the flow has started and learned what it keeps."""


def hurry() -> None:
    """Before anything heavy is imported: nothing that a start makes is worth looking through for garbage."""
    sys.setswitchinterval(SWITCH)
    gc.disable()


def settle() -> None:
    """After the start: what stands now stays, and the collector need never go through it again.

    Going through all of it stops every thread for 70 to 90 ms, several times a minute while messages come in.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
