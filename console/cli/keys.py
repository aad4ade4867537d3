"""`beredt keys`: which key does what, as the configuration has it, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit, say
from console.commands import REGISTRY
from console.commands.keymap import Conflict, Keymap, conflicts, table, unusable
from console.commands.keynames import sequence, shown
from console.commands.layouts import LAYOUTS
from console.config import Settings, line_of
from console.errors import ConfigError


@click.group(invoke_without_command=True)
@options
@pass_call
@click.pass_context
def keys(context: click.Context, call: Call) -> int:
    """Print each place's keys with their commands, as the configuration has them."""
    if context.invoked_subcommand is not None:
        return 0
    settings = call.settings
    check_keys(settings)
    rows = list(table(keymap(settings)))
    if call.json:
        for where, keys, command in rows:
            changed = command.name in settings.ui.keys
            emit({"place": where.value, "key": shown(keys), "command": command.name, "changed": changed})
    else:
        columns((where.value, shown(keys), command.name, command.help) for where, keys, command in rows)
    return 0


@keys.command()
@options
@pass_call
def check(call: Call) -> int:
    """Say which keys of the configuration clash or can't be typed; exit code 1 if any does."""
    problems: tuple[str, ...] = ()
    try:
        check_keys(call.settings)
    except ConfigError as error:
        problems = error.problems
    if call.json:
        for problem in problems:
            emit({"ok": False, "problem": problem})
        if not problems:
            emit({"ok": True, "problem": None})
    else:
        for problem in problems or ("no two commands claim one key, and all keys can be typed",):
            say(problem)
    return 1 if problems else 0


def named_keys(settings: Settings) -> Mapping[str, tuple[str, ...]]:
    """The remapped keys as Textual names them, however they were written."""
    return {name: tuple(sequence(key) for key in keys) for name, keys in settings.ui.keys.items()}


def keymap(settings: Settings) -> Keymap:
    return Keymap(named_keys(settings), LAYOUTS[settings.ui.keyboard])


def check_keys(settings: Settings) -> None:
    """Every name under [ui.keys] must be a command, every key typeable and its own.

    Raises:
        ConfigError: with file and line; `problems` has all of them.
    """
    if not settings.ui.keys:
        return
    problems = [*_unknown(settings)]
    if not problems:
        problems = [*_untypeable(settings), *(_clash(settings, one) for one in conflicts(keymap(settings)))]
    if problems:
        what, fix = problems[0]
        told = tuple(f"{what}; {fix}" for what, fix in problems)
        raise ConfigError(what, fix=fix, problems=told)


Problem = tuple[str, str]
"""What is wrong, and what to do."""


def _at(settings: Settings, name: str) -> str:
    path = settings.path
    line = line_of(path, ("ui", "keys", name)) if path else None
    return f"{str(path)!r}, line {line}: ui.keys: "


def _unknown(settings: Settings) -> Iterator[Problem]:
    for name in settings.ui.keys:
        if name not in REGISTRY:
            near = get_close_matches(name, REGISTRY, n=1)
            fix = f"did you mean {near[0]!r}?" if near else "? in the console shows all commands"
            yield f"{_at(settings, name)}there is no command {name!r}", fix


def _untypeable(settings: Settings) -> Iterator[Problem]:
    for name, key, why in unusable(keymap(settings)):
        yield f"{_at(settings, name)}{shown(key)!r} can't be a key of {name!r}: {why}", "choose another key"


def _clash(settings: Settings, one: Conflict) -> Problem:
    remapped = [name for name in (one.second, one.first) if name in settings.ui.keys]
    lead = _at(settings, remapped[0]) if remapped else ""
    also = [f"{name!r} is on line {_line(settings, name)}" for name in remapped[1:]]
    fix = f"give {one.first!r} another key as well, or {one.second!r} a free one"
    return f"{lead}{one}" + "".join(f" ({text})" for text in also), fix


def _line(settings: Settings, name: str) -> int | None:
    return line_of(settings.path, ("ui", "keys", name)) if settings.path else None
