"""The table of docs/roles.md: every question and act of the desk against every role.

python scripts/roletable.py          prints it
python scripts/roletable.py --write  puts it into the page
"""

import sys
from pathlib import Path

from console.desk.permits import PERMITS
from console.model.duty import Duty

PAGE = Path(__file__).parents[1] / "docs" / "roles.md"
BEGIN, END = "<!-- roles: made by scripts/roletable.py -->\n", "<!-- end of roles -->\n"


def table() -> str:
    """The whole block, between its marks; what is one act to a person is one line."""
    lines: dict[tuple[str, Duty, bool], list[str]] = {}
    for name, permit in PERMITS.items():
        lines.setdefault((permit.what, permit.least, permit.whole), []).append(name)
    head = f"| what | {' | '.join(Duty)} | the desk's name for it |\n|---|{':-:|' * len(Duty)}---|\n"
    rows = []
    for (what, least, whole), names in lines.items():
        marks = " | ".join("●" if duty.covers(least) else "" for duty in Duty)
        noted = " ¹" if whole else ""
        rows.append(f"| {what}{noted} | {marks} | {', '.join(f'`{name}`' for name in names)} |\n")
    note = "\n¹ Closed to whom private messages are closed: what it tells can't be parted.\n"
    return "".join([BEGIN, head, *rows, note, END])


def inserted(page: str) -> str:
    """The page with today's table."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + table() + after


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(inserted(PAGE.read_text()))
    else:
        print(table())
