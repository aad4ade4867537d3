"""Keymaps for keyboards: which keys are easy to reach differs from country to country.

On Nordic, German and French keyboards the signs / [ ] { } @ | \\ ~ ^ ` ' : ; * ! ? need Shift or AltGr,
or are dead keys that write nothing until another follows. The second keymap does without them: letters, the
comma, and keys with a name.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass, field

EASY = frozenset(string.ascii_letters) | {"comma", "space", "enter", "escape", "tab"}
"""What is reached without AltGr, dead keys and shifted digits on QWERTY, QWERTZ, AZERTY and Nordic alike."""


@dataclass(frozen=True, slots=True)
class Layout:
    name: str
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys by command name, where they differ from the command's own."""
    digits: Mapping[str, str] = field(default_factory=dict)
    """Key to digit, where the digits themselves need Shift."""


_EASY_KEYS: Mapping[str, tuple[str, ...]] = {
    "line": ("comma",),
    "help": ("f1",),
    "alert": ("f7",),
    "queue filter": ("S", "f9"),
    "mark all": ("M",),
    "bookmark jump": ("B",),
    "macro play": ("R",),
}
_FRENCH_ROW = (
    "ampersand", "é", "quotation_mark", "apostrophe", "left_parenthesis",
    "minus", "è", "underscore", "ç", "à",
)  # fmt: skip

QWERTY = Layout("qwerty")
LAYOUTS: Mapping[str, Layout] = {
    "qwerty": QWERTY,
    "nordic": Layout("nordic", _EASY_KEYS),
    "qwertz": Layout("qwertz", _EASY_KEYS),
    "azerty": Layout("azerty", _EASY_KEYS, {key: str((n + 1) % 10) for n, key in enumerate(_FRENCH_ROW)}),
}
"""The French one is the second keymap, and reads the unshifted top row as digits of a count."""


def easy(keys: str) -> bool:
    """Whether a sequence can be typed on all of these keyboards without contortions."""
    return all(_easy(key) for key in keys.split(" "))


def _easy(key: str) -> bool:
    if key in EASY or key in ("up", "down", "left", "right", "home", "end", "pageup", "pagedown"):
        return True
    if key.startswith("ctrl+"):
        return len(key) == 6 and key[5] in string.ascii_lowercase
    return key.startswith("f") and key[1:].isdigit()
