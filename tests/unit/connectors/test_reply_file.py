"""Replies to a feed, appended to a file: each once, durably."""

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from console.connectors.feed import Feed
from console.connectors.jsonl import JsonLines
from console.connectors.replies import ReplyFile
from console.errors import SendRefused, SendUnknown, Unreachable
from console.model.outbox import Outgoing
from console.model.safe import SafeText
from console.model.words import Kind, OutboxState
from tests.support.fastclock import START, FastClock

OUT = Outgoing(
    id=1,
    item_id=1,
    channel="jsonl/@feed",
    to_remote_id="7",
    to_kind=Kind.COMMENT,
    to_handle=SafeText("ada"),
    thread_id=None,
    context={},
    text="Takk for at du sa fra!\u202e",
    key="a" * 32,
    actor="kari",
    created_at=START,
    hold_until=START,
    state=OutboxState.SENDING,
)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_one_key_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    first = ReplyFile(path).append(OUT, START)
    again = ReplyFile(path).append(OUT, START)
    other = ReplyFile(path).append(replace(OUT, key="b" * 32, text="Hei"), START)
    assert first == again
    assert other.remote_id == "b" * 32
    assert [(line["key"], line["text"]) for line in lines(path)] == [("a" * 32, OUT.text), ("b" * 32, "Hei")]
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes().isascii()


def test_what_is_in_a_text_is_not_taken_for_a_key(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    ReplyFile(path).append(replace(OUT, key="b" * 32, text=f'"{OUT.key}" {{"key": "{OUT.key}"}}'), START)
    assert ReplyFile(path).find(OUT.key) is None


def test_a_torn_line_does_not_swallow_the_next(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_bytes(b'{"key": "' + b"a" * 32 + b'", "tex')
    ReplyFile(path).append(OUT, START)
    torn, whole = path.read_bytes().splitlines()
    assert torn.endswith(b'"tex')
    assert json.loads(whole)["key"] == OUT.key


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "replies.jsonl"
    ReplyFile(path).append(replace(OUT, key="b" * 32), START)
    before = path.read_bytes()
    real = os.write
    room = [10]

    def write(fd: int, data: bytes) -> int:
        if not room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(fd, bytes(data)[: room.pop()])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", write)
        with pytest.raises(Unreachable, match="No space left"):
            ReplyFile(path).append(OUT, START)
    assert path.read_bytes() == before
    ReplyFile(path).append(OUT, START)
    assert len(lines(path)) == 2


def test_a_disk_that_does_not_confirm_leaves_it_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "replies.jsonl"

    def fsync(fd: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(SendUnknown):
        ReplyFile(path).append(OUT, START)


async def test_a_feed_with_a_reply_file_can_be_answered(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    channel = JsonLines(Feed("jsonl/@feed", "jsonl"), "-", FastClock(), replies=path)
    assert channel.capabilities.can_reply
    assert channel.capabilities.safe_resend
    assert await channel.find_sent(OUT) is None
    sent = await channel.send(OUT)
    assert await channel.find_sent(OUT) == sent
    assert lines(path)[0]["to"] == "7"


async def test_a_feed_without_one_says_so() -> None:
    channel = JsonLines(Feed("jsonl/@feed", "jsonl"), "-", FastClock())
    assert not channel.capabilities.can_reply
    with pytest.raises(SendRefused, match="cannot be answered"):
        await channel.send(OUT)
