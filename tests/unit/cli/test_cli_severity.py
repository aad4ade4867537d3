"""Severity on the command line: of alerts, of a declaration, of an item."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from console.model.actor import WATCH
from console.model.words import Level
from tests.support.commandline import Beredt
from tests.support.fastclock import FastClock
from tests.support.rooms import open_store
from tests.unit.desk.test_desk_crisis import FINDING


def _raise_alert(folder: Path, **changes: Any) -> None:
    async def work() -> None:
        store = await open_store(folder, FastClock())
        async with store.act(WATCH, FINDING.at) as tx:
            await tx.put_alert(replace(FINDING, flags=(), **changes))
        await store.close()

    asyncio.run(work())


def test_an_alert_tells_its_severity_and_a_declaration_takes_it(beredt: Beredt, tmp_path: Path) -> None:
    beredt("queue")
    _raise_alert(tmp_path / "data")
    shown = beredt("alerts", "show", "1", "--json").line
    assert shown["severity"] in {f"SEV-{level}" for level in range(2, 5)}
    assert "28 times the usual, for 25 min so far" in shown["severity_reasons"]
    assert beredt("alerts", "--json").line["severity"] == shown["severity"]
    assert shown["severity"] in beredt("alerts").out.decode()
    assert shown["severity"] in beredt("alerts", "show", "1").out.decode()
    declared = beredt("incident", "declare", "--alert", "1", "Cards", "fail", "--json").line
    assert (declared["severity"], declared["title"]) == (shown["severity"], "Cards fail")


def test_an_item_tells_what_severity_one_message_has(beredt: Beredt, tmp_path: Path) -> None:
    message = {
        "network": "mastodon", "channel": "mastodon/@nordbank", "id": "1", "kind": "mention",
        "author": {"id": "7", "handle": "@ola"}, "text": "someone leaked my details",
        "created_at": "2026-11-23T08:00:00Z",
    }  # fmt: skip
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps(message) + "\n")
    beredt("ingest", str(file))
    shown = beredt("item", "1", "--json").line
    assert shown["severity"] == "SEV-1"
    assert shown["severity_reasons"] == ["flag: data (leaked my details)"]
    assert "SEV-1 (flag: data (leaked my details))" in beredt("item", "1").out.decode()


def test_a_crisis_that_is_no_grave_one_by_numbers_says_why(beredt: Beredt, tmp_path: Path) -> None:
    beredt("queue")
    _raise_alert(tmp_path / "data", level=Level.CRISIS, signals=())
    assert "how unusual this is for you" in " ".join(beredt("alerts", "show", "1").text.split())
    told = beredt("alerts", "show", "1", "--lang", "nb").text
    assert "hvor uvanlig dette er hos dere" in " ".join(told.split())
