"""The `[roles]` table."""

from pathlib import Path

import pytest

from console.config import load
from console.errors import ConfigError
from console.model.duty import Duty, Roles, differences


def read(folder: Path, text: str) -> Roles:
    file = folder / "config.toml"
    file.write_text(text)
    return load(file, folder).roles


def test_nobody_is_listed_by_default(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Roles() == read(tmp_path, "[roles]\n")
    assert Roles().dms is Duty.OPERATOR


def test_users_and_groups_by_role(tmp_path: Path) -> None:
    found = read(tmp_path, '[roles]\nviewers = ["@press"]\noperators = ["@social", "kari"]\ndms = "lead"\n')
    assert found == Roles({Duty.VIEWER: ("@press",), Duty.OPERATOR: ("@social", "kari")}, Duty.LEAD)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            '[roles]\noperator = ["kari"]',
            "line 2: roles.operator: there is no such setting; did you mean operators?",
        ),
        ('[roles]\noperators = "kari"', "line 2: roles.operators: must be a list of texts, not a text"),
        (
            '[roles]\nleads = ["kari nordmann"]',
            "line 2: roles.leads: 'kari nordmann' is no user and no group",
        ),
        ('[roles]\nleads = ["@"]', "line 2: roles.leads: '@' is no user and no group"),
        ('[roles]\nleads = ["*"]', "line 2: roles.leads: '*' is no user and no group"),
        ('[roles]\n\ndms = "nobody"', "line 3: roles.dms: 'nobody' is not known"),
        ("roles = 3", "line 1: roles: must be a table"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_key(tmp_path: Path, text: str, wrong: str) -> None:
    with pytest.raises(ConfigError) as found:
        read(tmp_path, text)
    assert wrong in str(found.value)


def test_what_changed_is_said() -> None:
    before = Roles({Duty.OPERATOR: ("@social", "kari"), Duty.VIEWER: ("wall",)})
    after = Roles({Duty.OPERATOR: ("@social", "ola"), Duty.ADMIN: ("kari",)}, Duty.LEAD)
    assert differences(before, after) == [
        "viewer: - wall",
        "operator: + ola, - kari",
        "admin: + kari",
        "private messages: lead instead of operator",
    ]
    assert differences(after, after) == []
