"""The log as the journal has it: one clean line an entry, its level in front, and no secret."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.config import MASK, Secret
from console.daemon.journal import LONGEST, JournalFormatter, under_journal
from tests.hostile.corpus import all_strings
from tests.hostile.oracle import smuggled

LEVELS = (
    (logging.CRITICAL, "<2>"),
    (logging.ERROR, "<3>"),
    (logging.WARNING, "<4>"),
    (logging.INFO, "<6>"),
    (logging.DEBUG, "<7>"),
)


@contextmanager
def logged() -> Iterator[tuple[logging.Logger, StringIO]]:
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JournalFormatter())
    logger = logging.getLogger("test-journal")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    try:
        yield logger, out
    finally:
        logger.removeHandler(handler)


@pytest.mark.parametrize(("level", "prefix"), LEVELS)
def test_the_level_stands_in_front(level: int, prefix: str) -> None:
    with logged() as (logger, out):
        logger.log(level, "the disk is %s", "full")
    assert out.getvalue() == f"{prefix}test-journal: the disk is full\n"


@given(st.text(max_size=300))
def test_no_text_becomes_a_second_entry(text: str) -> None:
    with logged() as (logger, out):
        logger.info("%s", text)
    (line, rest) = out.getvalue().split("\n")
    assert rest == ""
    assert line.startswith("<6>test-journal: ") or not text.strip()
    assert line.isprintable() or not any(ord(char) < 0x20 for char in line)


def test_hostile_text_is_cleaned() -> None:
    with logged() as (logger, out):
        for text in all_strings():
            logger.warning("said %s", text)
    written = out.getvalue()
    assert written.count("\n") == len(all_strings())
    assert not smuggled(written.encode())


def test_what_was_raised_is_told_on_the_same_line_without_values() -> None:
    MASK.add(Secret("t0ken-in-a-local"))
    MASK.add(Secret("t0ken-in-the-message"))
    with logged() as (logger, out):
        token = "t0ken-in-a-local"  # noqa: F841  # what a traceback with locals would print
        try:
            raise RuntimeError("Bearer t0ken-in-the-message\n<0>forged\x1b[2J")
        except RuntimeError:
            logger.exception("a part failed")
    line = out.getvalue()
    assert line.startswith("<3>test-journal: a part failed (RuntimeError: Bearer *** <0>forged")
    assert "test_journal.py" in line
    assert line.count("\n") == 1
    assert "t0ken" not in line
    assert "\x1b" not in line


def test_an_entry_is_bounded() -> None:
    with logged() as (logger, out):
        logger.error("%s", "long " * 100_000)
    assert len(out.getvalue()) <= LONGEST + 10


def test_the_journal_is_known_by_its_stream(tmp_path: Path) -> None:
    with (tmp_path / "stream").open("w") as stream:
        facts = os.fstat(stream.fileno())
        assert under_journal({"JOURNAL_STREAM": f"{facts.st_dev}:{facts.st_ino}"}, stream.fileno())
        assert not under_journal({"JOURNAL_STREAM": f"{facts.st_dev}:{facts.st_ino + 1}"}, stream.fileno())
        assert not under_journal({}, stream.fileno())
        number = stream.fileno()
    assert not under_journal({"JOURNAL_STREAM": "1:2"}, number)
    assert sys.stderr is not None
