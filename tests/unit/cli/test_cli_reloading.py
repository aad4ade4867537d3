"""SIGHUP: `[roles]` is read anew while the watch runs, and nothing else happens to it."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.cli.reloading import Reloading, read_anew
from console.config import Settings, find_settings
from console.desk.local import LocalDesk
from console.desk.wire.remote import attach
from console.errors import ConfigError
from console.model.duty import Duty, Roles
from console.service import Service
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.rooms import desk_on, open_store
from tests.support.terminal import terminal
from tests.support.watching import ROOT, Watching, environment, watching


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = await open_store(tmp_path, FastClock())
    yield store
    await store.close()


@pytest.fixture
def desk(store: SqliteStore) -> LocalDesk:
    return desk_on(store, FastClock())


async def said(watch: Watching) -> str:
    assert watch.process.stderr is not None
    async with asyncio.timeout(30):
        return (await watch.process.stderr.readline()).decode().strip()


async def test_what_changed_is_said_and_a_broken_configuration_changes_nothing(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[roles]\noperators = ["@social", "kari"]\n')
    async with watching(tmp_path) as watch:
        await watch.ready()
        assert [(await said(watch)).split()[0] for _ in range(2)] == ["the", "watching"]
        console = await attach(tmp_path / "data" / "desk.sock")
        config.write_text('[roles]\noperators = ["@social", "ola"]\nleads = ["kari"]\ndms = "lead"\n')
        watch.process.send_signal(signal.SIGHUP)
        assert await said(watch) == (
            "the roles were read anew: operator: + ola, - kari; lead: + kari; "
            "private messages: lead instead of operator"
        )
        watch.process.send_signal(signal.SIGHUP)
        assert await said(watch) == "the roles were read anew: none has changed"
        config.write_text('[roles]\noperators = ["ola"\n')
        watch.process.send_signal(signal.SIGHUP)
        assert (await said(watch)).startswith(
            f"the roles stay as they were; the configuration is broken: '{config}', line 3"
        )
        config.write_text("[desk]\nhold_seconds = " + "9" * 5_000)
        watch.process.send_signal(signal.SIGHUP)
        assert (await said(watch)).startswith("the roles stay as they were; the configuration is broken")
        config.unlink()
        watch.process.send_signal(signal.SIGHUP)
        assert (await said(watch)).endswith(f"there is no file '{config}'")
        config.write_text('[roles]\nleads = ["kari"]\ndms = "lead"\n[desk]\nhold_seconds = 3\n')
        watch.process.send_signal(signal.SIGHUP)
        assert await said(watch) == "the roles were read anew: operator: - @social, - ola"
        assert await said(watch) == "what else changed in the configuration counts from the next start"
        assert console.remote.link.up, "nobody was interrupted"
        assert await console.desk.counts() is not None
        await console.close()
        code, rest = await watch.end()
        assert (code, rest) == (0, "")


async def test_whatever_goes_wrong_the_next_reload_is_done(
    desk: LocalDesk, store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    """Not every mistake of a file is foreseen, and a task that ended would be missed by nobody."""
    told: asyncio.Queue[str] = asyncio.Queue()
    service = Service(desk, store, None, roles=Roles({Duty.LEAD: ("kari",)}))
    started = Settings(data_dir=Path("/nowhere"), roles=service.roles)
    reads = iter((OverflowError("too large"), started))

    def read() -> Settings:
        found = next(reads)
        if isinstance(found, Exception):
            raise found
        return found

    reloading = Reloading(read, started, told.put_nowait)
    running = asyncio.create_task(reloading.run(service))
    async with asyncio.timeout(10):
        reloading.asked.set()
        sentence = "the roles stay as they were; the configuration can't be read (OverflowError)"
        assert await told.get() == sentence
        assert sentence in caplog.messages
        assert service.roles.listed == {Duty.LEAD: ("kari",)}
        reloading.asked.set()
        assert await told.get() == "the roles were read anew: none has changed"
    running.cancel()


def test_a_file_that_is_missing_for_a_moment_is_not_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BEREDT_CONFIG", "BEREDT_DATA_DIR", "BEREDT_RESTRICTED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr("console.config.places.SYSTEM", tmp_path / "host.toml")
    (tmp_path / "host.toml").write_text('[roles]\nadmins = ["mallory"]\n')
    own = tmp_path / "xdg/beredt/config.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[roles]\nleads = ["kari"]\n')
    started = find_settings()
    assert started.path == own
    own.unlink()
    with pytest.raises(ConfigError, match="there is no file"):
        read_anew(started, None)
    own.write_text('[roles]\nleads = ["ola"]\n')
    assert read_anew(started, None).roles.listed[Duty.LEAD] == ("ola",)
    assert read_anew(Settings(data_dir=tmp_path), None).path == own, "there was none, and now there is"


async def test_at_a_terminal_it_means_that_the_terminal_is_gone(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    command = ["sh", "-c", f"cd {ROOT} && exec {sys.executable} -m console watch </dev/null"]
    async with terminal(command, env=environment(tmp_path), columns=300) as screen:
        await screen.until("the desk is served")
        screen.kill(signal.SIGHUP)
        assert await screen.gone() == 0
