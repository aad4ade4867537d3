"""Rules over what comes in: read and checked, asked in their order, and tried on history."""

from console.rules.asking import Thread, ask
from console.rules.draft import check, read_action
from console.rules.trying import Trying

__all__ = ["Thread", "Trying", "ask", "check", "read_action"]
