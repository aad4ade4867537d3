"""One registry: name, arguments, help, default keys, undoable, why-disabled, and the call of the desk."""

from console.commands.line import duration, usage
from console.commands.registry import REGISTRY, at, check_line, parse, perform
from console.commands.spec import Args, Command, Context, Param, Where
from console.commands.until import until

__all__ = [
    "REGISTRY",
    "Args",
    "Command",
    "Context",
    "Param",
    "Where",
    "at",
    "check_line",
    "duration",
    "parse",
    "perform",
    "until",
    "usage",
]
