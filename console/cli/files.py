"""Which parameters of a command name a file, and how they are shut in a restricted session: all at one place,
so that a command that is added later is shut without knowing of it."""

import re
from collections.abc import Callable
from typing import Any

import click

from console.cli.call import NAMING
from console.cli.door import refuse_file

_NAMES = re.compile(r"\b(FILES?|DIR|FOLDERS?|PATHS?)\b")
STREAM = "-"
"""Standard input or output, which the person has anyway."""


def takes_file(param: click.Parameter) -> bool:
    """Whether its value is a file or folder, by its type, or by how the help calls it."""
    called = f"{param.metavar or ''} {param.name or ''}".upper()
    return isinstance(param.type, click.Path | click.File) or _NAMES.search(called) is not None


def shut_files(command: click.Command) -> None:
    """Let a command and all below it refuse whatever names a file."""
    for param in command.params:
        # These two refuse by themselves, wherever they stand.
        if takes_file(param) and param.name not in NAMING:
            param.callback = _refusing(param.callback)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            shut_files(below)


def _refusing(
    then: Callable[..., Any] | None,
) -> Callable[[click.Context, click.Parameter, Any], Any]:
    def refuse(context: click.Context, param: click.Parameter, value: Any) -> Any:
        given = value if isinstance(value, tuple) else (value,)
        if any(str(one) != STREAM for one in given if one is not None):
            refuse_file("a file")
        return then(context, param, value) if then is not None else value

    return refuse
