"""`beredt keys`: the table as it holds, and what is wrong with a configuration."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.commandline import Beredt


@pytest.fixture
def config(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "keys.toml"
        path.write_text(text)
        return str(path)

    return write


def test_the_table_has_place_key_and_command(beredt: Beredt, config: Callable[[str], str]) -> None:
    file = config('[ui]\nkeyboard = "nordic"\n[ui.keys]\n"item done" = ["C", "g e"]\n')
    ran = beredt("--config", file, "keys", "--json")
    assert ran.code == 0
    told = {(line["place"], line["key"]): (line["command"], line["changed"]) for line in ran.lines}
    assert told["queue", "C"] == told["thread", "ge"] == ("item done", True)
    assert told["queue", "S"] == ("queue filter", False)
    assert told["anywhere", ","] == ("line", False)
    assert ("queue", "e") not in told
    plain = beredt("--config", file, "keys")
    assert plain.code == 0
    assert any(line.split()[:4] == ["queue", "C", "item", "done"] for line in plain.text.splitlines())


def test_keys_that_clash_are_named_with_both_commands_place_and_line(
    beredt: Beredt, config: Callable[[str], str]
) -> None:
    file = config('[ui.keys]\n"undo" = "U"\n"item tag" = ["t", "e"]\n"step done" = "U"\n"undo list" = "C"\n')
    ran = beredt("--config", file, "keys", "check")
    assert ran.code == 1
    queue, *walk = sorted(ran.text.splitlines(), key=lambda line: "place 'queue'" not in line)
    assert "line 3: ui.keys: 'e' is given to both 'item done' and 'item tag' in the place 'queue'" in queue
    assert len(walk) == 3
    assert all("in the place 'run'" in line for line in walk)
    ran = beredt("--config", file, "keys")
    assert ran.code == 2
    assert "is given to both" in ran.complaint
    doctor = beredt("--config", file, "doctor", "--json")
    assert doctor.code == 1
    assert any("is given to both" in str(line["detail"]) for line in doctor.lines)


def test_two_remapped_commands_that_clash_are_both_shown_with_their_lines(
    beredt: Beredt, config: Callable[[str], str]
) -> None:
    file = config('[ui.keys]\n"item tag" = "C"\n"item note" = "C"\n')
    ran = beredt("--config", file, "keys", "check", "--json")
    assert ran.code == 1
    problem = str(ran.line["problem"])
    assert "line 2" in problem
    assert "line 3" in problem


def test_a_key_that_no_terminal_sends_is_refused(beredt: Beredt, config: Callable[[str], str]) -> None:
    ran = beredt("--config", config('[ui.keys]\n"undo" = "Ctrl+H"\n'), "keys", "check")
    assert ran.code == 1
    assert "line 2: ui.keys: 'ctrl+h' can't be a key of 'undo': a terminal sends it as Backspace" in ran.text
    assert beredt("--config", config(""), "keys", "check").code == 0
