"""Backup, restore, the anchor, erasing and retention from the shell."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from console.store.sqlite.backup import head_of
from tests.support.commandline import Beredt, jsonl, message, own_process

HANDLE = "@sigridtveit"
WHO = {"id": "author-sigridtveit", "handle": HANDLE}


@pytest.fixture
def data() -> Path:
    return Path(os.environ["BEREDT_DATA_DIR"])


@pytest.fixture
def filled(beredt: Beredt, data: Path) -> Path:
    lines = [message(1, "my zebrafish is broken, call me", author=WHO), message(2), message(3)]
    assert beredt("ingest", stdin=jsonl(*lines)).code == 0
    assert beredt("item", "2", "done").code == 0
    return data / "beredt.db"


@pytest.fixture
def configured(data: Path, beredt: Beredt) -> Callable[[str], None]:
    def write(text: str) -> None:
        (data / "beredt.toml").write_text(text)

    return write


def test_a_backup_is_told_with_its_hash_and_put_back(beredt: Beredt, filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    ran = beredt("backup", str(target), "--json")
    assert ran.code == 0
    assert (ran.line["messages"], ran.line["events"], ran.line["backup"]) == (3, 1, str(target))
    assert len(str(ran.line["sha256"])) == 64
    assert beredt("backup", str(target)).complaint == (
        f"beredt: {target} is there already; a backup never overwrites; choose another name\n"
    )
    beredt("ingest", stdin=jsonl(message(4)))
    beredt("item", "3", "done")
    beredt("item", "1", "done")
    asked = beredt("restore", str(target))
    assert asked.code == 2
    assert "restoring asks first" in asked.complaint
    assert "it holds 2 later events, the last at" in asked.complaint
    assert beredt("audit", "verify", "--json").line["events"] == 3, "nothing was changed"
    ran = beredt("restore", str(target), "--yes")
    assert ran.code == 0
    assert "restored 3 messages and 1 event, checked" in ran.text
    assert "it holds 2 later events, the last at" in ran.text
    assert "it holds 1 message received later" in ran.text
    assert beredt("audit", "verify", "--json").line == {"events": 2, "ok": True, "first_bad": None}
    assert beredt("restore", str(tmp_path / "gone.db")).code == 3


def test_restoring_tells_whom_it_brings_back(beredt: Beredt, filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    beredt("backup", str(target))
    person = beredt("erase", HANDLE, "--yes", "--json").line["person"]
    beredt("ingest", stdin=jsonl(message(4, author={"id": "later", "handle": "@erikaquist"})))
    assert beredt("erase", "@erikaquist", "--yes").code == 0, "the backup never knew them"
    again = f"beredt erase {person}"
    assert f"it had erased {person}, whom the backup brings back" in beredt("restore", str(target)).complaint
    ran = beredt("restore", str(target), "--yes", "--json")
    assert (ran.code, ran.line["erase_again"]) == (0, [again])
    assert (ran.line["newer"]["erasures"], HANDLE in ran.text) == (2, False)  # type: ignore[index]
    assert beredt(*again.split()[1:], "--yes", "--receipt", str(tmp_path / "again.json")).code == 0
    assert beredt("person", HANDLE).code == 2
    later = tmp_path / "later.db"
    beredt("backup", str(later))
    assert beredt("restore", str(later), "--json").line["erase_again"] == []
    # Event 2 is another in the first copy's future, and numbers of persons may be of others there.
    text = beredt("restore", str(next(filled.parent.glob("*.replaced-*"))), "--yes").text
    assert "erase again" not in text


def test_restoring_beside_a_running_watch_is_refused_and_a_backup_is_not(
    beredt: Beredt, filled: Path, data: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copy.db"
    with subprocess.Popen(
        [sys.executable, "-m", "console", "watch"], stderr=subprocess.PIPE, env=dict(os.environ)
    ) as watch:
        assert watch.stderr is not None
        assert watch.stderr.readline().startswith(b"the desk is served")
        assert watch.stderr.readline().startswith(b"watching")
        env = dict(os.environ)
        assert own_process(["backup", str(target)], env=env).code == 0
        ran = own_process(["restore", str(target)], env=env)
        assert ran.code == 3
        assert f"process {watch.pid} (beredt watch) already has this database open" in ran.complaint
        watch.terminate()
        watch.stderr.read()


def test_the_anchor_is_written_by_the_watch_and_checked(
    beredt: Beredt, filled: Path, tmp_path: Path, configured: Callable[[str], None]
) -> None:
    place = tmp_path / "outside"
    configured(f"[audit]\nanchor = {str(place)!r}\n")
    with subprocess.Popen(
        [sys.executable, "-m", "console", "watch"], stderr=subprocess.PIPE, env=dict(os.environ)
    ) as watch:
        assert watch.stderr is not None
        watch.stderr.readline()
        watch.terminate()
        watch.stderr.read()
    head = head_of(filled)[0]
    assert f" 1 {head.hash}\n" in place.read_text()
    ran = beredt("audit", "verify", "--json")
    assert (ran.code, ran.line["ok"]) == (0, True)
    assert ran.line["anchor"]["event"] == 1  # type: ignore[index]
    assert "anchored up to event 1 at " in beredt("audit", "verify").text
    copy = tmp_path / "copy.db"
    beredt("backup", str(copy))
    beredt("restore", str(copy))
    assert beredt("audit", "verify").code == 0, "a backup that was put in place is no alarm"
    assert "a backup was put in place at" in beredt("audit", "verify").text
    with closing(sqlite3.connect(filled)) as db:
        db.executescript("DELETE FROM events WHERE id > 0; UPDATE chain SET head = 0, hash = ''")
    ran = beredt("audit", "verify", "--json")
    assert (ran.code, ran.line["ok"], ran.line["first_bad"]) == (1, False, 1)
    assert ran.line["found"] in ("cut", "older")
    other = tmp_path / "copied"
    other.write_text(place.read_text())
    configured("")
    assert beredt("audit", "verify").code == 0
    assert beredt("audit", "verify", "--anchor", str(other)).code == 1
    assert beredt("audit", "verify", "--anchor", "-", stdin=place.read_bytes()).code == 1
    assert beredt("audit", "verify", "--anchor", str(tmp_path / "gone")).code == 3


def test_at_a_watchs_desk_all_of_it_works_as_well(
    beredt: Beredt, filled: Path, data: Path, configured: Callable[[str], None]
) -> None:
    configured("[retention]\ndone_days = 2\n")
    with closing(sqlite3.connect(filled)) as db, db:
        db.execute("UPDATE items SET last_at = 0 WHERE id = 2")
    with subprocess.Popen(
        [sys.executable, "-m", "console", "watch"], stderr=subprocess.PIPE, env=dict(os.environ)
    ) as watch:
        assert watch.stderr is not None
        while b"desk.sock" not in watch.stderr.readline():
            pass
        assert beredt("erase", HANDLE, "--yes").code == 0
        assert beredt("retention", "run", "--json").line["rules"] == [
            {"rule": "done", "days": 2, "rows": 1, "held": 0}
        ]
        assert beredt("audit", "verify", "--anchor", "-").code == 0
        [ran, erased, _done] = beredt("audit", "list", "--json").lines
        watch.terminate()
        watch.stderr.read()
    assert (ran["verb"], erased["verb"]) == ("retention.run", "person.erased")
    assert str(erased["origin"]).startswith("socket, ")
    assert b"zebrafish" not in b"".join(path.read_bytes() for path in data.glob("beredt.db*"))


def test_the_list_tells_who_from_where_and_what(
    beredt: Beredt, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 5555 192.0.2.1 22")
    beredt("item", "3", "done")
    [newest, first] = beredt("audit", "list", "--json").lines
    assert (newest["verb"], newest["subject"]) == ("item.done", "item:3")
    assert str(newest["origin"]).startswith("command line")
    assert str(newest["origin"]).endswith("from 192.0.2.7")
    assert "192.0.2.7" not in str(first["origin"])
    assert "command line" in beredt("audit", "list", "--about", "item:2").text
    assert len(beredt("audit", "list", "--about", "item:2").text.splitlines()) == 2


def test_erasing_asks_writes_a_receipt_and_names_nobody_in_it(
    beredt: Beredt, filled: Path, data: Path
) -> None:
    planned = beredt("erase", HANDLE, "--dry-run", "--json").line
    assert planned["rows"] == {"messages": 1, "handles": 1}
    refused = beredt("erase", HANDLE)
    assert refused.code == 2
    assert "asks for the name to be typed" in refused.complaint
    assert b"zebrafish" in b"".join(path.read_bytes() for path in data.iterdir() if path.is_file())
    ran = beredt("erase", HANDLE, "--yes", "--json")
    assert ran.code == 0
    place = Path(str(ran.line["receipt"]))
    receipt = json.loads(place.read_text())
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert (receipt["rows"], receipt["found"], receipt["event"]) == ({"messages": 1, "handles": 1}, 0, 2)
    assert receipt["after"]["event"] == 2
    assert receipt["before"]["hash"] != receipt["after"]["hash"]
    left = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert [word for word in (b"zebrafish", b"sigridtveit", b"Sigrid") if word in left] == []
    assert beredt("audit", "verify").code == 0
    gone = beredt("erase", HANDLE, "--yes")
    assert (gone.code, "nobody who wrote to us" in gone.complaint) == (2, True)
    again = beredt("ingest", stdin=jsonl(message(1, "my zebrafish is broken, call me", author=WHO)))
    assert "0 new, 1 known already" in again.text
    assert b"zebrafish" not in filled.read_bytes()


def test_retention_counts_first_and_says_what_it_did(
    beredt: Beredt, filled: Path, configured: Callable[[str], None]
) -> None:
    assert "no rule of retention is set" in beredt("retention", "run").complaint
    configured("[retention]\ndone_days = 2\nevidence_days = 2\n")
    with closing(sqlite3.connect(filled)) as db, db:
        db.execute("UPDATE items SET last_at = 0")
    ran = beredt("retention", "run", "--dry-run", "--json")
    assert ran.line["rules"] == [
        {"rule": "done", "days": 2, "rows": 1, "held": 0},
        {"rule": "evidence", "days": 2, "rows": 0, "held": 0},
    ]
    assert beredt("item", "2", "show", "--json").line["text"] == "The app is down"
    assert "done: 1 let go of" in beredt("retention", "run").text
    assert beredt("item", "2", "show", "--json").line["text"] == "(erased)"
    beredt("incident", "declare", "outage", "--severity", "2")
    assert "its days are kept" in beredt("retention", "hold", "1", "a", "court", "asks").text
    assert "no longer held" in beredt("retention", "release", "1").text
    assert beredt("retention", "hold", "9", "x").code == 2


def findings(beredt: Beredt) -> dict[str, dict[str, object]]:
    return {str(line["check"]): line for line in beredt("doctor", "--json").lines}


def test_the_doctor_looks_after_all_of_it(
    beredt: Beredt, filled: Path, data: Path, tmp_path: Path, configured: Callable[[str], None]
) -> None:
    found = findings(beredt)
    assert [found[name]["ok"] for name in ("files", "room", "backup", "audit anchor", "retention")] == [
        True
    ] * 5
    assert "none was made yet" in str(found["backup"]["detail"])
    with closing(sqlite3.connect(filled)) as db, db:
        db.execute("UPDATE schema_version SET applied_at = 0")
    assert findings(beredt)["backup"]["ok"] is False
    beredt("backup", str(tmp_path / "copy.db"))
    assert findings(beredt)["backup"]["ok"] is True
    os.utime(data / "beredt.db.last-backup", (0, 0))
    assert findings(beredt)["backup"]["ok"] is False
    filled.chmod(0o644)
    assert findings(beredt)["files"]["ok"] is False
    configured(f"[audit]\nanchor = {str(data / 'anchor')!r}\n[retention]\ndone_days = 2\ndaily = true\n")
    with closing(sqlite3.connect(filled)) as db, db:
        db.execute("UPDATE items SET last_at = 0")
    found = findings(beredt)
    assert "lies in the data folder" in str(found["audit anchor"]["detail"])
    assert (found["retention"]["ok"], "1 due" in str(found["retention"]["detail"])) == (False, True)
    place = tmp_path / "outside"
    configured(f"[audit]\nanchor = {str(place)!r}\n")
    assert findings(beredt)["audit anchor"]["ok"] is True
    place.write_text(f"beredt-audit 2026-11-23T08:00:00Z 1 {'0' * 64}\n")
    assert findings(beredt)["audit anchor"]["ok"] is False
