"""Promises to answer in time, counted in the hours of an office. Times are aware UTC, in and out."""

from console.sla.calendar import AROUND_THE_CLOCK, Block, Calendar, open_on
from console.sla.hours import add_business_time, business_time_between
from console.sla.promises import Heard, History, Promise, Promises, Rest, Running, running
from console.sla.shifts import Roster

__all__ = [
    "AROUND_THE_CLOCK",
    "Block",
    "Calendar",
    "Heard",
    "History",
    "Promise",
    "Promises",
    "Rest",
    "Roster",
    "Running",
    "add_business_time",
    "business_time_between",
    "open_on",
    "running",
]
