"""The README's table of keys, made from the registry of commands.

python scripts/keytable.py          prints it
python scripts/keytable.py --write  puts it into the README
"""

import sys
from pathlib import Path

from console.commands import Command, Where, at, usage

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- keys: made by scripts/keytable.py -->\n", "<!-- end of keys -->\n"
PLACES = {
    Where.ANYWHERE: "Everywhere",
    Where.QUEUE: "Queue and thread",
    Where.ALERT: "Alert",
    Where.WARROOM: "War room",
    Where.RUN: "Playbook",
    Where.OUTBOX: "Outbox",
    Where.RULES: "Rules",
}
NAMES = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "exclamation_mark": "!",
    "enter": "Enter",
    "space": "Space",
    "escape": "Esc",
    "home": "Home",
    "end": "End",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
}


def shown(key: str) -> str:
    """A key as it stands on the keyboard."""
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return NAMES.get(key, key)


def line(command: Command) -> str:
    keys = " ".join(f"`{shown(key)}`" for key in command.keys)
    form = usage(command).replace("|", "\\|")
    return f"| {keys} | {command.help} | `{form}` |"


def table() -> str:
    """The whole block, between its marks."""
    told: set[str] = set()
    parts = [BEGIN]
    for where, title in PLACES.items():
        rows = [one for one in at(where) if one.keys and one.name not in told]
        if where is Where.ANYWHERE:
            rows = [one for one in rows if Where.ANYWHERE in one.where]
        told |= {one.name for one in rows}
        parts.append(f"\n**{title}**\n\n| key | what it does | as a line after `:` |\n|---|---|---|\n")
        parts += [line(one) + "\n" for one in rows]
    return "".join([*parts, "\n", END])


def inserted(readme: str) -> str:
    """The README with today's table."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + table() + after


if __name__ == "__main__":
    if "--write" in sys.argv:
        README.write_text(inserted(README.read_text()))
    else:
        print(table())
