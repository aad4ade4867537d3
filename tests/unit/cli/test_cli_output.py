"""What commands print: JSON that holds no control character, CSV that no spreadsheet runs, exports that come
back in."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from console.cli.output import amount, json_line
from console.cli.shape import moment
from tests.support.commandline import Beredt, jsonl, message


@given(st.text(), st.text())
def test_a_json_line_is_printable_and_comes_back(key: str, value: str) -> None:
    line = json_line({key: value})
    assert line.isprintable()
    assert json.loads(line) == {key: value}


def test_times_are_rfc_3339_in_utc() -> None:
    oslo = timezone(timedelta(hours=1))
    assert moment(datetime(2026, 11, 23, 9, 5, tzinfo=oslo)) == "2026-11-23T08:05:00Z"
    assert moment(datetime(2026, 11, 23, 9, 5, 1, 250_000, tzinfo=UTC)) == "2026-11-23T09:05:01.250000Z"


def test_an_export_of_messages_comes_back_in(beredt: Beredt) -> None:
    beredt("ingest", stdin=jsonl(*(message(number, f"Number {number} is 🎉") for number in range(3))))
    exported = beredt("export", "messages").out
    line = beredt("ingest", "--json", stdin=exported).line
    assert (line["read"], line["duplicate"], line["rejected"]) == (3, 3, 0)


def test_csv_is_safe_in_a_spreadsheet_and_keeps_numbers(beredt: Beredt) -> None:
    beredt("ingest", stdin=jsonl(message(1, "=HYPERLINK(1)"), message(2, "awful, just\nawful")))
    rows = list(csv.DictReader(io.StringIO(beredt("export", "messages", "--format", "csv").text)))
    assert [row["text"][:2] for row in rows] == ["'=", "aw"]
    assert float(rows[1]["compound"]) < 0
    items = beredt("export", "items", "--format", "csv").text
    assert len(list(csv.DictReader(io.StringIO(items)))) == 2


def test_items_in_every_state_are_exported(beredt: Beredt) -> None:
    beredt("ingest", stdin=jsonl(*(message(number) for number in range(1, 5))))
    ids = [str(line["id"]) for line in beredt("queue", "--json").lines]
    beredt("item", ids[0], "done")
    beredt("item", ids[1], "snooze", "2h")
    exported = {str(line["id"]): line["state"] for line in beredt("export", "items").lines}
    assert exported == {ids[0]: "done", ids[1]: "snoozed", ids[2]: "new", ids[3]: "new"}


def test_incidents_are_exported_with_their_timeline(beredt: Beredt) -> None:
    beredt("incident", "declare", "--severity", "3", "Late parcels")
    line = beredt("export", "incidents").line
    assert line["title"] == "Late parcels"
    assert line["timeline"]


def test_score_answers_in_the_order_asked(beredt: Beredt) -> None:
    lines = [{"id": "b", "text": "I love it"}, {"id": 7, "text": "Dette er forferdelig", "lang": "nb"}]
    ran = beredt("score", "--json", stdin=jsonl(*lines))
    assert [line["id"] for line in ran.lines] == ["b", 7]
    assert [line["label"] for line in ran.lines] == ["positive", "negative"]
    assert list(ran.lines[0]) == ["id", "lang", "compound", "label", "unsure", "flags", "reasons", "anger"]


def test_score_says_that_it_knows_nothing_of_what_was_taught(beredt: Beredt) -> None:
    assert "what people taught by corrections is not part" in " ".join(beredt("score", "--help").text.split())


def test_score_keeps_the_good_lines(beredt: Beredt) -> None:
    ran = beredt(
        "score", "--json", stdin=jsonl({"id": 1, "text": "fine"}) + b"{\n" + jsonl({"id": 2, "text": ""})
    )
    assert ran.code == 2
    assert [line["id"] for line in ran.lines] == [1, 2]
    assert ran.complaint.startswith("beredt: line 2: ")


def test_detect_answers_each_bucket_from_what_came_before(beredt: Beredt, tmp_path: object) -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    rows = [
        f"{(start + timedelta(minutes=5 * place)).isoformat()},{400 if 900 <= place < 912 else 3 + place % 3}"
        for place in range(1000)
    ]
    whole = beredt("detect", "-", "--json", stdin="\n".join(["timestamp,value", *rows]))
    part = beredt("detect", "-", "--json", stdin="\n".join(["timestamp,value", *rows[:905]]))
    assert whole.code == 0
    assert len(whole.lines) == 1000
    assert part.lines == whole.lines[:905]
    assert list(whole.lines[0]) == ["timestamp", "value", "expected", "upper", "score", "alarm"]
    alarms = [place for place, line in enumerate(whole.lines) if line["alarm"]]
    assert len(alarms) == 1
    assert 900 <= alarms[0] < 912


def test_detect_names_the_line_that_is_wrong(beredt: Beredt) -> None:
    ran = beredt("detect", "-", stdin="timestamp,value\n2026-11-01T00:00:00Z,1\n2026-11-01T00:05:00Z,many\n")
    assert ran.code == 2
    assert "line 3" in ran.complaint
    ran = beredt("detect", "-", stdin=b"timestamp,value\n\xff\n")
    assert "line 2" in ran.complaint


def test_one_is_said_in_the_singular() -> None:
    assert amount(1, "message") == "1 message"
    assert amount(2_100, "message") == "2,100 messages"
    assert amount(0, "message") == "0 messages"
    assert amount(1, "text or id", "texts and ids") == "1 text or id"


def test_a_backup_of_one_message_says_so(beredt: Beredt, tmp_path: Path) -> None:
    beredt("ingest", "-", stdin=jsonl(message(1, "Hello")))
    assert "1 message, " in beredt("backup", str(tmp_path / "copy.sqlite3")).text
