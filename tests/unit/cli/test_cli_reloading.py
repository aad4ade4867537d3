"""SIGHUP: `[roles]` is read anew while the watch runs, and nothing else happens to it."""

import asyncio
import signal
import sys
from pathlib import Path

from console.desk.wire.remote import attach
from tests.support.terminal import terminal
from tests.support.watching import ROOT, Watching, environment, watching


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
        config.write_text('[roles]\nleads = ["kari"]\ndms = "lead"\n[desk]\nhold_seconds = 3\n')
        watch.process.send_signal(signal.SIGHUP)
        assert await said(watch) == "the roles were read anew: operator: - @social, - ola"
        assert await said(watch) == "what else changed in the configuration counts from the next start"
        assert console.remote.link.up, "nobody was interrupted"
        assert await console.desk.counts() is not None
        await console.close()
        code, rest = await watch.end()
        assert (code, rest) == (0, "")


async def test_at_a_terminal_it_means_that_the_terminal_is_gone(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    command = ["sh", "-c", f"cd {ROOT} && exec {sys.executable} -m console watch </dev/null"]
    async with terminal(command, env=environment(tmp_path), columns=300) as screen:
        await screen.until("the desk is served")
        screen.kill(signal.SIGHUP)
        assert await screen.gone() == 0
