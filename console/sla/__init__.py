"""Promises to answer in time, counted in the hours of an office. Times are aware UTC, in and out."""

from console.sla.calendar import AROUND_THE_CLOCK, Block, Calendar, open_on
from console.sla.hours import add_business_time, business_time_between

__all__ = [
    "AROUND_THE_CLOCK",
    "Block",
    "Calendar",
    "add_business_time",
    "business_time_between",
    "open_on",
]
