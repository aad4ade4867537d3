"""Which key stands for which command in which place, and where two claim the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from console.commands.keynames import refusal, shown
from console.commands.layouts import QWERTY, Layout
from console.commands.registry import REGISTRY
from console.commands.spec import Command, Where


@dataclass(frozen=True)
class Keymap:
    """Keys of each place. A sequence is its keys with a blank between them."""

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys by command name, for those that were remapped."""
    layout: Layout = QWERTY

    def keys(self, command: Command) -> tuple[str, ...]:
        own = self.layout.keys.get(command.name, command.keys)
        return self.changed.get(command.name, own)

    def find(self, keys: str, where: Where) -> Command | None:
        """The command of a key or a whole sequence; what a place defines itself goes before the rest."""
        anywhere: Command | None = None
        for command in REGISTRY.values():
            if keys not in self.keys(command):
                continue
            if where in command.where:
                return command
            if Where.ANYWHERE in command.where:
                anywhere = command
        return anywhere

    def beginning(self, keys: str, where: Where) -> Sequence[tuple[str, Command]]:
        """What still may come after these keys, each with its command."""
        lead = keys + " "
        return [
            (sequence.removeprefix(lead), command)
            for command in REGISTRY.values()
            if {where, Where.ANYWHERE} & command.where
            for sequence in self.keys(command)
            if sequence.startswith(lead)
        ]

    def digit(self, key: str) -> str:
        """The key, or the digit that it stands for on this keyboard."""
        return self.layout.digits.get(key, key)

    def label(self, name: str, *, ascii_only: bool = False) -> str:
        """The first key of a command as a person reads it, or its line if it has none."""
        command = REGISTRY.get(name)
        keys = self.keys(command) if command is not None else ()
        return shown(keys[0], ascii_only=ascii_only) if keys else f":{name}"


@dataclass(frozen=True, slots=True)
class Conflict:
    keys: str
    where: Where
    first: str
    second: str
    """The two commands; the second is one that was remapped, if either was."""
    shorter: str = ""
    """The first's key, where it is the beginning of the second's sequence."""

    def __str__(self) -> str:
        place = "everywhere" if self.where is Where.ANYWHERE else f"in the place {self.where.value!r}"
        if self.shorter:
            return (
                f"{shown(self.shorter)!r} of {self.first!r} begins {shown(self.keys)!r} of {self.second!r} "
                f"{place}, which can then never be typed"
            )
        return f"{shown(self.keys)!r} is given to both {self.first!r} and {self.second!r} {place}"


def conflicts(keymap: Keymap) -> Sequence[Conflict]:
    """Keys that two commands of one place claim, each pair once."""
    found: dict[tuple[str, frozenset[str]], Conflict] = {}
    for where in sorted(Where, key=lambda one: one is not Where.ANYWHERE):
        taken: list[tuple[str, Command]] = []
        for command in REGISTRY.values():
            if not {where, Where.ANYWHERE} & command.where:
                continue
            for keys in keymap.keys(command):
                for other, holder in taken:
                    if holder.name == command.name or not _clash(other, keys):
                        continue
                    conflict = _told(keymap, where, (other, holder), (keys, command))
                    found.setdefault((conflict.keys, frozenset((holder.name, command.name))), conflict)
                taken.append((keys, command))
    return list(found.values())


def _clash(one: str, other: str) -> bool:
    return one == other or one.startswith(other + " ") or other.startswith(one + " ")


def _told(keymap: Keymap, where: Where, one: tuple[str, Command], other: tuple[str, Command]) -> Conflict:
    pair = sorted((one, other), key=lambda each: each[1].name in keymap.changed)
    if one[0] == other[0]:
        return Conflict(one[0], where, pair[0][1].name, pair[1][1].name)
    short, long = sorted((one, other), key=lambda each: len(each[0]))
    return Conflict(long[0], where, short[1].name, long[1].name, short[0])


def unusable(keymap: Keymap) -> Iterator[tuple[str, str, str]]:
    """Command, key and reason for each remapped key that no command can have."""
    for name, keys in keymap.changed.items():
        for one in keys:
            why = refusal(one)
            if why is not None:
                yield name, one, why


def table(keymap: Keymap) -> Iterator[tuple[Where, str, Command]]:
    """Each key of each place with its command, in the order of the registry."""
    for where in Where:
        for command in REGISTRY.values():
            if where in command.where:
                for keys in keymap.keys(command):
                    yield where, keys, command
