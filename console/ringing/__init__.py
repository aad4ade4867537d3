"""Who is to be rung now: pure functions of alerts, ladders, what was rung, and the hour."""

from console.ringing.causes import Cause, causes
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
    "begins",
    "causes",
    "coming",
    "due",
    "next_try",
    "running",
    "telling",
]
