"""`[audit]` and `[retention]`: what they may say, and what is refused with line and key."""

from pathlib import Path

import pytest

from console.config import Settings, load
from console.errors import ConfigError
from console.model.care import Keep


def read(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "beredt.toml"
    path.write_text(text)
    return load(path, tmp_path / "data", required=True)


def test_by_default_nothing_is_anchored_and_nothing_goes(tmp_path: Path) -> None:
    settings = read(tmp_path, "")
    assert (settings.audit.anchor, settings.audit.journal, settings.retention.rules) == (None, False, ())


def test_what_is_set_is_there(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        "[audit]\nanchor = 'beside/log'\njournal = true\nevents = 5\nseconds = 2\n"
        "[retention]\ndone_days = 180\nquarantine_days = 3\ndaily = true\n",
    )
    assert settings.audit.anchor == tmp_path / "beside" / "log"
    assert (settings.audit.journal, settings.audit.events, settings.audit.seconds) == (True, 5, 2.0)
    assert settings.retention.rules == (Keep("done", 180), Keep("quarantine", 3))
    assert settings.retention.daily


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[audit]\nevents = 0", "line 2: audit.events: must lie between 1 and 100000"),
        ("[audit]\nancor = 'x'", "line 2: audit.ancor: there is no such setting"),
        ("[retention]\ndone_days = -1", "line 2: retention.done_days: must lie between 0 and 36500"),
        ("[retention]\ndone_days = 1.5", "line 2: retention.done_days: must be a whole number"),
        ("[retention]\ndaily = 'yes'", "line 2: retention.daily: must be true or false"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        read(tmp_path, text)
