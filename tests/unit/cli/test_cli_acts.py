"""Acts at the desk from the shell: the registry's grammar, the item after, the exit code."""

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.support.commandline import Beredt, jsonl, message


@pytest.fixture
def one(beredt: Beredt) -> str:
    beredt("ingest", stdin=jsonl(message(1, "The app is down, terrible!")))
    return str(beredt("queue", "--json").line["id"])


def test_claim_tag_note_and_release_show_the_item_after(beredt: Beredt, one: str) -> None:
    me = beredt("item", one, "claim", "--json").line["holder"]
    assert me
    assert beredt("item", one, "tag", "refund", "vip", "--json").line["tags"] == ["refund", "vip"]
    assert beredt("item", "--json", one, "tag", "-vip").line["tags"] == ["refund"]
    assert beredt("--json", "item", one, "release").line["holder"] is None
    beredt("item", one, "note", "called", "her", "back")
    shown = beredt("item", one, "show", "--json").line
    (note,) = shown["notes"]  # type: ignore[misc] a list, as JSON came
    assert note["text"] == "called her back"
    assert [part["text"] for part in shown["thread"]] == ["The app is down, terrible!"]  # type: ignore[attr-defined]


def test_done_with_a_reason_and_undo(beredt: Beredt, one: str) -> None:
    done = beredt("item", one, "done", "troll", "--json").line
    assert (done["state"], done["reason"]) == ("done", "troll")
    assert beredt("queue", "--json").lines == []
    assert beredt("undo").code == 0
    assert beredt("item", one, "--json").line["state"] == "new"
    assert beredt("queue", "--json", "--filter", "is:new").line["id"] == int(one)


def test_a_reply_waits_in_the_outbox_and_can_be_cancelled(
    beredt: Beredt, one: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEREDT_TEST_TOKEN", "token-for-a-test")
    config = tmp_path / "mastodon.toml"
    config.write_text(
        '[[channel]]\nnetwork = "mastodon"\nhandle = "@nordbank"\nserver = "https://social.example"\n'
        'secret = "env:BEREDT_TEST_TOKEN"\n[desk]\nhold_seconds = 3600\n'
    )
    told = beredt("--config", str(config), "item", one, "reply", "-", stdin="We are on it.\n\nSorry!\n")
    assert told.code == 0, told.complaint
    assert "it leaves while" in told.complaint, "nothing is sent by a command, and it must not seem so"
    held = beredt("outbox", "--json").line
    assert (held["state"], held["text"]) == ("held", "We are on it.\n\nSorry!")
    assert beredt("outbox", "cancel", str(held["id"]), "--json").line["state"] == "cancelled"
    assert "We are on it." in beredt("item", one).text


def test_a_reply_that_cannot_leave_is_kept_as_the_draft(beredt: Beredt, one: str) -> None:
    refused = beredt("item", one, "reply", "We are on it")
    assert refused.code == 1
    assert "the draft is kept" in refused.complaint
    assert "We are on it" in str(beredt("item", one, "--json").line["draft"])
    beredt("item", one, "reply", "We are still on it")
    draft = str(beredt("item", one, "--json").line["draft"])
    assert "We are on it" in draft, "a draft that stood there was lost"
    assert "We are still on it" in draft


@pytest.fixture
def in_oslo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_oslo")
def test_snooze_says_until_when_on_this_hosts_clock(beredt: Beredt, one: str) -> None:
    said = beredt("item", one, "snooze", "tomorrow 12").text
    until = datetime.fromisoformat(str(beredt("item", one, "--json").line["snoozed_until"]))
    assert said == f"snoozed until {until.astimezone(ZoneInfo('Europe/Oslo')):%Y-%m-%d} 12:00\n"
    assert beredt("undo").code == 0
    assert beredt("item", one, "snooze", "reply").text == "snoozed until they write\n"


def test_snooze_takes_a_duration(beredt: Beredt, one: str) -> None:
    assert beredt("item", one, "snooze", "2h", "--json").line["state"] == "snoozed"
    assert beredt("queue", "--json").lines == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["item", "99"], 2, "there is no item 99"),
        (["item", "x"], 2, "'x' is not a valid integer"),
        (["item", "9" * 30], 2, "is not in the range"),
        (["queue", "--after", "9" * 30], 2, "is no place in the queue"),
        (["queue", "--after", f"{'9' * 30}/2026-11-23T00:00:00Z/1"], 2, "is no place in the queue"),
        (["item", "1", "paint"], 2, "'paint' is not one of"),
        (["item", "1", "snooze"], 2, "needs UNTIL"),
        (["item", "1", "snooze", "soon"], 2, "is no time"),
        (["item", "1", "done", "bored"], 2, "it is one of troll"),
        (["item", "1", "claim", "extra"], 2, "takes no 'extra'"),
        (["undo"], 1, ""),
        (["outbox", "cancel", "5"], 2, "there is no reply 5"),
        (["alerts", "ack", "5"], 2, "5"),
        (["incident", "show", "5"], 2, "5"),
        (["incident", "declare"], 2, "needs --severity"),
        (["run", "start", "nothing-like-it"], 2, "nothing-like-it"),
        (["queue", "--filter", "is:purple"], 2, "purple"),
        (["queue", "--after", "x"], 2, "is no place in the queue"),
        (["queue", "--limit", "0"], 2, "--limit"),
        (["playbook", "show", "nothing-like-it"], 2, "there is no playbook"),
        (["quue"], 2, "perhaps queue"),
    ],
)
def test_wrong_use_is_one_sentence(beredt: Beredt, one: str, words: list[str], code: int, said: str) -> None:
    ran = beredt(*words)
    assert ran.code == code
    assert said in ran.complaint
    assert ran.complaint.startswith("beredt: ")
    # Below the sentence a filter is shown again with a caret, set in.
    assert [line.startswith("  ") for line in ran.complaint.splitlines()].count(False) == 1
    assert ran.out == b""


