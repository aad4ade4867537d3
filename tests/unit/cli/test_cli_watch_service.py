"""`beredt watch` as a service: ready, one alone, its status, its log, and its end."""

import asyncio
import os
import signal
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from console.cli import watch
from console.cli.watch_status import look
from console.clock import SystemClock
from console.config import Settings
from console.daemon import status
from console.store.sqlite import SqliteStore, holder
from tests.support.commandline import Ran, own_process
from tests.support.watching import environment, watching

TOKEN = "t0ken-that-nobody-may-see"


def configured(folder: Path, text: str = "") -> None:
    (folder / "in.jsonl").touch()
    (folder / "config.toml").write_text(
        f'[[channel]]\nnetwork = "jsonl"\nname = "jsonl/@survey"\npath = "{folder / "in.jsonl"}"\n{text}'
    )


async def beredt(folder: Path, *words: str, more: Mapping[str, str] | None = None) -> Ran:
    return await asyncio.to_thread(own_process, words, env=environment(folder, **(more or {})))


async def test_it_tells_when_it_is_ready_beats_and_says_how_it_is(tmp_path: Path) -> None:
    configured(tmp_path)
    async with watching(tmp_path, {"WATCHDOG_USEC": "2000000"}) as running:
        await running.ready()
        for word in ("WATCHDOG=1", "STATUS=channels: 1 ok", "WATCHDOG=1"):
            async with asyncio.timeout(60):
                await running.manager.until(word)
        code, err = await running.end()
        assert code == 0, err
        told = running.manager.waiting()
        assert told.index("STOPPING=1") < told.index("STATUS=stopping: replies under way learn their outcome")


async def test_a_second_one_is_told_who_is_first(tmp_path: Path) -> None:
    configured(tmp_path)
    async with watching(tmp_path) as running:
        await running.ready()
        second = await beredt(tmp_path, "watch")
        assert second.code == 3
        assert f"process {running.process.pid} (beredt watch) already has this database" in second.complaint
        assert second.complaint.count("\n") == 1


async def test_ingest_beside_it_says_what_to_do(tmp_path: Path) -> None:
    configured(tmp_path)
    async with watching(tmp_path) as running:
        await running.ready()
        refused = await beredt(tmp_path, "ingest")
        assert refused.code == 3
        assert f"process {running.process.pid} (beredt watch) has this database open" in refused.complaint
        assert "stop it for this (systemctl stop beredt), or append the lines" in refused.complaint
        assert "--data-dir" not in refused.complaint
        assert refused.complaint.count("\n") == 1


async def test_a_console_that_owns_the_database_is_named_as_such(tmp_path: Path) -> None:
    configured(tmp_path)
    (tmp_path / "data").mkdir()
    store = SqliteStore(tmp_path / "data" / "beredt.db", clock=SystemClock(), owner="a console")
    await store.open()
    try:
        refused = await beredt(tmp_path, "watch")
        assert f"process {os.getpid()} (a console) already has" in refused.complaint
        asked = await beredt(tmp_path, "watch", "status")
        assert asked.code == 1
        assert asked.text.startswith(
            f"the watch does not run; a console (process {os.getpid()}) has its database"
        )
    finally:
        await store.close()


async def test_status_tells_how_it_is_and_that_it_is_gone(tmp_path: Path) -> None:
    configured(tmp_path)
    nothing = await beredt(tmp_path, "watch", "status", "--json")
    assert (nothing.code, nothing.line["running"]) == (1, False)
    async with watching(tmp_path) as running:
        await running.ready()
        async with asyncio.timeout(60):
            while not status.read(tmp_path / "data"):
                await running.manager.hear()
                await asyncio.sleep(0.05)
        asked = await beredt(tmp_path, "watch", "status", "--json")
        assert asked.code == 0
        told = asked.line
        assert told["running"]
        assert told["pid"] == running.process.pid
        assert told["owner"] == "beredt watch"
        assert told["arrivals_per_minute"] == 0
        assert [one["channel"] for one in told["channels"]] == ["jsonl/@survey"]  # type: ignore[attr-defined]
        assert told["last_error"] is None
        shown = (await beredt(tmp_path, "watch", "status")).text
        assert shown.startswith(f"the watch runs as process {running.process.pid}, version ")
        await running.end(signal.SIGKILL)
    # What the killed one left behind, lock and status, says nothing of the living.
    assert status.read(tmp_path / "data") is not None
    gone = await beredt(tmp_path, "watch", "status")
    assert gone.code == 1
    assert gone.text == "the watch does not run\n"
    async with watching(tmp_path) as again:
        await again.ready()
        assert (await again.end())[0] == 0


