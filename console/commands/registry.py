"""The one registry of commands."""

from collections.abc import Mapping, Sequence

from console.commands import (
    alertrules,
    calendar,
    corrections,
    crisis,
    items,
    letters,
    persons,
    rules,
    screens,
    views,
)
from console.commands.line import as_typed, find, parse_args
from console.commands.spec import Args, Command, Context, Where
from console.desk.answers import Done
from console.desk.protocol import Desk
from console.errors import InputError, NotAllowed
from console.query import parse as parse_query

REGISTRY: Mapping[str, Command] = {
    command.name: command
    for command in (
        *screens.COMMANDS,
        *items.COMMANDS,
        *letters.COMMANDS,
        *persons.COMMANDS,
        *views.COMMANDS,
        *rules.COMMANDS,
        *alertrules.COMMANDS,
        *calendar.COMMANDS,
        *corrections.COMMANDS,
        *crisis.COMMANDS,
    )
}


def parse(line: str) -> tuple[Command, Args]:
    """Read a line of the registry. Raises InputError with what would be right."""
    verbatim = REGISTRY.get(" ".join(line.split(None, 2)[:2]))
    if verbatim is not None and verbatim.verbatim:
        return verbatim, parse_args(verbatim, as_typed(line))
    command, words = find(line, REGISTRY)
    if any(param.kind == "filter" for param in command.params):
        # Quotation marks belong to the filter; its blanks are folded anyway.
        words = line.split()[len(command.name.split()) :]
    return command, parse_args(command, words)


def check_line(line: str) -> str | None:
    """What is wrong with a line, or None: for the playbook linter."""
    try:
        command, args = parse(line)
        if command.name == "queue filter":
            parse_query(str(args.get("query", "")))
    except InputError as error:
        return str(error)
    return None


def at(where: Where) -> Sequence[Command]:
    """The commands that a place offers."""
    return [command for command in REGISTRY.values() if {where, Where.ANYWHERE} & command.where]


async def perform(command: Command, desk: Desk, context: Context, args: Args) -> Done:
    """Run an act. Raises NotAllowed with the reason when it can't be done here and now."""
    if command.run is None:
        raise InputError(f"{command.name!r} works only on a screen")
    reason = command.why_not(context)
    if reason:
        raise NotAllowed(reason)
    return await command.run(desk, context, args)
