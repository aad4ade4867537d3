"""The grammar of `:` and `do:`, and the registry's own order."""

from collections import Counter

import pytest

from console.commands import REGISTRY, Where, at, check_line, duration, parse, usage
from console.desk.undo import BACK
from console.errors import InputError
from console.ui.locales import Words

NB = Words("nb")


@pytest.mark.parametrize(
    ("line", "name", "args"),
    [
        ("item done", "item done", {}),
        ("item done spam", "item done", {"reason": "spam"}),
        ("item snooze 1h30m", "item snooze", {"until": "1h30m"}),
        ("item tag refund -vip", "item tag", {"tags": ("refund", "-vip")}),
        ('item note "call him"  back', "item note", {"text": "call him back"}),
        (
            "incident declare --severity 2 --type service-outage Cards fail",
            "incident declare",
            {"severity": "2", "type": "service-outage", "title": "Cards fail"},
        ),
        ("incident declare Cards --severity=1", "incident declare", {"severity": "1", "title": "Cards"}),
        ("publishing pause --reason outage", "publishing pause", {"reason": "outage"}),
        ("undo", "undo", {}),
    ],
)
def test_lines_are_read(line: str, name: str, args: dict[str, object]) -> None:
    command, given = parse(line)
    assert command.name == name
    assert dict(given) == args


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("", "no command"),
        ("item snoze", "did you mean"),
        ("item snooze", "needs UNTIL"),
        ("item done maybe", "one of troll"),
        ("item claim now", "takes no 'now'"),
        ("incident declare", "needs --severity"),
        ("incident declare --severity", "needs a value"),
        ("incident declare --severity 2 --colour red", "no option '--colour'"),
        ('item note "open', "not closed"),
    ],
)
def test_wrong_lines_say_what_would_be_right(line: str, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        parse(line)
    assert check_line(line) is not None


@pytest.mark.parametrize("text", ["", "0s", "10", "h", "1y", "99999999d"])
def test_a_duration_is_between_a_second_and_a_year(text: str) -> None:
    with pytest.raises(InputError):
        duration(text)


@pytest.mark.parametrize("where", list(Where))
def test_no_key_means_two_things_in_one_place(where: Where) -> None:
    keys = Counter(key for command in at(where) for key in command.keys)
    assert [key for key, count in keys.items() if count > 1] == []


def test_nothing_dangerous_stands_on_the_keys_of_a_torn_arrow() -> None:
    """A split escape sequence arrives as `[` and A, B, C or D."""
    for command in REGISTRY.values():
        if {"A", "B", "C", "D"} & set(command.keys):
            assert command.undoable


def test_every_terminal_sends_every_key() -> None:
    for command in REGISTRY.values():
        for key in command.keys:
            assert not key.startswith("ctrl+shift"), key
            assert key not in {"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+enter"}, key


def test_usage_shows_the_form() -> None:
    assert usage(REGISTRY["item done"]) == (
        "item done [troll|rager|misguided|unhappy-restored|spam|out-of-scope]"
    )
    assert (
        usage(REGISTRY["incident declare"]) == "incident declare --severity 1|2|3|4|5 [--type TYPE] [TITLE…]"
    )


def test_every_act_is_undone_by_undo_or_says_before_that_it_is_not() -> None:
    for command in REGISTRY.values():
        acts = command.run is not None and command.name != "undo"
        assert (command.final != "") is (acts and not command.undoable), command.name
        assert NB.said(command.final) != command.final or not command.final, command.name
        assert command.back in ("", *REGISTRY), command.name
    assert set(BACK.values()) <= set(REGISTRY)


def test_what_is_done_to_many_is_undone_as_one() -> None:
    for command in REGISTRY.values():
        assert command.deed is None or command.undoable, command.name
