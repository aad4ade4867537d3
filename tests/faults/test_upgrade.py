"""The watch comes back as another release: consoles that are open become it too, and lose nothing."""

import asyncio
import contextlib
import signal
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.cli.door import ANEW
from console.desk.wire.remote import attach
from console.errors import OtherRelease
from console.store.sqlite import SqliteStore
from tests.support.fastclock import FastClock
from tests.support.manager import Manager
from tests.support.terminal import Terminal, terminal
from tests.support.watching import ROOT, Watching, environment
from tests.ui.test_restricted import prepared

OLD, NEW = "7.1.0", "7.2.0"


class Installed:
    """A folder of releases, one of which is installed: `console` is this tree's, but for its number."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.command = folder / "beredt"
        for release in (OLD, NEW):
            package = folder / release / "console"
            package.mkdir(parents=True)
            for part in (ROOT / "console").iterdir():
                if part.name not in ("__init__.py", "__pycache__"):
                    (package / part.name).symlink_to(part)
            (package / "__init__.py").write_text(f'__version__ = "{release}"\n')
        (folder / "playbooks").symlink_to(ROOT / "playbooks")
        (folder / "site").mkdir()
        self.put(OLD)
        self.command.write_text(
            f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(folder / 'site')!r})\n"
            "from console.__main__ import main\nsys.exit(main())\n"
        )
        self.command.chmod(self.command.stat().st_mode | stat.S_IXUSR)

    def put(self, release: str) -> None:
        beside = self.folder / "site" / "console.new"
        beside.symlink_to(self.folder / release / "console")
        beside.rename(self.folder / "site" / "console")

    @contextlib.asynccontextmanager
    async def watch(self, folder: Path) -> AsyncIterator[Watching]:
        (folder / "notify").unlink(missing_ok=True)
        manager = Manager.at(folder)
        process = await asyncio.create_subprocess_exec(
            *(str(self.command), "watch"),
            env=environment(folder, NOTIFY_SOCKET=manager.name),
            stderr=asyncio.subprocess.PIPE,
        )
        watching = Watching(process, manager)
        try:
            await watching.ready()
            yield watching
        finally:
            await watching.end()
            manager.close()


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    (tmp_path / "releases").mkdir()
    prepared(tmp_path)
    return Installed(tmp_path / "releases")


async def writing(screen: Terminal) -> None:
    """An answer is begun."""
    await screen.until("Is the shop open?")
    screen.type("r")
    await screen.until("ctrl+s")
    screen.type("We open ")
    await screen.until("We open")


def became_another(pid: int) -> bool:
    """Whether a process is the console that was started anew."""
    return ANEW.encode() in Path(f"/proc/{pid}/environ").read_bytes()


@pytest.mark.parametrize("restricted", [False, True])
async def test_a_console_becomes_the_release_that_the_watch_speaks(
    tmp_path: Path, installed: Installed, restricted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The session's environment is the test's own otherwise, and a restricted one bears little of it.
    monkeypatch.delenv("PYTHONPATH", raising=False)
    asked = environment(tmp_path, **({"BEREDT_RESTRICTED": "1"} if restricted else {}))
    async with contextlib.AsyncExitStack() as stack:
        old = await stack.enter_async_context(installed.watch(tmp_path))
        screen = await stack.enter_async_context(
            terminal([str(installed.command)], env=asked, rows=24, columns=100)
        )
        await writing(screen)
        pid = screen.pid
        await old.end()
        await screen.until("the connection to the watch broke")
        screen.type("on Saturday")
        await screen.until("We open on Saturday")
        installed.put(NEW)
        async with installed.watch(tmp_path):
            await screen.until(f"this console is Beredt {NEW} now")
            await screen.until("We open on Saturday")
            assert screen.pid == pid
            with pytest.raises(OtherRelease, match="this console is Beredt"):
                await attach(tmp_path / "desk.sock")
            screen.type(", from ten")
            await screen.until("We open on Saturday, from ten")
            screen.type("\x13")
            await screen.until("held for")
            screen.kill(signal.SIGTERM)
            assert await screen.gone() == 0
        store = SqliteStore(tmp_path / "data" / "beredt.db", clock=FastClock(), read_only=True)
        await store.open()
        [sent] = await store.outbox((), 10)
        assert sent.text == "We open on Saturday, from ten"
        await store.close()


async def test_what_is_typed_on_through_an_upgrade_is_all_in_the_answer(
    tmp_path: Path, installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    asked = environment(tmp_path)
    async with contextlib.AsyncExitStack() as stack:
        old = await stack.enter_async_context(installed.watch(tmp_path))
        screen = await stack.enter_async_context(
            terminal([str(installed.command)], env=asked, rows=24, columns=100)
        )
        modes = screen.modes()
        await writing(screen)
        raw = screen.modes()
        assert raw != modes
        await old.end()
        await screen.until("the connection to the watch broke")
        installed.put(NEW)
        typed: list[str] = []
        enough = asyncio.Event()

        async def type_on() -> None:
            begun = False
            while not enough.is_set():
                typed.append(str(len(typed) % 10))
                screen.type(typed[-1])
                assert screen.modes() == raw, "never a moment in which keys are echoed or send signals"
                if not begun and became_another(screen.pid):
                    begun = True
                    # Ctrl+C and its like would end a program that does not handle keys yet.
                    screen.type("\x03\x1c\x1a")
                    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
                        screen.kill(number)
                await asyncio.sleep(0.05)
            assert begun

        async with installed.watch(tmp_path):
            typing = asyncio.create_task(type_on())
            await screen.until(f"this console is Beredt {NEW} now")
            enough.set()
            await typing
            await screen.until(f"{len('We open ') + len(typed)} characters")
            screen.kill(signal.SIGTERM)
            assert await screen.gone() == 0
            assert screen.modes() == modes
        store = SqliteStore(tmp_path / "data" / "beredt.db", clock=FastClock(), read_only=True)
        await store.open()
        draft = (await store.item(1)).draft
        assert draft is not None
        assert draft.text == "We open " + "".join(typed)
        await store.close()


async def test_a_release_that_does_not_open_leaves_the_terminal_as_it_was_and_the_answer_on_it(
    tmp_path: Path, installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    own = tmp_path / "own.toml"
    own.write_bytes((tmp_path / "config.toml").read_bytes())
    async with contextlib.AsyncExitStack() as stack:
        old = await stack.enter_async_context(installed.watch(tmp_path))
        asked = environment(tmp_path, BEREDT_CONFIG=str(own))
        screen = await stack.enter_async_context(
            terminal([str(installed.command)], env=asked, rows=24, columns=100)
        )
        modes = screen.modes()
        await writing(screen)
        await old.end()
        await screen.until("the connection to the watch broke")
        own.write_text("[desk]\nno_such = 1\n")
        installed.put(NEW)
        async with installed.watch(tmp_path):
            assert await screen.gone(60) not in (0, None)
        left = bytes(screen.received).rpartition(b"\x1b[?1049l")[2].decode()
        assert "this could not be saved:\r\nWe open" in left
        assert "no_such" in left
        assert screen.modes() == modes


async def test_without_the_release_on_the_disk_it_says_what_to_do_and_waits_for_it(
    tmp_path: Path, installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    asked = environment(tmp_path)
    async with contextlib.AsyncExitStack() as stack:
        old = await stack.enter_async_context(installed.watch(tmp_path))
        screen = await stack.enter_async_context(
            terminal([str(installed.command)], env=asked, rows=24, columns=100)
        )
        await writing(screen)
        await old.end()
        await screen.until("the connection to the watch broke")
        installed.put(NEW)
        async with installed.watch(tmp_path):
            # Gone again before the console has seen it.
            installed.put(OLD)
            await screen.until(f"this console is Beredt {OLD}, and the watch is {NEW}")
            await screen.until("We open")
            installed.put(NEW)
            await screen.until(f"this console is Beredt {NEW} now")
            await screen.until("We open")
            screen.kill(signal.SIGTERM)
            assert await screen.gone() == 0
