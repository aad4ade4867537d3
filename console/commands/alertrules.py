"""Alert rules: counts that raise an alert, tried on history before they are saved."""

import re
from dataclasses import dataclass
from datetime import timedelta

from console.commands import needs
from console.commands.spec import Args, Command, Context, Param, Where
from console.desk.answers import Done
from console.desk.protocol import Desk
from console.errors import InputError
from console.model.alertrule import (
    COOLDOWN,
    LEAST,
    LONGEST,
    LONGEST_COOLDOWN,
    AlertRule,
    Kept,
    Measure,
    bound_of,
    bound_text,
    is_count,
    is_name,
    span_of,
    span_text,
)

_LIST = frozenset({Where.ALERT_RULES})
_PAGE = frozenset({Where.ALERT_RULE})
_BOTH = _LIST | _PAGE
ARROW = "=>"
_FORM = "write it like alertrule add outage lang:nb flag:outage => volume 15m above 20, least 5, cooldown 2h"
_COUNT = re.compile(
    r"(?:(?P<measure>\w+)\s+)?(?P<window>\d\w*)\s+above\s+(?P<bound>[\d.]+\s*(?:%|x(?:\s+usual)?)?)"
)


def read_alert_rule(name: str, text: str) -> AlertRule:
    """A rule as a line has it: `FILTER => [MEASURE] WINDOW above BOUND, least N, cooldown SPAN`.

    Raises:
        InputError: a part is missing or none. The filter is not read.
    """
    if not is_name(name):
        raise InputError(f"{name!r} is no name for a rule", fix="use letters, digits and hyphens")
    query, arrow, counts = text.rpartition(ARROW)
    if not arrow:
        raise InputError("an alert rule needs => between its filter and what it counts", fix=_FORM)
    head, *more = [" ".join(part.split()) for part in counts.split(",")]
    found = _COUNT.fullmatch(head)
    if found is None:
        raise InputError(f"{head!r} says not what is counted", fix=_FORM)
    word = found["measure"] or Measure.VOLUME.value
    if word not in set(Measure):
        measures = ", ".join(Measure)
        raise InputError(f"{word} can't be measured", fix=f"write one of {measures}")
    measure = Measure(word)
    bound = bound_of(found["bound"], measure)
    if bound is None:
        right = "40% or 2x usual" if measure is Measure.SHARE else "25 or 4x usual"
        raise InputError(f"{measure} can't be held against {found['bound']}", fix=f"write above {right}")
    least, cooldown = LEAST, COOLDOWN
    for part in more:
        word, _, value = part.partition(" ")
        if word == "least" and is_count(value):
            least = int(value)
        elif word == "cooldown":
            cooldown = _span(value, LONGEST_COOLDOWN)
        else:
            raise InputError(f"an alert rule has no {part!r}", fix=_FORM)
    window = _span(found["window"], LONGEST)
    return AlertRule(name, query.strip(), measure, window, *bound, least, cooldown)


def _span(text: str, most: timedelta) -> timedelta:
    found = span_of(text, most)
    if found is None:
        days = most.days
        raise InputError(
            f"{text!r} is no time that a rule can take",
            fix=f"write whole steps of five minutes up to {days} days, such as 30m or 2h"
            if days > 1
            else "write whole steps of five minutes up to 24h, such as 30m or 2h",
        )
    return found


def count_of(rule: AlertRule) -> str:
    """What stands behind the arrow."""
    return (
        f"{rule.measure} {span_text(rule.window)} above {bound_text(rule)},"
        f" least {rule.least}, cooldown {span_text(rule.cooldown)}"
    )


def line_of(rule: AlertRule) -> str:
    """What `read_alert_rule` reads."""
    return f"{rule.filter} {ARROW} {count_of(rule)}".lstrip()


async def _kept(desk: Desk, context: Context, args: Args) -> Kept:
    ref = args.get("rule")
    if ref:
        return await desk.find_alert_rule(str(ref))
    return needs.need(context.alert_rule, needs.NO_ALERT_RULE)


async def _add(desk: Desk, context: Context, args: Args) -> Done:
    rule = read_alert_rule(str(args["name"]), str(args["count"]))
    await desk.back_test(rule)
    return await desk.add_alert_rule(rule)


async def _change(desk: Desk, context: Context, args: Args) -> Done:
    kept = await desk.find_alert_rule(str(args["rule"]))
    rule = read_alert_rule(kept.rule.name, str(args["count"]))
    await desk.back_test(rule)
    return await desk.change_alert_rule(kept.id, rule)


@dataclass(frozen=True, slots=True)
class _Switch:
    on: bool

    async def __call__(self, desk: Desk, context: Context, args: Args) -> Done:
        return await desk.switch_alert_rule((await _kept(desk, context, args)).id, self.on)


async def _toggle(desk: Desk, context: Context, args: Args) -> Done:
    kept = await _kept(desk, context, args)
    return await desk.switch_alert_rule(kept.id, not kept.enabled)


async def _remove(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.remove_alert_rule((await _kept(desk, context, args)).id)


_RULE = (Param("rule", "word", required=False),)

COMMANDS = (
    Command(
        "alertrules", "Alert rules: counts that raise an alert, and how often they were right", keys=("f12",)
    ),
    Command(
        "alertrule add",
        "Save an alert rule, FILTER => COUNT; when it would have fired on history is shown first",
        (Param("name", "word"), Param("count", "text")),
        keys=("a",),
        where=_LIST,
        undoable=True,
        verbatim=True,
        run=_add,
    ),
    Command(
        "alertrule change",
        "Change an alert rule; when it would have fired on history is shown first",
        (Param("rule", "word"), Param("count", "text")),
        keys=("e",),
        where=_BOTH,
        undoable=True,
        verbatim=True,
        run=_change,
    ),
    Command(
        "alertrule show",
        "The alert rule: its versions, its alerts, and how often they were right",
        _RULE,
        keys=("enter",),
        where=_LIST,
    ),
    Command(
        "alertrule alert",
        "Open the alert that the rule raised",
        keys=("enter",),
        where=_PAGE,
        why_not=needs.raised,
    ),
    Command(
        "alertrule toggle",
        "Turn the alert rule on or off",
        keys=("space",),
        where=_BOTH,
        undoable=True,
        run=_toggle,
        why_not=needs.alert_rule,
    ),
    Command(
        "alertrule remove",
        "Remove the alert rule; its alerts and their labels stay",
        _RULE,
        keys=("D",),
        where=_BOTH,
        undoable=True,
        run=_remove,
    ),
    Command("alertrule on", "Turn an alert rule on", _RULE, undoable=True, run=_Switch(True)),
    Command("alertrule off", "Turn an alert rule off", _RULE, undoable=True, run=_Switch(False)),
)
