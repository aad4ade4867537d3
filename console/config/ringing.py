"""The `[ringing]` table: who is rung for an alert, in which order, and when it is quiet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from console.config.calendars import read_week, zone_problem
from console.config.secrets import SecretRef, parse_secret
from console.config.spans import read_span, span_problem
from console.config.table import Table
from console.errors import ConfigError
from console.model.ringing import BELL
from console.model.words import RISING, Level, Severity
from console.ringing.plan import USUAL, Plan, Quiet, Step, Steps
from console.sla.calendar import DAY_MINUTES, Block, Blocks, Calendar, year_without_hours
from console.sla.publicdays import country_problem

LONGEST = timedelta(hours=24)
MOST_AGAIN = 12
"""How often the last step is rung again: an alert that nobody heeds for so long is not heard at all."""
_NAME = re.compile(r"[\w][\w.-]{0,39}")
_HOURS = 'write such as mon-fri = ["00:00-07:00", "22:00-24:00"] under [ringing.quiet.hours]'


@dataclass(frozen=True, slots=True)
class RingingSettings:
    plan: Plan = field(default_factory=Plan)
    targets: Mapping[str, SecretRef] = field(default_factory=dict)
    """Where the Apprise address of each target is kept."""


def read_ringing(root: Table, base: Path) -> RingingSettings:
    """What can be read; what is wrong is left in the source.

    Args:
        base: Folder that relative paths start from.
    """
    table = root.table("ringing")
    targets = _targets(table.table("targets"), base)
    settings = RingingSettings(
        Plan(
            ladders=_ladders(table, targets),
            quiet=_quiet(table.table("quiet")) if table.has("quiet") else None,
            samples=table.flag("samples", False),
            by_severity=_by_severity(table.table("severity")),
        ),
        targets,
    )
    # An absent one was not looked for, and is known all the same.
    table.raw("quiet")
    table.done()
    return settings


def _targets(table: Table, base: Path) -> Mapping[str, SecretRef]:
    found: dict[str, SecretRef] = {}
    for name, value in table.items().items():
        if name == BELL or not _NAME.fullmatch(name):
            table.reject(name, "is no name for a target", "choose one such as ops-chat")
        elif not isinstance(value, str):
            table.reject(name, 'must say where its address is kept, such as "env:BEREDT_RING_OPS"')
        else:
            try:
                found[name] = parse_secret(value, base=base, literal_allowed=False)
            except ConfigError as error:
                # Not the remedy of channels: an address of Apprise is a secret without exception.
                fix = 'say where it is kept: "env:NAME", "file:/path" or "keyring:service/name"'
                table.reject(name, error.what, fix)
    return found


def _by_severity(table: Table) -> Mapping[Severity, Level]:
    found: dict[Severity, Level] = {}
    for name, value in table.items().items():
        if name not in tuple(Severity):
            table.reject(name, "is no severity", "known here: " + ", ".join(Severity))
        elif value not in tuple(Level):
            table.reject(name, f"{value!r} is no level", "known here: " + ", ".join(RISING))
        else:
            found[Severity(name)] = Level(str(value))
    return found


def _ladders(table: Table, targets: Mapping[str, SecretRef]) -> Mapping[Level, Steps]:
    ladders = dict(USUAL)
    named: set[str] = set()
    for ladder in table.tables("ladder"):
        levels = ladder.texts("levels")
        if not levels:
            ladder.reject("levels", "is missing", "name watch, warning or crisis")
        steps = _steps(ladder, targets)
        for level in levels:
            if level not in tuple(Level):
                ladder.reject("levels", f"{level!r} is no level", "known here: " + ", ".join(RISING))
            elif level in named:
                ladder.reject("levels", f"there is already a ladder for {level}")
            else:
                named.add(level)
                ladders[Level(level)] = steps
        ladder.done()
    return ladders


def _steps(ladder: Table, targets: Mapping[str, SecretRef]) -> Steps:
    steps: list[Step] = []
    known = (BELL, *targets)
    for table in ladder.tables("steps"):
        after = _span(table, "after", "0m")
        to = table.texts("to")
        for name in to:
            if name not in known:
                table.reject("to", f"there is no target {name!r}", "known here: " + ", ".join(known))
        if not to:
            table.reject("to", "is missing", 'name at least one target, such as "bell"')
        if steps and after <= steps[-1].after:
            table.reject("after", "must be later than the step before it")
        steps.append(Step(after, tuple(dict.fromkeys(to))))
        table.done()
    again = _span(ladder, "again", "")
    if again and steps:
        last = steps[-1]
        steps += [Step(last.after + number * again, last.targets) for number in range(1, MOST_AGAIN + 1)]
    return tuple(steps)


def _span(table: Table, key: str, usual: str) -> timedelta:
    text = table.text(key, usual, check=lambda text: span_problem(text, LONGEST, zero=True))
    return read_span(text) or timedelta(0)


def _quiet(table: Table) -> Quiet | None:
    before = len(table.source.wrong)
    if not table.has("zone"):
        table.reject("zone", "is missing", "name the place whose clock counts, such as Europe/Oslo")
    zone = table.text("zone", "UTC", check=zone_problem)
    level = table.text("rings_from", Level.CRISIS.value, choices=tuple(RISING))
    holidays = table.text("holidays", "", check=country_problem)
    if not table.has("hours"):
        table.reject("hours", "is missing", _HOURS)
    week = read_week(table) if table.has("hours") else ()
    table.raw("hours")
    table.done()
    if len(table.source.wrong) > before:
        return None
    loud = Calendar("loud", ZoneInfo(zone), tuple(_others(blocks) for blocks in week), holidays)
    if year_without_hours(loud):
        table.reject("hours", "leave no hour in which anything rings", "leave the levels out instead")
        return None
    return Quiet(loud, Level(level))


def _others(blocks: Blocks) -> Blocks:
    """The rest of a day."""
    edges = [0, *(edge for block in blocks for edge in (block.start, block.end)), DAY_MINUTES]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple(Block(start, end) for start, end in pairs if start < end)
