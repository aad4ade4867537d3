"""No data can become markup: what would parse it is not used at all."""

import re
from pathlib import Path

UI = Path(__file__).parents[3] / "console" / "ui"
FORBIDDEN = re.compile(
    r"\b(Static|Label|OptionList|Option|SelectionList|DataTable|ListView|Tree|Collapsible|Tabs|Markdown|RichLog|"
    r"Button|Select|Checkbox|Header|Footer)\(|\.notify\(|border_title|border_subtitle|\.tooltip|from_markup|"
    r"Text\.from_|markup=True"
)


def test_no_widget_that_parses_markup_is_used() -> None:
    found = [
        f"{path.relative_to(UI)}:{number}: {line.strip()}"
        for path in UI.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert not found


def test_only_this_room_knows_textual() -> None:
    # Measuring cells makes no markup of anything.
    pattern = re.compile(r"^\s*(from|import) (textual|rich)\b(?!\.cells import cell_len$)", re.MULTILINE)
    others = [
        path
        for path in UI.parent.rglob("*.py")
        if UI not in path.parents and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert not others
