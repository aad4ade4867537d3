"""sd_notify against real datagram sockets."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.daemon.notify import LONGEST, Manager
from tests.support import manager as support


@pytest.fixture(params=["path", "abstract"])
def listening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[support.Manager]:
    name = str(tmp_path / "notify") if request.param == "path" else f"@beredt-test-{uuid.uuid4()}"
    heard = support.Manager(name)
    yield heard
    heard.close()


async def test_each_word_is_a_datagram_of_its_own(listening: support.Manager) -> None:
    manager = Manager(listening.name)
    assert manager.ready()
    assert manager.alive()
    assert manager.stopping()
    assert [await listening.hear() for _ in range(3)] == ["READY=1", "WATCHDOG=1", "STOPPING=1"]


async def test_a_status_is_one_line_whatever_it_quotes(listening: support.Manager) -> None:
    Manager(listening.name).status("fine\nREADY=1\nMAINPID=1\x1b]0;x\x07 \udcff" + "x" * 10_000)
    told = await listening.hear()
    assert told.startswith("STATUS=fine READY=1")
    assert "\n" not in told
    assert "\x1b" not in told
    assert len(told) <= LONGEST + len("STATUS=")


def test_what_names_the_manager_is_not_handed_on(listening: support.Manager) -> None:
    environment = {
        "NOTIFY_SOCKET": listening.name,
        "WATCHDOG_USEC": "3000000",
        "WATCHDOG_PID": str(os.getpid()),
    }
    manager = Manager.found(environment)
    assert manager.watchdog == 3.0
    assert environment == {}


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"WATCHDOG_USEC": "3000000"},
        {"NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1"},
        {"NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "soon"},
        {"NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "0"},
        {"NOTIFY_SOCKET": "relative", "WATCHDOG_USEC": "²"},
    ],
)
def test_a_watchdog_that_is_not_ours_is_none(environment: dict[str, str]) -> None:
    assert Manager.found(environment).watchdog is None


def test_nobody_there_is_no_trouble(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert not Manager().ready()
    assert not Manager(str(tmp_path / "none")).ready()
    assert "could not be told" in caplog.text


def test_a_manager_that_does_not_read_holds_up_nobody(listening: support.Manager) -> None:
    manager = Manager(listening.name)
    told = [manager.alive() for _ in range(5_000)]
    assert not told[-1]
