"""JSON lines from a file, a FIFO or standard input, followed live."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.connectors.feed import Feed, to_raw
from console.connectors.jsonl import JsonLines
from console.connectors.protocol import Batch
from console.errors import Refused, Unreachable
from console.model.message import RawMessage
from console.text import admit
from tests.support.fastclock import START, FastClock

FEED = Feed("jsonl/@feed", "jsonl", frozenset({"bluesky/@brand.example"}))


def record(id: str, **more: object) -> bytes:
    fields = {
        "id": id,
        "kind": "comment",
        "author": {"id": "a", "handle": "ada"},
        "text": f"Hello {id}",
        "created_at": "2026-11-23T07:00:00Z",
        **more,
    }
    return json.dumps(fields).encode() + b"\n"


class Reader:
    """Takes batches until it has as many rows as asked for."""

    def __init__(self, batches: AsyncIterator[Batch]) -> None:
        self._batches = batches
        self.cursor: str | None = None
        self.rejected: list[tuple[int | None, str]] = []
        self._ids: list[str] = []

    async def rows(self, count: int) -> list[str]:
        """The ids of the next messages, rejected lines counted with them."""
        seen = 0
        ids = []
        while seen < count:
            batch = await asyncio.wait_for(anext(self._batches), 10)
            assert len(batch.messages) + len(batch.rejected) <= 100
            ids += [str(raw.fields["id"]) for raw in batch.messages]
            self.rejected += [(bad.line, bad.reason) for bad in batch.rejected]
            seen += len(batch.messages) + len(batch.rejected)
            self.cursor = batch.cursor or self.cursor
        assert seen == count
        return ids

    async def waits(self) -> None:
        """Nothing comes, and nothing ends either."""
        more = asyncio.ensure_future(anext(self._batches))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not more.done()
        more.cancel()
        await asyncio.gather(more, return_exceptions=True)


@asynccontextmanager
async def reading(path: Path | str, cursor: str | None = None, **options: Any) -> AsyncIterator[Reader]:
    connector = JsonLines(FEED, str(path), FastClock(), **options)
    batches = connector.receive(cursor)
    try:
        yield Reader(batches)
    finally:
        await batches.aclose()  # type: ignore[attr-defined]  # the protocol promises no generator
        await connector.close()


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


async def test_a_growing_file_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    append(path, record("1") + record("2"))
    async with reading(path) as reader:
        assert await reader.rows(2) == ["1", "2"]
        append(path, record("3")[:20])
        append(path, record("3")[20:] + record("4"))
        assert await reader.rows(2) == ["3", "4"]


async def test_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    append(path, b"".join(record(str(n)) for n in range(250)))
    async with reading(path) as reader:
        await reader.rows(100)
        cursor = reader.cursor
    append(path, b"broken\n")
    async with reading(path, cursor) as reader:
        assert await reader.rows(151) == [str(n) for n in range(100, 250)]
        assert reader.rejected[0][0] == 251


async def test_bad_lines_are_named_and_the_good_ones_kept(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    bad = [b'{"id": ', b"\xff\xfe\n", b"[1]\n", b"NaN\n", b'{"a":1,"a":2}\n']
    append(
        path, record("1") + bad[0] + b"\n\n" + bad[1] + record("2") + bad[2] + bad[3] + bad[4] + record("3")
    )
    async with reading(path) as reader:
        assert await reader.rows(8) == ["1", "2", "3"]
    assert [line for line, _ in reader.rejected] == [2, 4, 6, 7, 8]
    assert all(reason for _, reason in reader.rejected)


async def test_a_line_that_is_too_long_is_rejected_in_little_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.connectors.lines.LineSplitter.__init__.__defaults__", (0, 0, 100_000, False))
    path = tmp_path / "feed.jsonl"
    append(path, record("1") + b'{"text": "' + b"x" * 3_000_000 + b'"}\n' + record("2"))
    async with reading(path) as reader:
        assert await reader.rows(3) == ["1", "2"]
    ((number, reason),) = reader.rejected
    assert number == 2
    assert "3000012 bytes" in reason


async def test_a_rotated_file_is_read_to_its_end_and_then_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    append(path, record("1"))
    async with reading(path) as reader:
        assert await reader.rows(1) == ["1"]
        path.rename(tmp_path / "feed.jsonl.1")
        append(tmp_path / "feed.jsonl.1", record("2") + record("3").rstrip())
        append(path, record("4"))
        assert await reader.rows(3) == ["2", "3", "4"]


async def test_a_file_rotated_while_we_were_away_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    append(path, record("1"))
    async with reading(path) as reader:
        await reader.rows(1)
    append(path, record("2"))
    path.rename(tmp_path / "feed.jsonl.1")
    append(path, record("3"))
    async with reading(path, reader.cursor) as again:
        assert await again.rows(2) == ["2", "3"]


@pytest.mark.parametrize("regrown", [1, 5])
async def test_a_truncated_file_begins_anew(tmp_path: Path, regrown: int) -> None:
    path = tmp_path / "feed.jsonl"
    append(path, record("1") + record("2"))
    async with reading(path) as reader:
        assert await reader.rows(2) == ["1", "2"]
        path.write_bytes(b"".join(record(f"new {n}") for n in range(regrown)))
        assert await reader.rows(regrown) == [f"new {n}" for n in range(regrown)]
    path.write_bytes(b"".join(record(f"newer {n}") for n in range(9)))
    async with reading(path, reader.cursor) as again:
        assert await again.rows(9) == [f"newer {n}" for n in range(9)]


@pytest.mark.parametrize("cursor", ["", "{}", "[]", '{"device": 1}', "\x00", '"x"'])
async def test_a_cursor_that_makes_no_sense_begins_anew(tmp_path: Path, cursor: str) -> None:
    path = tmp_path / "feed.jsonl"
    append(path, record("1"))
    async with reading(path, cursor) as reader:
        assert await reader.rows(1) == ["1"]


async def test_a_missing_file_is_named_and_later_read(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    async with reading(path) as reader:
        with pytest.raises(Unreachable, match=r"feed\.jsonl: No such file"):
            await reader.rows(1)
    append(path, record("1"))
    async with reading(path) as reader:
        assert await reader.rows(1) == ["1"]


async def test_a_file_that_is_taken_away_is_named_after_a_while_and_read_on_when_it_is_back(
    tmp_path: Path,
) -> None:
    path = tmp_path / "feed.jsonl"
    append(path, record("1"))
    async with reading(path) as reader:
        assert await reader.rows(1) == ["1"]
        path.rename(tmp_path / "kept")
        with pytest.raises(Unreachable, match="is gone"):
            await reader.rows(1)
        cursor = reader.cursor
    (tmp_path / "kept").rename(path)
    append(path, record("2"))
    async with reading(path, cursor) as reader:
        assert await reader.rows(1) == ["2"]


async def test_a_folder_is_refused(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        with pytest.raises(Unreachable, match="neither a file nor a FIFO"):
            await reader.rows(1)


async def test_a_fifo_outlives_its_writers(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    os.mkfifo(path)
    async with reading(path) as reader:
        assert (await reader._batches.__anext__()).messages == ()
        for n in range(3):
            writer = os.open(path, os.O_WRONLY)
            os.write(writer, record(f"{n}a") + record(f"{n}b").rstrip())
            os.close(writer)
            assert await reader.rows(2) == [f"{n}a", f"{n}b"]


async def test_standard_input_is_read_to_its_end_and_then_waits() -> None:
    ours, theirs = os.pipe()
    with os.fdopen(theirs, "wb") as writer:
        async with reading("-", stdin=ours) as reader:
            writer.write(record("1"))
            writer.flush()
            assert await reader.rows(1) == ["1"]
            writer.write(record("2").rstrip())
            writer.close()
            assert await reader.rows(1) == ["2"]
            await reader.waits()
    os.close(ours)


async def test_standard_input_from_a_file_or_from_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    append(path, record("1"))
    with path.open("rb") as file:
        async with reading("-", stdin=file.fileno()) as reader:
            assert await reader.rows(1) == ["1"]
    nothing = os.open(os.devnull, os.O_RDONLY)
    async with reading("-", stdin=nothing) as reader:
        assert (await anext(reader._batches)).messages == ()
        await reader.waits()
    os.close(nothing)


async def test_the_terminal_is_no_feed() -> None:
    ours, theirs = os.openpty()
    async with reading("-", stdin=theirs) as reader:
        with pytest.raises(Unreachable, match="terminal"):
            await reader.rows(1)
    os.close(ours)
    os.close(theirs)


def test_a_feed_fills_in_its_own_name_and_keeps_what_a_line_says() -> None:
    bare = json.loads(record("1"))
    assert admit(to_raw(bare, FEED, ""), START).channel == "jsonl/@feed"
    named = {**bare, "network": "facebook", "channel": "facebook/@nordbank"}
    assert admit(to_raw(named, FEED, ""), START).channel == "facebook/@nordbank"


def test_a_feed_cannot_say_what_only_connectors_know() -> None:
    raw = to_raw({**json.loads(record("1")), "ours": True, "context": {"visibility": "direct"}}, FEED, "")
    message = admit(raw, START)
    assert not message.ours
    assert message.context == {}


@given(
    st.sampled_from(["bluesky", "BlueSky", "BLUESKY"]),
    st.sampled_from(["", "bluesky/", "Bluesky/"]),
    st.sampled_from(["brand.example", "@brand.example"]),
)
def test_a_feed_cannot_speak_for_a_connected_channel(network: str, prefix: str, name: str) -> None:
    fields = {**json.loads(record("1")), "network": network, "channel": prefix + name}
    assert admit(RawMessage(fields), START).channel in FEED.reserved
    with pytest.raises(Refused, match="connector of its own"):
        to_raw(fields, FEED, "")
