"""The unit that we ship: systemd accepts it, and what it promises fits the program."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from console.cli import watch
from console.config.places import HOST_SOCKET
from console.daemon import status

DOCS = Path(__file__).parents[2] / "docs"
UNIT = (DOCS / "systemd" / "beredt.service").read_text()
EXPOSED = 1.5
"""Of ten, as `systemd-analyze security` counts; the network is most of it."""
ANALYZE = shutil.which("systemd-analyze")


def setting(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT, re.M)


def verified(folder: Path) -> Path:
    """The unit with a program that is here."""
    path = folder / "beredt.service"
    path.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", UNIT, flags=re.M))
    return path


@pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze here")
def test_systemd_accepts_it_and_finds_it_closed(tmp_path: Path) -> None:
    assert ANALYZE is not None
    path = verified(tmp_path)
    ran = subprocess.run([ANALYZE, "verify", path], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    told = subprocess.run(
        [ANALYZE, "security", "--offline=yes", path], capture_output=True, text=True, check=True
    ).stdout
    (exposed,) = re.findall(r"exposure level for \S+: ([\d.]+)", told)
    assert float(exposed) <= EXPOSED


def test_its_times_leave_room_for_a_clean_stop() -> None:
    (stop,) = setting("TimeoutStopSec")
    assert int(stop) > watch.CLOSING > watch.DRAIN
    (watchdog,) = setting("WatchdogSec")
    assert int(watchdog) > status.STALE


def test_its_folders_are_those_that_the_program_knows() -> None:
    assert Path("/run", *setting("RuntimeDirectory")) == HOST_SOCKET.parent == status.RUNTIME
    assert "BEREDT_DATA_DIR=/var/lib/beredt" in setting("Environment")
    assert setting("StateDirectory") == ["beredt"]


def test_the_kernel_can_still_tell_who_knocks() -> None:
    # In a user namespace of its own every colleague would be nobody.
    assert not {"PrivateUsers", "DynamicUser"} & set(re.findall(r"^(\w+)=", UNIT, re.M))


def test_the_processes_that_judge_may_make_way() -> None:
    shut = " ".join(setting("SystemCallFilter"))
    assert "~@privileged @resources" in shut
    assert "setpriority" in shut.split("@resources")[1]


def test_the_page_shows_the_lines_that_drop_a_silent_session() -> None:
    page = (DOCS / "host.md").read_text()
    every = int(re.findall(r"ClientAliveInterval (\d+)\n", page)[0])
    count = int(re.findall(r"ClientAliveCountMax (\d+)\n", page)[0])
    assert every * (count + 1) <= 10


def test_a_reload_is_the_signal_that_the_watch_reads_its_roles_by() -> None:
    assert setting("ExecReload") == ["/bin/kill -HUP $MAINPID"]
