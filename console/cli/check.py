"""One finding of `beredt doctor`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    check: str
    """What was looked at."""
    ok: bool
    detail: str
    """What was found, one sentence."""
    fix: str = ""
    """What to do; empty when nothing needs doing."""
