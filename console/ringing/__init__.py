"""Who is to be rung now: pure functions of alerts, ladders, what was rung, and the hour."""

from console.ringing.causes import Cause, as_loud, causes
from console.ringing.climbing import begins, coming, due, running
from console.ringing.plan import Plan, Quiet, Step
from console.ringing.retry import next_try
from console.ringing.telling import Telling, telling

__all__ = [
    "Cause",
    "Plan",
    "Quiet",
    "Step",
    "Telling",
    "as_loud",
    "begins",
    "causes",
    "coming",
    "due",
    "next_try",
    "running",
    "telling",
]