def test_the_queue_pages_by_key(beredt: Beredt) -> None:
    beredt("ingest", stdin=jsonl(*(message(number) for number in range(7))))
    whole = [line["id"] for line in beredt("queue", "--json").lines]
    first = beredt("queue", "--json", "--limit", "3").lines
    paged = [line["id"] for line in first]
    while page := beredt("queue", "--json", "--limit", "3", "--after", str(first[-1]["key"])).lines:
        paged += [line["id"] for line in page]
        first = page
    assert paged == whole
    by_id = beredt("queue", "--json", "--after", str(whole[4])).lines
    assert [line["id"] for line in by_id] == whole[5:]
    assert len(whole) == 7


def test_an_incident_from_declaration_to_close(beredt: Beredt) -> None:
    declared = beredt("incident", "declare", "--severity", "2", "The app is down", "--json").line
    assert (declared["id"], declared["severity"], declared["title"]) == (1, "SEV-2", "The app is down")
    assert beredt("incident", "log", "1", "we are on it").code == 0
    assert beredt("incident", "word", "1", "--next", "30m").code == 0
    assert beredt("incident", "severity", "1", "1", "--json").line["severity"] == "SEV-1"
    assert beredt("incident", "role", "1", "voice").code == 0
    shown = beredt("incident", "show", "1", "--json").line
    assert "we are on it" in str(shown["timeline"])
    told = beredt("incident", "show", "1").out.decode()
    assert f"promised the next word by {shown['next_word_at']}" in told
    assert beredt("incident", "stand-down", "1", "--json").line["status"] == "stable"
    assert beredt("incident", "close", "1", "--json").line["status"] == "closed"
    assert beredt("incident", "list", "--open", "--json").lines == []
    assert beredt("incident", "--json").line["id"] == 1


def test_a_playbook_walked_from_the_shell(beredt: Beredt) -> None:
    beredt("incident", "declare", "--severity", "2", "--type", "service-outage")
    run = beredt("run", "start", "service-outage", "--incident", "1", "--json").line
    assert run["playbook_id"] == "service-outage"
    first = str(run["current"])
    after = beredt("run", "step", "1", "done", "link to the ticket", "--json").line
    assert after["steps"][first]["state"] == "done"  # type: ignore[index] an object, as JSON came
    assert after["current"] != first
    assert beredt("run", "step", "1", "skip").code == 2
    assert first in beredt("run", "show", "1").text


def test_publishing_is_paused_and_resumed(beredt: Beredt) -> None:
    beredt("ingest")
    assert beredt("publishing", "show", "--json").line["paused"] is False
    assert beredt("publishing", "pause", "--reason", "outage").code == 0
    assert "outage" in beredt("publishing", "show").text
    assert beredt("publishing", "resume").code == 0
    assert beredt("publishing", "show", "--json").line["paused"] is False


