"""`beredt playbook`: the shipped ones are clean, a mistake is told with file and line."""

from pathlib import Path

from tests.support.commandline import Beredt

GOOD = """---
id: late-parcels
title: Late parcels
trigger: manual
severity: SEV-3
posture: inform
roles: [lead]
owner: comms@example.org
reviewed: 2026-11-01
---
# Late parcels

## Contain
- [ ] Ask the depot
  - who: lead
"""


def test_the_shipped_ones_have_no_mistake(beredt: Beredt) -> None:
    ran = beredt("playbook", "lint", "--json")
    assert [line for line in ran.lines if line["level"] == "error"] == []
    assert ran.code == 0


def test_fourteen_are_listed(beredt: Beredt) -> None:
    listed = beredt("playbook", "--json").lines
    assert len(listed) >= 14
    assert "service-outage" in {line["id"] for line in listed}


def test_a_file_with_a_mistake_is_told_with_its_line(beredt: Beredt, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(GOOD)
    bad.write_text(GOOD.replace("who: lead", "hwo: lead").replace("late-parcels", "later-parcels"))
    assert beredt("playbook", "lint", str(good)).code == 0
    ran = beredt("playbook", "lint", str(good), str(bad), "--json")
    assert ran.code == 1
    assert {(line["path"], line["line"]) for line in ran.lines if line["level"] == "error"} == {
        (str(bad), 15)
    }
    assert f"{bad}:15: error" in beredt("playbook", "lint", str(bad)).text


def test_a_do_that_is_no_command_is_found(beredt: Beredt, tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_text(GOOD + "  - do: incident explode\n")
    ran = beredt("playbook", "lint", str(bad), "--json")
    assert ran.code == 1
    assert any(line["line"] == 16 for line in ran.lines)


def test_a_file_that_is_not_there_is_one_sentence(beredt: Beredt) -> None:
    ran = beredt("playbook", "lint", "/nowhere.md")
    assert ran.code == 2
    assert ran.complaint.count("\n") == 1


def test_own_playbooks_are_shown_as_written(beredt: Beredt, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "late.md").write_text(GOOD)
    config = tmp_path / "beredt.toml"
    config.write_text(f'[desk]\nplaybooks = "{folder}"\n')
    assert "Ask the depot" in beredt("--config", str(config), "playbook", "show", "late-parcels").text