def test_who_may_not_look_at_the_lock_hears_it_from_the_runtime_folder(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "mine")
    told = {"pid": os.getpid(), "at": "2999-01-01T00:00:00Z", "database": "/var/lib/beredt/beredt.db"}
    status.write(told, [tmp_path])
    assert look(settings, tmp_path)["running"]
    status.write({**told, "at": "2020-01-01T00:00:00Z"}, [tmp_path])
    assert not look(settings, tmp_path)["running"]
    status.write({**told, "pid": 2**22 + 1}, [tmp_path])
    assert not look(settings, tmp_path)["running"]


async def test_one_that_hangs_is_told(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    store = SqliteStore(settings.database, clock=SystemClock(), owner="beredt watch")
    await store.open()
    try:
        told = {"pid": os.getpid(), "at": "2020-01-01T00:00:00Z", "database": str(settings.database)}
        status.write(told, [tmp_path])
        found = look(settings, tmp_path / "none")
        assert (found["running"], found["answering"]) == (True, False)
    finally:
        await store.close()


async def test_looking_who_has_the_lock_keeps_nobody_from_taking_it(tmp_path: Path) -> None:
    path = tmp_path / "beredt.db"
    stop = asyncio.Event()

    def look_on() -> None:
        while not stop.is_set():
            holder(path)

    looking = asyncio.create_task(asyncio.to_thread(look_on))
    try:
        for _ in range(20):
            store = SqliteStore(path, clock=SystemClock())
            await store.open()
            await store.close()
    finally:
        stop.set()
        await looking


async def test_under_the_journal_every_line_has_its_level_and_no_secret(tmp_path: Path) -> None:
    secrets = tmp_path / "credentials"
    secrets.mkdir()
    (secrets / "mastodon").write_text(TOKEN)
    (secrets / "mastodon").chmod(0o400)
    configured(
        tmp_path,
        '[[channel]]\nnetwork = "mastodon"\nhandle = "@nordbank"\nserver = "http://localhost:9"\n'
        'secret = "credential:mastodon"\n',
    )
    with (tmp_path / "journal").open("wb") as journal:
        facts = os.fstat(journal.fileno())
        env = environment(
            tmp_path,
            JOURNAL_STREAM=f"{facts.st_dev}:{facts.st_ino}",
            CREDENTIALS_DIRECTORY=str(secrets),
        )
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "console", "watch"), env=env, stderr=journal
        )
        async with asyncio.timeout(60):
            journal_file = tmp_path / "journal"
            while b"nordbank unreachable" not in journal_file.read_bytes():  # noqa: ASYNC110  # wakes nobody
                await asyncio.sleep(0.05)
        process.terminate()
        assert await process.wait() == 0
    lines = (tmp_path / "journal").read_text().splitlines()
    assert all(line[0] == "<" and line[2] == ">" and line[1] in "23467" for line in lines)
    assert any(line.startswith("<4>beredt.watch: mastodon/@nordbank unreachable") for line in lines)
    assert TOKEN not in "".join(lines)
    assert not (tmp_path / "data" / "beredt.log").exists()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


async def test_what_hangs_at_the_end_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "CLOSING", 0.01)

    def leave(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(os, "_exit", leave)
    hanging = asyncio.Event().wait()

    async def close() -> None:
        await hanging

    with pytest.raises(SystemExit) as left:
        await watch._closed(close())
    assert left.value.code == watch.HUNG


async def test_a_stop_before_it_stands_leaves_the_database_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    stop = asyncio.Event()
    stop.set()
    assert await watch._opened(settings, stop) is None
    assert holder(settings.database) is None
