"""Acts on everything that a filter matches, and taking back, from the shell."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commandline import Beredt, jsonl, message


@pytest.fixture
def many(beredt: Beredt) -> int:
    texts = [f"Shop number {n}?" for n in range(120)] + ["The app is down, terrible!"]
    beredt("ingest", stdin=jsonl(*(message(n, text) for n, text in enumerate(texts))))
    return len(texts)


def test_it_needs_a_yes_where_nobody_can_be_asked(beredt: Beredt, many: int) -> None:
    refused = beredt("bulk", "done", "spam", "--filter", "number")
    assert refused.code == 2
    assert "120 items match and nobody can be asked; give --yes" in refused.complaint
    assert len(beredt("queue", "--limit", "1000", "--json").lines) == many


def test_all_that_matched_are_one_act_and_one_undo(beredt: Beredt, many: int) -> None:
    done = beredt("bulk", "done", "spam", "--filter", "number", "--yes", "--json")
    assert done.code == 0
    told = done.line
    assert {name: told[name] for name in ("text", "matched", "done", "left", "stopped")} == {
        "text": "done (spam)",
        "matched": 120,
        "done": 120,
        "left": {},
        "stopped": False,
    }
    left = beredt("queue", "--json").line
    beredt("item", str(left["id"]), "tag", "urgent")
    newest, act = beredt("undo", "--list", "--json").lines
    assert (newest["text"], newest["count"], newest["undoable"]) == ("tags: urgent", 1, True)
    assert (act["id"], act["text"], act["count"], act["why_not"]) == (told["act"], "done (spam)", 120, "")
    assert "120 items" in beredt("undo", "--list").text

    undone = beredt("undo", str(told["act"]))
    assert (undone.code, undone.text) == (0, "120 items: taken back: done (spam)\n")
    assert len(beredt("queue", "--limit", "1000", "--json").lines) == many
    assert beredt("undo", str(told["act"])).code == 1
    assert beredt("undo", "99999").code == 2
    assert beredt("audit", "verify").code == 0


def test_tags_and_names_are_given_as_to_one_item(beredt: Beredt, many: int) -> None:
    assert beredt("bulk", "tag", "shops", "open", "--filter", "number", "--yes").code == 0
    assert beredt("bulk", "tag", "-open", "--yes", "--filter", "tag:shops").code == 0
    assert beredt("bulk", "assign", "ola", "--filter", "tag:shops", "--yes").code == 0
    row = beredt("queue", "--filter", "assignee:ola tag:shops", "--limit", "1", "--json").line
    assert (row["assignee"], row["tags"]) == ("ola", ["shops"])
    again = beredt("bulk", "assign", "ola", "--filter", "assignee:ola", "--yes", "--json")
    assert (again.code, again.line["left"]) == (1, {"it is assigned so already": 120})
    assert again.line["act"] is None
    assert "held by" not in beredt("item", str(row["id"])).text
    assert "assigned to" in beredt("item", str(row["id"])).text


def test_what_matches_nothing_is_done_and_wrong_words_are_refused(beredt: Beredt, many: int) -> None:
    nothing = beredt("bulk", "done", "--filter", "tag:nothing", "--yes", "--json")
    assert (nothing.code, nothing.line["matched"]) == (0, 0)
    for wrong in (
        ["bulk", "done", "--yes"],
        ["bulk", "reply", "Hi", "--filter", "x", "--yes"],
        ["bulk", "tag", "--filter", "number", "--yes"],
        ["bulk", "snooze", "yesterday-ish", "--filter", "number", "--yes"],
        ["bulk", "done", "--filter", "nokey:x", "--yes"],
        ["undo", "1", "--list"],
    ):
        assert beredt(*wrong).code == 2, wrong
    assert beredt("undo", "--list", "--json").lines == []


def test_a_person_at_a_terminal_sees_how_many_and_which_and_may_say_no(
    beredt: Beredt, many: int, tmp_path: Path
) -> None:
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "console", "bulk", "done", "--filter", "number"]
    with subprocess.Popen(words, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE) as ran:
        os.close(theirs)
        seen = b""
        while b"[y/N]" not in seen:
            seen += os.read(ours, 4096)
        os.write(ours, b"n\n")
        assert ran.wait() == 1
    os.close(ours)
    assert b"Shop number" in seen
    assert b"115 more" in seen
    assert b"120 items: done?" in seen
    assert len(beredt("queue", "--limit", "1000", "--json").lines) == many


def test_ctrl_c_ends_after_the_part_that_is_under_way(beredt: Beredt, tmp_path: Path) -> None:
    texts = [f"Shop number {n}?" for n in range(1_500)]
    beredt("ingest", stdin=jsonl(*(message(n, text) for n, text in enumerate(texts))))
    words = [sys.executable, "-m", "console", "bulk", "tag", "x", "--filter", "number", "--yes", "--json"]
    ours, theirs = pty.openpty()
    with subprocess.Popen(words, stderr=theirs, stdout=subprocess.PIPE, text=True) as ran:
        os.close(theirs)
        assert b" of 1,500" in os.read(ours, 4096)
        ran.send_signal(signal.SIGINT)
        assert ran.stdout is not None
        out = ran.stdout.read()
        assert ran.wait() == 1
    os.close(ours)
    assert '"stopped": true' in out
    tagged = len(beredt("queue", "--filter", "tag:x", "--limit", "2000", "--json").lines)
    assert f'"done": {tagged}' in out
    assert 0 <= tagged < 1_500
    assert beredt("audit", "verify").code == 0
