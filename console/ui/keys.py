"""Keys that arrive together: a person's pass, and pasted text is no command."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from textual.keys import key_to_character

from console.commands.keynames import character, is_printable

PASTE_KEYS = 4
"""So many different printable keys in one breath were not typed by a person."""
FIRST_LOOK = 0.004
"""Seconds that a key waits for company: a paste arrives all at once."""
SILENCE = 0.03
"""Seconds without a key that end a burst."""


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


def written(key: str) -> str:
    """What a key writes into a text; empty if nothing."""
    if key == "enter":
        return "\n"
    text = character(key) if is_printable(key) else key_to_character(key) or ""
    return text if text.isprintable() else ""


def pasted(keys: Iterable[str]) -> bool:
    printable = [key for key in keys if is_printable(key)]
    return len(printable) >= PASTE_KEYS and len(set(printable)) > 1
