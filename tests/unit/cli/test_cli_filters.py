"""A filter that is wrong is pointed at, on stderr."""

import pytest

from tests.support.commandline import Beredt


@pytest.mark.parametrize(
    ("query", "shown", "caret"),
    [
        ("is:new sentimint:x", "is:new sentimint:x", "       ^"),
        ("is:purple", "is:purple", "   ^"),
        ("日本 is:purple", "日本 is:purple", "        ^"),
        ("  is:new   is:purple", "is:new is:purple", "          ^"),
        (
            "a " * 30 + "is:purple",
            "… a a a a a a a a a a a a a a a a is:purple",
            "                                     ^",
        ),
    ],
)
def test_the_caret_stands_below_what_is_wrong(beredt: Beredt, query: str, shown: str, caret: str) -> None:
    ran = beredt("queue", "--filter", query)
    assert ran.code == 2
    assert ran.out == b""
    sentence, *pointed = ran.complaint.splitlines()
    assert "at character" in sentence
    assert pointed == [f"  {shown}", f"  {caret}"]


def test_what_is_pointed_at_can_do_nothing_to_a_terminal(beredt: Beredt) -> None:
    ran = beredt("queue", "--filter", "is:new \x1b]0;x\x07 \u202etxt:")
    assert ran.code == 2
    assert "\x1b" not in ran.complaint
    assert "\x07" not in ran.complaint
    assert "\u202e" not in ran.complaint


def test_a_mistake_elsewhere_is_one_sentence(beredt: Beredt) -> None:
    assert len(beredt("queue", "--after", "x/y").complaint.splitlines()) == 1
