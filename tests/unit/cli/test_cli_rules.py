"""`beredt rule`: tried before it is saved, listed, moved, explained."""

import json

from tests.support.commandline import Beredt, jsonl, message

MONEY = ("--when", 'lang:en "my refund"', "--do", "tag refund", "--do", "assign kari")


def fill(beredt: Beredt) -> None:
    lines = (message(1, "Where is my refund?"), message(2, "The app is down"))
    assert beredt("ingest", stdin=jsonl(*lines)).code == 0


def test_it_is_shown_what_it_would_have_done_and_saved_only_when_told(beredt: Beredt) -> None:
    fill(beredt)
    days = ("--days", "3650")
    shown = beredt("rule", "add", "money", *MONEY, *days)
    assert shown.code == 1
    assert "it would have fired on 1 of 2 messages" in shown.text
    assert "Where is my refund?" in shown.text
    assert "not saved" in shown.complaint
    assert beredt("rule", "list", "--json").lines == []
    saved = beredt("rule", "add", "money", *MONEY, *days, "--yes", "--json")
    assert saved.code == 0
    assert saved.line["saved"] is True
    trial = saved.line["trial"]
    assert isinstance(trial, dict)
    assert (trial["looked"], trial["fired"], len(trial["samples"])) == (2, 1, 1)


def test_a_condition_is_tested_without_saving_anything(beredt: Beredt) -> None:
    fill(beredt)
    found = beredt("rule", "test", "-lang:nb refund", "--days", "3650", "--json").line
    assert (found["looked"], found["fired"]) == (2, 1)
    assert beredt("rule", "--json").lines == []
    refused = beredt("rule", "test", "age:>2h refund")
    assert refused.code == 2
    assert "can't be known when a message comes" in refused.complaint


def test_what_it_does_is_seen_by_every_command(beredt: Beredt) -> None:
    assert beredt("rule", "add", "money", *MONEY, "--yes").code == 0
    assert (
        beredt(
            "rule", "add", "spam", "--when", "bitcoin", "--do", "mute", "--at", "1", "--stop", "--yes"
        ).code
        == 0
    )
    texts = ("Where is my refund?", "Free bitcoin", "Hello there, what are your opening hours?")
    lines = [message(number, text) for number, text in enumerate(texts, 1)]
    assert beredt("ingest", stdin=jsonl(*lines)).code == 0
    rows = {row["id"]: row for row in beredt("queue", "--json").lines}
    assert set(rows) == {1, 3}
    assert (rows[1]["tags"], rows[1]["holder"]) == (["refund"], "kari")
    (muted,) = beredt("queue", "--filter", "is:muted", "--json").lines
    assert (muted["id"], muted["reason"]) == (2, "muted")
    listed = beredt("rule", "list", "--json").lines
    assert [(one["place"], one["name"], one["fired_7_days"], one["stop"]) for one in listed] == [
        (1, "spam", 1, True),
        (2, "money", 1, False),
    ]
    asked = beredt("rule", "why", "2", "--json").line
    verdicts = asked["verdicts"]
    assert isinstance(verdicts, list)
    assert [(one["rule"], one["outcome"]) for one in verdicts] == [("spam", "fired"), ("money", "stopped")]
    assert '"my refund": the message does not say it' in beredt("rule", "why", "3").text
    assert beredt("rule", "log", "money", "--json").line["item_id"] == 1
    assert "tag refund, assign kari" in beredt("rule", "log", "money").text
    assert beredt("item", "2", "reopen").code == 0
    assert len(beredt("queue", "--json").lines) == 3


def test_they_are_moved_switched_and_removed(beredt: Beredt) -> None:
    for name in ("a", "b"):
        assert beredt("rule", "add", name, "--when", "lang:nb", "--do", "tag x", "--yes").code == 0
    assert beredt("rule", "move", "b", "1").text == "rule moved to place 1\n"
    assert beredt("rule", "disable", "b").code == 0
    assert [one["name"] for one in beredt("rule", "--json").lines] == ["b", "a"]
    assert json.loads(beredt("rule", "show", "b", "--json").text)["enabled"] is False
    assert beredt("rule", "enable", "b").code == 0
    assert beredt("rule", "remove", "a").code == 0
    assert beredt("undo").code == 0
    assert [one["name"] for one in beredt("rule", "--json").lines] == ["b", "a"]
    missing = beredt("rule", "show", "nobody")
    assert missing.code == 2 or missing.code == 1
    assert "there is no rule 'nobody'" in missing.complaint


def test_what_is_no_rule_is_refused_with_what_would_be_right(beredt: Beredt) -> None:
    for words, said in (
        (("x", "--when", "lang:nb"), "does nothing"),
        (("x", "--when", "lang:nb", "--do", "delete"), "can't 'delete'"),
        (("x", "--when", "is:new", "--do", "tag a"), "everything"),
        (("x", "--when", "lang:nb", "--do", "mute"), "what is said or who says it"),
        (("a b", "--when", "lang:nb", "--do", "tag a"), "no name for a rule"),
    ):
        ran = beredt("rule", "add", *words, "--yes")
        assert (ran.code, said in ran.complaint) == (2, True), ran.complaint
