"""SSH as the front door: a real sshd on loopback lets people in to Beredt alone, as docs/host.md says."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.commandline import Ran
from tests.support.terminal import terminal
from tests.support.watching import ROOT, environment, watching
from tests.ui.test_restricted import prepared

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PAGE = ROOT / "docs" / "host.md"
BEREDT = ROOT / ".venv" / "bin" / "beredt"
PRIVILEGES = Path("/run/sshd")
"""sshd wants this folder; a service manager makes it elsewhere."""

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(SSHD is None, reason="there is no sshd; apt-get install openssh-server"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can let others in by sshd"),
]


@dataclass
class Door:
    port: int
    folder: Path
    pid: int

    @property
    def agent(self) -> Path:
        return self.folder / "agent"

    def ssh(self, *more: str, program: str = "ssh") -> list[str]:
        options = (
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR",
            "BatchMode=yes",
            "ControlPath=none",
            f"IdentityFile={self.folder / 'key'}",
            "IdentitiesOnly=yes",
            f"Port={self.port}",
        )
        return [program, "-F", "none", *(word for one in options for word in ("-o", one)), *more]

    async def ask(self, *more: str, program: str = "ssh", stdin: bytes = b"") -> Ran:
        """What comes of an ssh that ends."""
        process = await asyncio.create_subprocess_exec(
            *self.ssh(*more, program=program),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={
                **os.environ,
                "EDITOR": "vi",
                "LC_PAPER": "x",
                "BEREDT_RESTRICTED": "0",
                "SSH_AUTH_SOCK": str(self.agent),
            },
        )
        async with asyncio.timeout(60):
            out, err = await process.communicate(stdin)
        assert process.returncode is not None
        return Ran(process.returncode, out, err)

    async def beredt(self, command: str, *options: str) -> Ran:
        return await self.ask(*options, "root@127.0.0.1", command)


async def _key(path: Path) -> str:
    made = await asyncio.create_subprocess_exec(
        *("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path))
    )
    assert await made.wait() == 0
    return path.with_name(path.name + ".pub").read_text()


def _config(folder: Path, port: int) -> str:
    env = environment(folder)
    return f"""
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile none
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
StrictModes yes
AuthorizedKeysFile none
AuthorizedKeysCommand {shutil.which("cat")} {folder}/keys/%u
AuthorizedKeysCommandUser root
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
ClientAliveInterval 1
ClientAliveCountMax 3
Match User root
    ForceCommand {BEREDT}
    SetEnv BEREDT_RESTRICTED=1 BEREDT_CONFIG={env["BEREDT_CONFIG"]} BEREDT_DATA_DIR=/proc/beredt
    DisableForwarding yes
    PermitUserRC no
    PermitTTY yes
"""


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """sshd before a watch that has one message."""
    assert SSHD is not None
    prepared(tmp_path)
    await _key(tmp_path / "host")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "root").write_text(await _key(tmp_path / "key"))
    PRIVILEGES.mkdir(mode=0o755, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / "sshd_config").write_text(_config(tmp_path, port))
    async with watching(tmp_path) as daemon:
        await daemon.ready()
        sshd = await asyncio.create_subprocess_exec(
            *(SSHD, "-D", "-e", "-f", str(tmp_path / "sshd_config")), stderr=asyncio.subprocess.PIPE
        )
        assert sshd.stderr is not None
        try:
            async with asyncio.timeout(30):
                while b"Server listening" not in await sshd.stderr.readline():
                    assert sshd.returncode is None
            quiet = asyncio.create_task(sshd.stderr.read())
            yield Door(port, tmp_path, sshd.pid)
            quiet.cancel()
        finally:
            with contextlib.suppress(ProcessLookupError):
                sshd.terminate()
            await sshd.wait()


async def test_commands(door: Door) -> None:
    checked = await door.beredt("shell-check --json")
    assert checked.code == 0, checked
    assert all(line["closed"] for line in checked.lines)
    asked = await door.beredt("beredt queue --json")
    assert asked.code == 0, asked
    assert [line["text"] for line in asked.lines] == ["Is the shop open?"]
    for command in ("sh -c id", "id; ls", "queue --config /etc/passwd", "ingest /etc/passwd", "watch"):
        refused = await door.beredt(command)
        assert refused.code in (1, 2), (command, refused)
        assert b"uid=" not in refused.out
        assert refused.complaint.startswith("beredt: ")


async def test_the_lines_of_the_page_are_sshds(tmp_path: Path) -> None:
    assert SSHD is not None
    await _key(tmp_path / "host")
    PRIVILEGES.mkdir(mode=0o755, exist_ok=True)
    (block,) = re.findall(r"```\n(Match Group beredt\n.*?)```", PAGE.read_text(), re.DOTALL)
    (tmp_path / "sshd_config").write_text(f"HostKey {tmp_path}/host\n{block}")
    process = await asyncio.create_subprocess_exec(
        *(SSHD, "-t", "-f", str(tmp_path / "sshd_config")), stderr=asyncio.subprocess.PIPE
    )
    _, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")
    # What the other tests use is what the page says.
    used = _config(tmp_path, 22)
    for name in ("ForceCommand", "SetEnv BEREDT_RESTRICTED=1", "DisableForwarding yes", "PermitUserRC no"):
        assert name in block
        assert name in used


async def test_ways(door: Door) -> None:
    """What an SSH client can ask for beside a command."""
    # Files: scp and sftp ask for a subsystem, and get Beredt, which speaks another language.
    secret = door.folder / "secret"
    secret.write_text("PWNED")
    for program, words in (
        ("sftp", ("root@127.0.0.1",)),
        ("scp", (f"root@127.0.0.1:{secret}", str(door.folder / "stolen"))),
        ("scp", ("-O", f"root@127.0.0.1:{secret}", str(door.folder / "stolen"))),
    ):
        assert (await door.ask(*words, program=program, stdin=b"ls\n")).code != 0
    assert not (door.folder / "stolen").exists()
    # Forwarding, to a place and of the agent.
    assert (await door.ask("-W", f"127.0.0.1:{door.port}", "root@127.0.0.1")).code != 0
    agent = await asyncio.create_subprocess_exec(
        *("ssh-agent", "-D", "-a", str(door.agent)), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert agent.stdout is not None
        await agent.stdout.readline()
        forwarded = await door.beredt("shell-check --json", "-A", "-X")
        assert forwarded.code == 0, forwarded
    finally:
        agent.terminate()
        await agent.wait()
    # Variables: of ours, of the editor's, and one that is let in and does nothing.
    sent = await door.beredt("shell-check --json", "-o", "SendEnv=EDITOR BEREDT_RESTRICTED LC_PAPER")
    assert sent.code == 0, sent


def below(pid: int) -> set[int]:
    """All processes that a process has begun, and those which they have."""
    found: set[int] = set()
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found |= {int(child)} | below(int(child))
    return found


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


async def test_line(door: Door) -> None:
    """The console over SSH; and a line that goes silent, as of a laptop that sleeps, ends it by itself."""
    async with terminal(door.ssh("-tt", "root@127.0.0.1"), env={}) as screen:
        await screen.until("Is the shop open?")
        begun = below(door.pid)
        assert begun
        os.kill(screen.pid, signal.SIGSTOP)
        async with asyncio.timeout(30):
            # The console too, whose parent is gone before it.
            while any(map(runs, begun)):  # noqa: ASYNC110  # other processes wake nobody
                await asyncio.sleep(0.1)
        os.kill(screen.pid, signal.SIGCONT)
