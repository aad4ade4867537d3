"""`beredt alertrules`: tried before they are saved, kept, and how often they were right."""

import asyncio
from pathlib import Path

import pytest

from console.commands.alertrules import line_of, read_alert_rule
from console.config.alertrule import read_alert_rule as read_file
from console.config.alertrule import written
from console.detect.byrule import finding
from console.errors import InputError
from console.model.actor import WATCH
from console.model.alertrule import Firing
from console.store.sqlite import SqliteStore
from tests.support.commandline import Beredt, jsonl, message
from tests.support.fastclock import START, FastClock

RULE = 'name = "down"\nfilter = "down"\nwindow = "15m"\nabove = 10\n'


def fill(beredt: Beredt) -> None:
    assert beredt("ingest", stdin=jsonl(*(message(number) for number in range(20)))).code == 0


async def raise_and_label(database: Path, verdicts: list[str], first: int = 0) -> None:
    store = SqliteStore(database, clock=FastClock())
    await store.open()
    kept = await store.alert_rule(1)
    for number, verdict in enumerate(verdicts, first):
        firing = Firing(START, START, 12.0, None, "", 12)
        found = finding(kept, f"alertrule:1:{number}", firing, (), (), ())
        async with store.act(WATCH, START) as tx:
            alert_id, _ = await tx.put_alert(found)
            if verdict:
                await tx.set_verdict(alert_id, verdict)
    await store.close()


def test_it_is_shown_when_it_would_have_fired_and_saved_only_when_told(beredt: Beredt) -> None:
    fill(beredt)
    shown = beredt("alertrules", "add", "-", stdin=RULE)
    assert shown.code == 1
    assert "down would have fired once" in shown.text
    assert "nothing labelled yet" in shown.text
    assert "not saved" in shown.complaint
    assert beredt("alertrules", "--json").lines == []
    told = beredt("alertrules", "add", "-", "--yes", stdin=RULE)
    assert told.code == 0
    assert "down would have fired once" in told.text
    assert "alert rule down added" in told.text
    again = beredt("alertrules", "add", "-", "--yes", stdin=RULE)
    assert (again.code, "is called down already" in again.complaint) == (1, True)
    saved = beredt("alertrules", "change", "down", "-", "--yes", "--json", stdin=RULE + "least = 7\n").line
    assert (saved["saved"], saved["rule"]) == (True, "down")
    assert len(saved["backtest"]["fired"]) == 1  # type: ignore[index,call-overload]
    (one,) = beredt("alertrules", "list", "--json").lines
    assert {key: one[key] for key in ("id", "name", "version", "enabled", "above", "least", "cooldown")} == {
        "id": 1,
        "name": "down",
        "version": 2,
        "enabled": True,
        "above": "10",
        "least": 7,
        "cooldown": "2h",
    }
    assert (one["alerts"], one["precision"], one["too_few"], one["saved_by"] != "") == (0, None, True, True)


def test_it_is_switched_removed_and_brought_back(beredt: Beredt) -> None:
    fill(beredt)
    assert beredt("alertrules", "add", "-", "--yes", stdin=RULE).code == 0
    assert "alert rule down is off" in beredt("alertrules", "off", "down").text
    assert beredt("alertrules", "show", "1", "--json").line["enabled"] is False
    assert "it is so already" in beredt("alertrules", "off", "1").text
    assert beredt("alertrules", "on", "1").code == 0
    assert "alert rule down removed" in beredt("alertrules", "remove", "1").text
    assert beredt("alertrules", "list", "--json").lines == []
    assert beredt("alertrules", "show", "1", "--json").line["removed"] is True
    assert beredt("alertrules", "change", "1", "-", "--yes", stdin=RULE).code == 2
    assert beredt("undo").code == 0
    assert [one["name"] for one in beredt("alertrules", "--json").lines] == ["down"]
    missing = beredt("alertrules", "show", "other")
    assert (missing.code, "there are down (1)" in missing.complaint) == (2, True)
    assert beredt("audit", "verify").code == 0


def test_precision_is_told_with_its_interval_or_that_labels_are_few(beredt: Beredt, tmp_path: Path) -> None:
    fill(beredt)
    assert beredt("alertrules", "add", "-", "--yes", stdin=RULE).code == 0
    (database,) = (tmp_path / "data").glob("*.db")
    asyncio.run(raise_and_label(database, ["real", "false", ""]))
    assert "too few labels (2)" in beredt("alertrules").text
    assert beredt("alerts", "label", "3", "useful").code == 0
    asyncio.run(raise_and_label(database, ["real", "real", "useful"], 3))
    assert "0.83 (95 %: 0.44 to 0.97) of 6" in beredt("alertrules").text
    shown = beredt("alertrules", "show", "down")
    assert "3 real, 2 useful, 1 false" in shown.text
    assert 'filter = "down"' in shown.text
    (source,) = beredt("alerts", "precision", "--json").lines
    assert (source["source"], source["labelled"]) == ("alertrule:down", 6)
    explained = beredt("alerts", "show", "1", "--lang", "nb")
    assert "varslingsregelen down (nummer 1, versjon 1): 12 meldinger" in explained.text
    assert ": regelen hadde ikke holdt på 2 t." in explained.text


def test_a_wrong_file_is_told_with_its_line(beredt: Beredt) -> None:
    ran = beredt("alertrules", "add", "-", "--yes", stdin=RULE.replace('down"\nw', 'is:done"\nw'))
    assert (ran.code, "-, line 2, filter: " in ran.complaint) == (2, True)


@pytest.mark.parametrize(
    "line",
    [
        "lang:nb flag:outage => volume 15m above 20, least 5, cooldown 2h",
        '"no => arrow" => negatives 1h above 4x usual, least 10, cooldown 3h',
        "refund => share 2h above 60%, least 15, cooldown 5m",
        "=> volume 24h above 1000, least 1, cooldown 168h",
    ],
)
def test_a_rule_as_a_line_and_as_a_file_says_the_same(line: str) -> None:
    rule = read_alert_rule("some-name", line)
    assert line_of(rule) == line
    assert read_file(written(rule), "file") == rule


@pytest.mark.parametrize(
    "line",
    [
        "card volume 15m above 3",
        "card => 15m",
        "card => mood 15m above 3",
        "card => volume 7m above 3",
        "card => volume 15m above 3%",
        "card => share 15m above 3",
        "card => share 15m above 1x usual",
        "card => volume 15m above 3, most 5",
        "card => volume 15m above 3, cooldown 8d",
        "card => volume 15m above 99999999999999999999",
        "card => volume 15m above ..",
    ],
)
def test_a_line_that_is_no_rule_says_what_would_be(line: str) -> None:
    with pytest.raises(InputError):
        read_alert_rule("name", line)
