"""Names of keys: as Textual says them, as a person writes and reads them, and which ones can be used."""

import string
import unicodedata

_SHORT = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}


def _sign(char: str) -> str:
    name = unicodedata.name(char).lower().replace("-", "_").replace(" ", "_")
    return _SHORT.get(name, name)


SIGNS = {_sign(char): char for char in string.punctuation + " "}
"""Key name to the character it writes, for those that are neither letter nor digit."""
_NAMES = {char: name for name, char in SIGNS.items()}
_NAMED = {
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "space": "Space",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "insert": "Ins",
    "delete": "Del",
}
_SPELT = {"up": "Up", "down": "Down", "left": "Left", "right": "Right"}
_ALSO = {shown.lower(): name for name, shown in _NAMED.items()} | {"return": "enter", "page_down": "pagedown"}
_SAME = {
    "ctrl+h": "Backspace",
    "ctrl+i": "Tab",
    "ctrl+j": "a line break",
    "ctrl+m": "Enter",
    "ctrl+left_square_bracket": "Esc",
}
LONGEST = 3
"""Keys of one sequence."""


def named(text: str) -> str:
    """One key as Textual names it, from what a person may write: `/`, `Esc`, `F5`, `Ctrl+X`."""
    if len(text) == 1:
        return _NAMES.get(text, text)
    low = text.lower()
    before, plus, last = low.rpartition("+")
    if plus and before:
        return f"{before}+{_NAMES.get(last, last)}"
    return _ALSO.get(low, low)


def sequence(text: str) -> str:
    """Keys that follow each other, one blank between them: `g g`."""
    return " ".join(named(key) for key in text.split()) or text


def refusal(keys: str) -> str | None:
    """Why a key or a sequence, in Textual's names, can't be used for a command; None if it can."""
    several = keys.split(" ")
    if len(several) > LONGEST:
        return f"more than {LONGEST} keys are no shortcut"
    if len(several) > 1 and "escape" in several:
        return "Esc leaves what was begun, so that it can be no part of a sequence"
    return next((why for key in several if (why := _refused(key)) is not None), None)


def _refused(key: str) -> str | None:
    if len(key) == 1:
        return "digits are counts" if key.isdigit() else None if key.isprintable() else "it can't be typed"
    if key in _SAME:
        return f"a terminal sends it as {_SAME[key]}"
    if key == "backspace":
        return "it only takes away what was typed"
    if key == "ctrl+c":
        return "it leaves questions and texts, and never acts"
    before, plus, last = key.rpartition("+")
    if plus:
        if before == "ctrl" and len(last) == 1 and last in string.ascii_lowercase:
            return None
        return "not every terminal sends it; ctrl with a letter is what all send"
    if key in SIGNS or key in _NAMED or (key[:1] == "f" and key[1:].isdigit() and 1 <= int(key[1:]) <= 12):
        return None
    return "no key has this name"


def shown(keys: str, *, ascii_only: bool = False) -> str:
    """A key or a sequence as a person reads it."""
    parts = [_shown(key, ascii_only) for key in keys.split(" ")]
    return ("" if all(len(part) == 1 for part in parts) else " ").join(parts)


def _shown(key: str, ascii_only: bool) -> str:
    if key in _NAMED:
        return _SPELT[key] if ascii_only and key in _SPELT else _NAMED[key]
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return SIGNS.get(key, key)


def is_printable(key: str) -> bool:
    return len(key) == 1 or key in SIGNS


def character(key: str) -> str:
    """What a printable key writes."""
    return SIGNS.get(key, key)
