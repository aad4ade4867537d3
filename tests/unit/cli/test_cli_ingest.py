"""`beredt ingest`: good lines are kept, bad ones are told with their number, nothing is lost."""

import json
from pathlib import Path

import pytest

from tests.support.commandline import Beredt, jsonl, message


def test_counts_and_order_of_keys(beredt: Beredt) -> None:
    ran = beredt("ingest", "--json", stdin=jsonl(message(1), message(2), message(1)))
    assert ran.code == 0
    assert list(ran.line)[:4] == ["read", "new", "duplicate", "rejected"]
    assert (ran.line["read"], ran.line["new"], ran.line["duplicate"], ran.line["rejected"]) == (3, 2, 1, 0)
    assert isinstance(ran.line["seconds"], float)
    assert ran.err == b""


def test_a_second_run_finds_everything_known(beredt: Beredt, tmp_path: Path) -> None:
    file = tmp_path / "day.jsonl"
    file.write_bytes(jsonl(*(message(number) for number in range(250))))
    assert beredt("ingest", str(file), "--json").line["new"] == 250
    again = beredt("ingest", str(file), "--json").line
    assert (again["new"], again["duplicate"]) == (0, 250)
    assert len(beredt("queue", "--json", "--limit", "1000").lines) == 250


BAD = {
    "not json": b"{bad",
    "not utf-8": b'{"text": "\xff"}',
    "a list": b"[1, 2]",
    "no channel": json.dumps({key: value for key, value in message(9).items() if key != "channel"}).encode(),
    "no network": json.dumps({key: value for key, value in message(9).items() if key != "network"}).encode(),
    "no text": json.dumps({key: value for key, value in message(9).items() if key != "text"}).encode(),
    "author is text": json.dumps(message(9, author="kari")).encode(),
    "kind is unknown": json.dumps(message(9, kind="post")).encode(),
    "time without zone": json.dumps(message(9, created_at="yesterday")).encode(),
    "NaN": json.dumps(message(9)).replace('"The app is down"', "NaN").encode(),
    "deep": b"[" * 100_000,
    "nul": b"\x00\x00",
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_told_with_its_number_and_the_others_are_kept(beredt: Beredt, bad: bytes) -> None:
    ran = beredt("ingest", "--json", stdin=jsonl(message(1)) + b"\n" + bad + b"\n" + jsonl(message(2)))
    assert ran.code == 2
    assert (ran.line["new"], ran.line["rejected"]) == (2, 1)
    assert ran.complaint.startswith("beredt: line 3: ")
    assert ran.complaint.count("\n") == 1
    assert "Traceback" not in ran.complaint
    assert len(beredt("queue", "--json").lines) == 2
    (parked,) = beredt("quarantine", "--json").lines
    assert parked["line"] == 3


def test_a_huge_text_is_cut_and_a_huge_line_refused(beredt: Beredt) -> None:
    ten_megabytes = "x" * (10 << 20)
    ran = beredt("ingest", "--json", stdin=jsonl(message(1, ten_megabytes), message(2)))
    assert ran.code == 0
    assert ran.line["new"] == 2
    (row, _other) = beredt("queue", "--json").lines
    assert len(str(row["text"])) < 1000
    forty = jsonl(message(3, "x" * (40 << 20)), message(4))
    ran = beredt("ingest", "--json", stdin=forty)
    assert (ran.line["new"], ran.line["rejected"]) == (1, 1)
    assert "line 1" in ran.complaint


def test_the_last_line_needs_no_newline(beredt: Beredt) -> None:
    assert beredt("ingest", "--json", stdin=jsonl(message(1)).rstrip()).line["new"] == 1


def test_an_edit_and_a_deletion_count_as_known(beredt: Beredt) -> None:
    beredt("ingest", stdin=jsonl(message(1)))
    edited = message(1, "The app is up", edited_at="2026-11-23T07:30:00Z")
    gone = {"network": "mastodon", "channel": "mastodon/@nordbank", "id": "1", "deleted": True}
    line = beredt("ingest", "--json", stdin=jsonl(edited, gone)).line
    assert (line["read"], line["new"], line["duplicate"], line["rejected"]) == (2, 0, 2, 0)
    assert (line["edited"], line["deleted"]) == (1, 1)


def test_a_line_cannot_pose_as_ours_or_bring_a_context(beredt: Beredt) -> None:
    beredt("ingest", stdin=jsonl(message(1, ours=True, context={"visibility": "public"})))
    (row,) = beredt("queue", "--json").lines
    assert row["state"] == "new"
    assert beredt("export", "messages").line["ours"] is False


def test_without_json_it_is_a_sentence(beredt: Beredt) -> None:
    ran = beredt("ingest", stdin=jsonl(message(1)))
    assert ran.text.startswith("read 1 line in ")
    assert "1 new" in ran.text


def test_a_missing_file_is_one_sentence(beredt: Beredt) -> None:
    ran = beredt("ingest", "/nowhere/at/all")
    assert ran.code == 2
    assert ran.complaint == "beredt: '/nowhere/at/all' can't be read (No such file or directory)\n"
