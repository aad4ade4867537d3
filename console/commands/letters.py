"""What is kept by a letter: bookmarks on items, and macros."""

from console.commands import needs
from console.commands.spec import Command, Param, Where

_ITEMS = frozenset({Where.QUEUE, Where.THREAD})
_LETTER = (Param("letter", "letter"),)

COMMANDS = (
    Command(
        "bookmark set",
        "Put a letter on the item",
        _LETTER,
        keys=("m",),
        where=_ITEMS,
        why_not=needs.item,
    ),
    Command(
        "bookmark jump",
        "Back to the item with a letter; the key twice: to where you came from",
        _LETTER,
        keys=("apostrophe",),
        where=_ITEMS,
    ),
    Command("bookmark list", "The letters that were put on items", where=_ITEMS),
    Command("bookmark drop", "Take a letter away", _LETTER, where=_ITEMS),
    Command(
        "macro record",
        "Record what you do under a letter; the key again ends it",
        _LETTER,
        keys=("Q",),
        where=_ITEMS,
    ),
    Command(
        "macro play",
        "Play a macro on the marked rows, or as often as a count says; the key twice: the last one again",
        (*_LETTER, Param("times", "int", required=False)),
        keys=("at",),
        where=_ITEMS,
    ),
    Command("macro list", "The macros, and what each does", where=_ITEMS),
    Command("macro show", "What a macro does", _LETTER, where=_ITEMS),
    Command("macro drop", "Drop a macro", _LETTER, where=_ITEMS),
)
