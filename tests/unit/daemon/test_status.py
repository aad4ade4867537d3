"""The status that the daemon writes down: whole, bounded, and clean."""

import json
import logging
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

from console.daemon import status
from console.model.channel import Health
from console.model.words import HealthState
from console.text import one_line

AT = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)


def one() -> status.Status:
    health = Health("jsonl/@a", HealthState.OK, AT, one_line("connected"), one_line(""))
    away = Health("mastodon/@b", HealthState.UNREACHABLE, AT, one_line("no answer"), one_line("wait"))
    return status.Status(7, "1.2", AT, AT, "/db", [health, away], 42, {"held": 1}, None)


def test_it_is_put_into_each_folder_and_read_again(tmp_path: Path) -> None:
    own, runtime = tmp_path / "own", tmp_path / "run"
    own.mkdir()
    runtime.mkdir()
    places = status.folders(own, {"RUNTIME_DIRECTORY": f"{runtime}:/other"})
    assert places == (own, runtime)
    # As the unit sets it.
    before = os.umask(0o077)
    try:
        status.write(one().told(), places)
    finally:
        os.umask(before)
    for folder, mode in ((own, 0o600), (runtime, 0o644)):
        found = status.read(folder)
        assert found is not None
        assert found["arrivals_per_minute"] == 42
        assert found["since"] == "2026-11-23T08:05:00Z"
        assert stat.S_IMODE((folder / status.NAME).stat().st_mode) == mode
        assert [path.name for path in folder.iterdir()] == [status.NAME]
    status.remove(places)
    assert status.read(own) is None


def test_one_folder_that_fails_does_not_keep_the_other_from_being_told(tmp_path: Path) -> None:
    try:
        status.write(one().told(), [tmp_path / "gone", tmp_path])
    except OSError:
        assert status.read(tmp_path)
    else:
        raise AssertionError("the folder that is gone was not told")


def test_nonsense_is_no_status(tmp_path: Path) -> None:
    for text in (b"", b"[]", b"{", b'{"pid": "x"}', b"\xff", b"[" * 100_000, b" " * (status.MOST + 2)):
        (tmp_path / status.NAME).write_bytes(text)
        assert status.read(tmp_path) is None


def test_the_line_names_what_is_not_well() -> None:
    line = one().line()
    assert line == "channels: 1 ok, 1 unreachable (mastodon/@b); 42 new messages in the last minute"


def test_arrivals_are_those_of_the_last_minute() -> None:
    arrivals = status.Arrivals()
    assert arrivals.look(0, 0.0) == 0
    assert [arrivals.look(count, second) for count, second in ((10, 30.0), (25, 60.0))] == [10, 25]
    # What had come by second 30 is over a minute ago at second 95.
    assert arrivals.look(25, 95.0) == 15
    assert arrivals.look(25, 200.0) == 0


def test_the_last_trouble_is_clean_and_without_what_was_raised() -> None:
    last = status.LastTrouble()
    logger = logging.getLogger("test-last-trouble")
    logger.addHandler(last)
    try:
        logger.info("nothing")
        assert last.last is None
        try:
            raise ValueError("a stranger's words")
        except ValueError:
            logger.exception("bad\x1b[2J\nnews")
    finally:
        logger.removeHandler(last)
    assert last.last is not None
    assert last.last.text.startswith("bad")
    assert "ValueError" in last.last.text
    assert "stranger" not in last.last.text
    assert "\x1b" not in json.dumps(last.last.text, ensure_ascii=False)
