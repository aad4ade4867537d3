"""`beredt backtest`: an alert rule on the store's history, by the outer contract."""

import re
from pathlib import Path

import pytest

from console.config.alertrule import read_alert_rule
from tests.support.commandline import Beredt, jsonl, message

RULE = 'name = "down"\nfilter = "down -refund"\nwindow = "15m"\nabove = 10\n'
DOCS = Path(__file__).parents[3] / "docs" / "alert-rules.md"


def test_it_says_when_how_often_and_that_nothing_is_labelled(beredt: Beredt) -> None:
    lines = [message(number) for number in range(20)]
    lines += [message(100 + number, "Where is my refund?") for number in range(20)]
    assert beredt("ingest", stdin=jsonl(*lines)).code == 0
    found = beredt("backtest", "--rule", "-", "--json", stdin=RULE).line
    (one,) = found["fired"]  # type: ignore[misc]
    assert (one["at"], one["until"], one["value"]) == ("2026-11-23T07:10:00Z", "2026-11-23T07:25:00Z", 10)
    assert (found["matched"], found["precision"]) == (20, None)
    assert 0 < found["per_week"] <= 1  # type: ignore[operator]
    told = beredt("backtest", "--rule", "-", stdin=RULE)
    assert "would have fired once" in told.text
    assert "nothing labelled yet" in told.text


def test_an_empty_store_fires_nothing(beredt: Beredt) -> None:
    beredt("ingest")
    found = beredt("backtest", "--rule", "-", "--json", stdin=RULE).line
    assert (found["fired"], found["per_week"], found["precision"]) == ([], 0, None)


@pytest.mark.parametrize(
    ("wrong", "line", "key"),
    [
        ('above = "40%"', 4, "above"),
        ("above = -1", 4, "above"),
        ('above = "1x usual"', 4, "above"),
        ('above = 10\nwindows = "5m"', 5, "windows"),
        ("above = 10\nleast = 0", 5, "least"),
        ('above = 10\ncooldown = "7m"', 5, "cooldown"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(beredt: Beredt, wrong: str, line: int, key: str) -> None:
    ran = beredt("backtest", "--rule", "-", stdin=RULE.replace("above = 10", wrong))
    assert ran.code == 2
    assert f"-, line {line}, {key}: " in ran.complaint


def test_a_filter_that_history_can_not_answer_is_refused(beredt: Beredt) -> None:
    for term in ("age:>2h", "is:done", "tag:refund", "nokey:x"):
        ran = beredt("backtest", "--rule", "-", stdin=RULE.replace("down -refund", term))
        assert (ran.code, "-, line 2, filter: " in ran.complaint) == (2, True), term
    assert beredt("backtest", "--rule", "-", stdin='name = "down').code == 2


def test_the_examples_of_the_docs_can_be_read() -> None:
    examples = re.findall(r"```toml\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert len(examples) == 3
    for example in examples:
        read_alert_rule(example, "docs")


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("", 3),
        ("refund", 1),
        ("-refund", 2),
        ("author:@kari3 kind:dm", 1),
        ("channel:mastodon/* -kind:dm", 2),
        ("network:bluesky", 0),
        ("sentiment:negative", 1),
        ("sentiment:>0.2", 1),
        ('"terrible service" is:unsure', 0),
        ("☎", 1),
    ],
)
def test_single_messages_are_counted_not_items(beredt: Beredt, query: str, matched: int) -> None:
    lines = (
        message(1, "This is terrible service, I hate it", thread_id="t"),
        message(2, "Where is my refund? ☎", thread_id="t"),
        message(3, "I love the new app, great work", kind="dm"),
    )
    assert beredt("ingest", stdin=jsonl(*lines)).code == 0
    rule = RULE.replace('"down -refund"', f"'{query}'")
    assert beredt("backtest", "--rule", "-", "--json", stdin=rule).line["matched"] == matched
