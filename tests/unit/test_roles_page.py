"""The table of docs/roles.md is what the desk asks."""

from console.desk.permits import PERMITS
from scripts.roletable import PAGE, inserted


def test_the_page_has_todays_table() -> None:
    page = PAGE.read_text()
    assert inserted(page) == page, "run: .venv/bin/python scripts/roletable.py --write"
    assert all(f"`{name}`" in page for name in PERMITS)
