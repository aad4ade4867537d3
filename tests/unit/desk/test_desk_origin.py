"""Where an act came from: the kernel's and the system's word."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from console.desk.origin import _LOGIN, LONGEST, origin, origin_of


def login(kind: int, line: str, host: str) -> bytes:
    text = (line.encode(), b"id", b"kari", host.encode())
    return _LOGIN.pack(kind, 1, *text, 0, 0, 0, 0, 0, b"", b"")


def test_a_record_is_as_long_as_the_system_writes_it() -> None:
    assert _LOGIN.size == 384


def test_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "ttyname", lambda _fd: "/dev/pts/3")
    told = {"SSH_CONNECTION": "192.0.2.7 5555 192.0.2.1 22"}
    assert origin("console", told) == "console, pts/3, from 192.0.2.7"
    assert origin("command line", {}) == "command line, pts/3"
    hostile = origin("console", {"SSH_CONNECTION": "\x1b[2J" + "x" * 500})
    assert "\x1b" not in hostile
    assert len(hostile) <= LONGEST


def test_of_another_process_by_its_terminal_and_the_list_of_logins(tmp_path: Path) -> None:
    logins = tmp_path / "utmp"
    ours, theirs = pty.openpty()
    name = os.ttyname(theirs).removeprefix("/dev/")
    script = "import os, sys; os.setsid(); os.open(sys.argv[1], os.O_RDWR); print('x', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script, f"/dev/{name}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=False,
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert origin_of(child.pid, logins=logins) == f"socket, {name}"
        logins.write_bytes(login(8, name, "203.0.113.9") + login(7, name, "192.0.2.7") + b"half")
        assert origin_of(child.pid, logins=logins) == f"socket, {name}, from 192.0.2.7"
        logins.write_bytes(login(7, "pts/9999", "192.0.2.7"))
        assert origin_of(child.pid, logins=logins) == f"socket, {name}"
        child.kill()
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize("stat", ["", "1 (a) b", "1 (evil) 1 1 1) S 1 1 1 0 -1", "x" * 10_000])
def test_a_process_without_a_terminal_is_its_number(tmp_path: Path, stat: str) -> None:
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "stat").write_text(stat)
    assert origin_of(7, proc=tmp_path, logins=tmp_path / "none") == "socket, process 7"
    assert origin_of(8, proc=tmp_path) == "socket, process 8"
