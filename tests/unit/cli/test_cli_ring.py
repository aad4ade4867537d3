"""`beredt ring test`, `alerts show` and `doctor`: is it heard, and what was rung."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commandline import Beredt, jsonl, message
from tests.support.httpserver import FaultyServer, Reply, Status

TOKEN = "t0psecret-token"


@pytest.fixture
def service() -> Iterator[FaultyServer]:
    """A real server, on a loop of its own: commands have theirs."""
    loop, server = asyncio.new_event_loop(), FaultyServer()
    server.route("POST", f"/{TOKEN}", lambda _request: Reply({}))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result()
    yield server
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


@pytest.fixture
def config(tmp_path: Path, service: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("BEREDT_RING_OPS", service.url.replace("http://", "json://") + f"/{TOKEN}")
    path = tmp_path / "beredt.toml"
    path.write_text(
        '[ringing.targets]\nops-chat = "env:BEREDT_RING_OPS"\nspare = "env:BEREDT_RING_NONE"\n'
        '[[ringing.ladder]]\nlevels = ["crisis"]\nsteps = [{ to = ["bell", "ops-chat"] }]\n'
    )
    return str(path)


def test_a_target_that_hears_is_told_apart_from_one_that_does_not(
    beredt: Beredt, config: str, service: FaultyServer
) -> None:
    heard = beredt("ring", "test", "--to", "ops-chat", "--json", "--config", config)
    assert heard.code == 0
    assert (heard.line["target"], heard.line["ok"]) == ("ops-chat", True)
    assert service.requests[0].json()["title"] == "Beredt: test"
    service.fail_next(Status(403))
    refused = beredt("ring", "test", "--to", "ops-chat", "--config", config)
    assert refused.code == 3
    assert "NOT  ops-chat: the service refused it with status 403" in refused.text
    everybody = beredt("ring", "test", "--config", config)
    assert everybody.code == 3
    assert "BEREDT_RING_NONE is not set" in everybody.text
    assert "standard error is no terminal" in everybody.text
    unknown = beredt("ring", "test", "--to", "ops", "--config", config)
    assert unknown.code == 2
    assert "there are bell, ops-chat, spare" in unknown.complaint
    assert TOKEN not in refused.text + refused.complaint + everybody.text + everybody.complaint


def test_doctor_looks_at_each_target_without_ringing_it(
    beredt: Beredt, config: str, service: FaultyServer
) -> None:
    found = beredt("doctor", "--json", "--config", config)
    checks = {line["check"]: line for line in found.lines}
    assert checks["ringing ops-chat"]["ok"] is True
    assert str(checks["ringing ops-chat"]["detail"]).startswith("JSON")
    assert checks["ringing spare"]["ok"] is False
    assert service.requests == []
    assert TOKEN not in found.text


def test_show_lists_who_was_rung_and_who_is_next(beredt: Beredt) -> None:
    assert beredt("rule", "add", "cards", "--when", "broken", "--do", "alert", "--yes").code == 0
    assert beredt("ingest", stdin=jsonl(message(1, "My card is broken"))).code == 0
    shown = beredt("alerts", "show", "1", "--json").line
    assert (shown["rung"], shown["rings_next"]) == ([], None)
    assert beredt("alerts", "show", "1").code == 0
