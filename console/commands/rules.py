"""Rules over what comes in."""

from dataclasses import dataclass

from console.commands import needs
from console.commands.spec import Args, Command, Context, Param, Where
from console.desk.answers import Done
from console.desk.protocol import Desk
from console.errors import InputError
from console.model.rule import Rule
from console.rules import read_action

_RULES = frozenset({Where.RULES})
ARROW = "=>"
STOP = "stop"
_FORM = 'write it like rule add money lang:nb "pengene tilbake" => tag refund, assign kari'


def read_rule(name: str, text: str) -> Rule:
    """A rule as a line has it: `FILTER => ACTION, ACTION`; `stop` among the actions ends the asking there.

    Raises:
        InputError: the arrow is missing, or an action is none. Nothing else is checked.
    """
    query, arrow, does = text.rpartition(ARROW)
    if not arrow:
        raise InputError("a rule needs => between its condition and what it does", fix=_FORM)
    parts = [part.strip() for part in does.split(",") if part.strip()]
    actions = tuple(read_action(part) for part in parts if part.casefold() != STOP)
    return Rule(name, query.strip(), actions, stop=len(actions) < len(parts))


def line_of(rule: Rule) -> str:
    """What `read_rule` reads."""
    does = [*map(str, rule.actions), *([STOP] if rule.stop else [])]
    return f"{rule.query} {ARROW} {', '.join(does)}"


def _name(context: Context, args: Args) -> str:
    return str(args.get("name") or needs.need(context.rule, needs.NO_RULE).name)


async def _add(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.save_rule(read_rule(str(args["name"]), str(args["rule"])))


async def _move(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.move_rule(str(args["name"]), int(str(args["place"])))


@dataclass(frozen=True, slots=True)
class _Shift:
    by: int

    async def __call__(self, desk: Desk, context: Context, args: Args) -> Done:
        name = _name(context, args)
        names = [rule.name for rule in await desk.rules()]
        place = names.index(name) + 1 + self.by if name in names else 1
        return await desk.move_rule(name, max(1, min(place, len(names))))


@dataclass(frozen=True, slots=True)
class _Switch:
    on: bool

    async def __call__(self, desk: Desk, context: Context, args: Args) -> Done:
        return await desk.switch_rule(_name(context, args), self.on)


async def _toggle(desk: Desk, context: Context, args: Args) -> Done:
    rule = await desk.rule(_name(context, args))
    return await desk.switch_rule(rule.name, not rule.enabled)


async def _remove(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.remove_rule(_name(context, args))


_NAME = (Param("name", "word", required=False),)

COMMANDS = (
    Command("rules", "The rules over what comes in, in their order", keys=("f8",)),
    Command(
        "rule add",
        "Save a rule, FILTER => ACTIONS; what it would have done on history is shown first",
        (Param("name", "word"), Param("rule", "text")),
        keys=("a",),
        where=_RULES,
        undoable=True,
        verbatim=True,
        run=_add,
    ),
    Command(
        "rule log",
        "What the rule did, and what it was not allowed to do",
        keys=("enter",),
        where=_RULES,
        why_not=needs.rule,
    ),
    Command(
        "rule toggle",
        "Turn the rule on or off",
        keys=("space",),
        where=_RULES,
        undoable=True,
        run=_toggle,
        why_not=needs.rule,
    ),
    Command(
        "rule up",
        "Ask the rule earlier",
        keys=("K",),
        where=_RULES,
        undoable=True,
        run=_Shift(-1),
        why_not=needs.rule,
    ),
    Command(
        "rule down",
        "Ask the rule later",
        keys=("J",),
        where=_RULES,
        undoable=True,
        run=_Shift(1),
        why_not=needs.rule,
    ),
    Command(
        "rule remove",
        "Remove the rule; what it did stays",
        _NAME,
        keys=("D",),
        where=_RULES,
        undoable=True,
        run=_remove,
    ),
    Command(
        "rule move",
        "Put a rule in another place, counted from 1",
        (Param("name", "word"), Param("place", "int")),
        undoable=True,
        run=_move,
    ),
    Command("rule enable", "Turn a rule on", _NAME, undoable=True, run=_Switch(True)),
    Command("rule disable", "Turn a rule off", _NAME, undoable=True, run=_Switch(False)),
)
