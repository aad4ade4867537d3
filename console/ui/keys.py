"""From a pressed key to a command: the keymap, counts, and pasted text that is no command."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from console.commands import REGISTRY, Command, Where

PASTE_KEYS = 4
"""So many different printable keys in one breath were not typed by a person."""
FIRST_LOOK = 0.004
"""Seconds that a key waits for company: a paste arrives all at once."""
SILENCE = 0.03
"""Seconds without a key that end a burst."""


@dataclass(frozen=True)
class Keymap:
    """Keys of each place. What a place defines itself goes before what is everywhere."""

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys by command name, for those that were remapped."""

    def keys(self, command: Command) -> tuple[str, ...]:
        return self.changed.get(command.name, command.keys)

    def find(self, key: str, where: Where) -> Command | None:
        anywhere: Command | None = None
        for command in REGISTRY.values():
            if key not in self.keys(command):
                continue
            if where in command.where:
                return command
            if Where.ANYWHERE in command.where:
                anywhere = command
        return anywhere


_SHOWN = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "asterisk": "*",
    "exclamation_mark": "!",
    "escape": "Esc",
    "enter": "Enter",
    "home": "Home",
    "end": "End",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
    "space": "Space",
    "tab": "Tab",
}


def shown(key: str, *, ascii_only: bool = False) -> str:
    """A key as a person reads it."""
    if ascii_only and key in ("up", "down"):
        return key.capitalize()
    if key in _SHOWN:
        return _SHOWN[key]
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return key


@dataclass
class Burst:
    """Collects keys that arrive together; a person's keys pass, a paste is dropped."""

    keys: list[str] = field(default_factory=list)

    def feed(self, key: str) -> float:
        """Take a key; returns the seconds of silence after which `settle` is to be called."""
        self.keys.append(key)
        return FIRST_LOOK if len(self.keys) == 1 else SILENCE

    def settle(self, *, text: bool = False) -> tuple[Sequence[str], bool]:
        """The keys to act on, and whether a paste was dropped.

        With `text` what is typed writes something and does nothing: of a paste only Enter and the like go.
        """
        keys, self.keys = self.keys, []
        if pasted(keys):
            return ([key for key in keys if is_printable(key)], False) if text else ([], True)
        return keys, False


def pasted(keys: Iterable[str]) -> bool:
    printable = [key for key in keys if is_printable(key)]
    return len(printable) >= PASTE_KEYS and len(set(printable)) > 1


def is_printable(key: str) -> bool:
    return len(key) == 1 or key in _CHARACTERS


def character(key: str) -> str:
    """What a printable key writes."""
    return _CHARACTERS.get(key, key)


_CHARACTERS = {
    "space": " ",
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "asterisk": "*",
    "exclamation_mark": "!",
    "full_stop": ".",
    "comma": ",",
    "minus": "-",
}
