"""A line of the registry: what `:` takes, what a playbook's `do` holds, what the palette runs."""

import re
import shlex
from collections.abc import Mapping
from datetime import timedelta

from console.commands.spec import Args, Command, Param, Value
from console.errors import InputError

SPAN = re.compile(r"(\d+)\s*([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def duration(text: str) -> timedelta:
    """`30s`, `20m`, `1h30m`, `2d`. Raises InputError."""
    if not re.fullmatch(rf"(?:{SPAN.pattern}\s*)+", text):
        raise InputError(f"{text!r} is no duration", fix="write it like 30s, 20m, 1h30m or 2d")
    seconds = sum(int(count) * _SECONDS[unit] for count, unit in SPAN.findall(text))
    if not 0 < seconds <= 366 * 86400:
        raise InputError(f"{text!r} is not between a second and a year", fix="choose a shorter one")
    return timedelta(seconds=seconds)


def _value(command: Command, param: Param, text: str) -> Value:
    if param.kind == "int":
        if not re.fullmatch(r"\d{1,15}", text):
            raise InputError(f"{param.name} of {command.name!r} must be a whole number, not {text!r}")
        return int(text)
    if param.kind == "letter":
        if not re.fullmatch("[a-z]", text):
            raise InputError(f"{param.name} of {command.name!r} must be a letter from a to z, not {text!r}")
        return text
    if param.kind == "duration":
        return duration(text)
    if param.kind == "choice" and text not in param.choices:
        raise InputError(
            f"{param.name} of {command.name!r} can't be {text!r}",
            fix="it is one of " + ", ".join(param.choices),
        )
    return text


def _split(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        raise InputError("a quotation mark is not closed", fix="close it, or leave it out") from None


def find(line: str, registry: Mapping[str, Command]) -> tuple[Command, list[str]]:
    """The command that a line names, and its words after the name. Raises InputError."""
    words = _split(line)
    for taken in (2, 1):
        command = registry.get(" ".join(words[:taken]))
        if command is not None and len(words) >= taken:
            return command, words[taken:]
    if not words:
        raise InputError("no command was given")
    near = [name for name in registry if name.split()[0] == words[0]]
    fix = "did you mean " + ", ".join(near) if near else "? shows all commands"
    raise InputError(f"there is no command {' '.join(words[:2])!r}", fix=fix)


def as_typed(line: str) -> list[str]:
    """What follows a name of two words: the first argument, and the rest with its quotation marks."""
    return line.split(None, 3)[2:]


def parse_args(command: Command, words: list[str]) -> Args:
    """Match words to the command's parameters. Raises InputError naming the parameter."""
    args: dict[str, Value] = {}
    options = {f"--{param.name}": param for param in command.params if param.option}
    rest: list[str] = []
    queue = list(words)
    while queue:
        word = queue.pop(0)
        name, _, given = word.partition("=")
        if name in options:
            param = options[name]
            if param.kind == "flag":
                if given:
                    raise InputError(f"{name} takes no value")
                args[param.name] = 1
                continue
            if not given and not queue:
                raise InputError(f"{name} needs a value")
            args[param.name] = _value(command, param, given or queue.pop(0))
        elif word.startswith("--"):
            known = ", ".join(options) or "none"
            raise InputError(f"{command.name!r} has no option {name!r}", fix=f"its options: {known}")
        else:
            rest.append(word)
    for param in command.params:
        if param.option:
            continue
        if param.kind in ("words", "text", "filter"):
            if rest:
                args[param.name] = tuple(rest) if param.kind == "words" else " ".join(rest)
            rest = []
        elif rest:
            args[param.name] = _value(command, param, rest.pop(0))
    if rest:
        raise InputError(f"{command.name!r} takes no {rest[0]!r}", fix=_form(command))
    for param in command.params:
        if param.required and param.name not in args:
            named = f"--{param.name}" if param.option else param.name.upper()
            raise InputError(f"{command.name!r} needs {named}", fix=_form(command))
    return args


def written(command: Command, args: Args) -> str:
    """The line that `parse` reads back as this command with these arguments."""
    words = [command.name]
    for param in command.params:
        value = args.get(param.name)
        if value is None:
            continue
        if param.option:
            words.append(f"--{param.name}")
        if isinstance(value, tuple):
            words += [shlex.quote(one) for one in value]
        elif isinstance(value, timedelta):
            words.append(f"{int(value.total_seconds())}s")
        else:
            words.append(shlex.quote(str(value)))
    return " ".join(words)


def _form(command: Command) -> str:
    # With words of its own in front: "rule add" alone reads as a sentence about a rule that is called add.
    return f"write it like {usage(command)}"


def usage(command: Command) -> str:
    """The command's form, such as `incident declare --severity N [TITLE…]`."""
    parts = [command.name]
    for param in command.params:
        shown = "|".join(param.choices) if param.choices else param.name.upper()
        if param.kind in ("words", "text", "filter"):
            shown += "…"
        if param.kind == "flag":
            shown = f"--{param.name}"
        elif param.option:
            shown = f"--{param.name} {shown}"
        parts.append(shown if param.required else f"[{shown}]")
    return " ".join(parts)
