"""The README's table of keys, made from the registry of commands.

python scripts/keytable.py          prints it
python scripts/keytable.py --write  puts it into the README
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from console.commands import Command, Where, at, usage
from console.commands.keymap import Keymap
from console.commands.keynames import shown
from console.commands.layouts import LAYOUTS

EASY = Keymap(layout=LAYOUTS["nordic"])
README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- keys: made by scripts/keytable.py -->\n", "<!-- end of keys -->\n"
HEAD = "| key | nordic | what it does | as a line after `:` |\n|---|---|---|---|\n"
PLACES = {
    Where.ANYWHERE: "Everywhere",
    Where.QUEUE: "Queue and thread",
    Where.ALERT: "Alert",
    Where.WARROOM: "War room",
    Where.RUN: "Playbook",
    Where.OUTBOX: "Outbox",
    Where.ACTS: "What you did",
    Where.RULES: "Rules",
    Where.CALENDAR: "Calendar",
    Where.CORRECTIONS: "Corrections",
    Where.STATEMENT: "Statement",
}


def line(command: Command) -> str:
    keys = _told(command.keys)
    other = EASY.keys(command)
    second = "" if other == command.keys else _told(other)
    form = usage(command).replace("|", "\\|")
    return f"| {keys} | {second} | {command.help} | `{form}` |"


def _told(keys: Sequence[str]) -> str:
    return " ".join(f"`{shown(key)}`" for key in keys)


def table() -> str:
    """The whole block, between its marks."""
    told: set[str] = set()
    parts = [BEGIN]
    for where, title in PLACES.items():
        rows = [one for one in at(where) if one.keys and one.name not in told]
        if where is Where.ANYWHERE:
            rows = [one for one in rows if Where.ANYWHERE in one.where]
        told |= {one.name for one in rows}
        parts.append(f"\n**{title}**\n\n{HEAD}")
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
