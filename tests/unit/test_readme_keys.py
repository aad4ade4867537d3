"""The README's keys are those of the registry."""

from scripts.keytable import README, inserted


def test_the_readme_has_todays_keys() -> None:
    readme = README.read_text()
    assert inserted(readme) == readme, "run: .venv/bin/python scripts/keytable.py --write"