def test_audit_says_no_when_an_event_was_changed(beredt: Beredt, one: str, tmp_path_factory: object) -> None:
    import os
    import sqlite3

    beredt("item", one, "claim")
    assert beredt("audit", "verify", "--json").line == {"events": 1, "ok": True, "first_bad": None}
    database = sqlite3.connect(os.path.join(os.environ["BEREDT_DATA_DIR"], "beredt.db"))
    database.execute("PRAGMA writable_schema = ON")
    for (trigger,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{trigger}"')
    database.execute("UPDATE events SET actor = 'mallory'")
    database.commit()
    database.close()
    ran = beredt("audit", "verify", "--json")
    assert ran.code == 1
    assert (ran.line["ok"], ran.line["first_bad"]) == (False, 1)


def test_promises_in_the_queue_and_in_an_item(beredt: Beredt, tmp_path: Path) -> None:
    config = tmp_path / "promises.toml"
    config.write_text('[[promise]]\nkinds = ["dm"]\nfirst = "1h"\n')
    old = message(1, "Nobody answers me") | {"kind": "dm", "created_at": "2026-01-05T10:00:00Z"}
    fresh = message(2, "Hello") | {"kind": "comment"}
    beredt("--config", str(config), "ingest", stdin=jsonl(old, fresh))
    late, calm = sorted(beredt("queue", "--json").lines, key=lambda line: not line["late"])
    assert (late["due_at"], late["due_for"], late["late"]) == ("2026-01-05T11:00:00Z", "first", True)
    assert (calm["due_at"], calm["due_for"], calm["late"]) == (None, None, False)
    assert [line["id"] for line in beredt("queue", "--json", "--filter", "is:late").lines] == [late["id"]]
    assert "LATE" in beredt("queue").text

    number = str(late["id"])
    assert "due:" in beredt("item", number).text
    waits = beredt("--config", str(config), "item", number, "wait", "--json").line
    assert waits["waits_since"] is not None
    assert (waits["due_at"], waits["late"]) == (None, False)
    shown = beredt("item", number, "--json").line
    [miss] = shown["misses"]  # type: ignore[misc] a list, as JSON came
    assert (miss["promised"], miss["answered_at"]) == ("first", None)
    assert beredt("--config", str(config), "undo").code == 0
    assert beredt("item", number, "--json").line["late"] is True


def test_views_are_listed_saved_and_dropped(beredt: Beredt, one: str) -> None:
    assert beredt("view", "save", "hot", "is:new", "sentiment:<0.5", "--json").line["text"] == "view saved"
    hot = next(line for line in beredt("view", "--json").lines if line["name"] == "hot")
    assert (hot["query"], hot["more"]) == ("is:new sentiment:<0.5", False)
    assert b"hot" in beredt("view").out
    assert beredt("view", "drop", "hot").code == 0
    assert beredt("view", "drop", "hot").code == 2
    assert beredt("view", "save", "x", "nokey:1").code == 2


def test_views_are_mine_or_shared_renamed_moved_and_taken_back(beredt: Beredt, one: str) -> None:
    def listed() -> list[tuple[object, bool]]:
        return [(line["name"], line["owner"] is None) for line in beredt("view", "--json").lines]

    assert beredt("view", "save", "hot", "--shared", '"exact words"', "is:new").code == 0
    assert beredt("view", "save", "hot", "is:new").code == 0
    assert listed()[0] == ("hot", False)
    assert ("hot", True) not in listed()
    assert beredt("view", "rename", "hot", "cold").code == 0
    assert listed()[0] == ("cold", False)
    assert listed()[-1] == ("hot", True)
    assert beredt("view", "--json").lines[-1]["query"] == '"exact words" is:new'
    assert beredt("view", "move", "hot", "1", "--shared").code == 0
    assert listed()[1] == ("hot", True)
    assert beredt("undo").code == 0
    assert listed()[-1] == ("hot", True)
    assert "--shared" in beredt("view", "drop", "hot").complaint
    assert beredt("view", "drop", "--shared", "hot").code == 0
    assert beredt("view").text.splitlines()[0].split() == ["view", "items", "whose", "filter"]


def test_a_tag_that_begins_with_h_is_taken_away_like_any_other(beredt: Beredt, one: str) -> None:
    beredt("item", one, "tag", "hotel", "refund")
    assert beredt("item", one, "tag", "-hotel", "--json").line["tags"] == ["refund"]


def test_no_log_is_verified_that_is_not_there(beredt: Beredt, tmp_path: Path) -> None:
    found = beredt("--data-dir", str(tmp_path / "typo"), "audit", "verify")
    assert found.code == 3
    assert b"there is no database" in found.err
    assert not (tmp_path / "typo").exists()


def test_the_parts_of_a_place_in_the_queue_and_in_an_item(beredt: Beredt, tmp_path: Path) -> None:
    config = tmp_path / "weights.toml"
    config.write_text('[priority]\nvip = ["@kari"]\nquestion = 7\n')
    asked = message(1, "When do you open?") | {"author": {"id": "k", "handle": "@kari"}, "kind": "dm"}
    beredt("--config", str(config), "ingest", stdin=jsonl(asked))
    line = beredt("--config", str(config), "queue", "--json").line
    assert line["parts"] == [
        {"text": "direct message", "weight": 60},
        {"text": "asks a question", "weight": 7},
        {"text": "a VIP", "weight": 150},
    ]
    assert line["rank"] == 1000 - 217
    assert beredt("item", str(line["id"]), "show", "--json").line["parts"] == line["parts"]
