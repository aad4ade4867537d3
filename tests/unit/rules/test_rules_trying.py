"""A rule on history: what it would have fired on, counted and shown before it is saved."""

from datetime import UTC, date, datetime, timedelta

from console.model.rule import Past, Rule
from console.model.safe import SafeText
from console.model.words import Flag
from console.rules import Trying, read_action
from tests.unit.rules.test_rules_asking import NEW, replace

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def past(number: int, text: str, *, item: int | None = None, days: float = 0, wave: int | None = None,
         flags: tuple[Flag, ...] = ()) -> Past:  # fmt: skip
    row = replace(NEW, id=item or number, text=SafeText(text), flags=flags)
    return Past(number, MONDAY + timedelta(days=days), row, wave)


def rule(name: str, query: str, *actions: str, stop: bool = False) -> Rule:
    return Rule(name, query, tuple(read_action(text) for text in actions), stop=stop)


def test_it_counts_once_an_item_by_week_with_the_newest_first() -> None:
    trying = Trying([rule("r", "refund", "tag x")], "r", MONDAY)
    trying.feed([past(1, "refund please"), past(2, "hello", days=1), past(3, "refund now", item=1, days=1)])
    trying.feed([past(4, "a refund", days=15)])
    found = trying.found()
    assert (found.looked, found.held, found.fired) == (4, 3, 2)
    assert found.weeks == ((date(2026, 11, 2), 1), (date(2026, 11, 9), 0), (date(2026, 11, 16), 1))
    assert [sample.item_id for sample in found.samples] == [4, 1]


def test_rules_before_it_count_and_those_behind_it_do_not() -> None:
    before = rule("tags", "refund", "tag money")
    stops = rule("stops", "bitcoin", "tag spam", stop=True)
    tried = rule("r", "tag:money", "assign kari")
    trying = Trying([before, stops, tried, rule("late", "lang:nb", "assign ola")], "r", MONDAY)
    trying.feed([past(1, "refund"), past(2, "refund in bitcoin"), past(3, "nothing")])
    assert trying.found().fired == 1


def test_what_would_have_been_refused_is_told() -> None:
    trying = Trying([rule("r", "refund", "mute")], "r", MONDAY)
    trying.feed([past(1, "refund or I sue", flags=(Flag.LEGAL,)), past(2, "refund")])
    assert trying.found().refused == (("mute", "what is flagged legal is never hidden", 1),)


def test_a_wave_has_the_size_that_it_had_then() -> None:
    trying = Trying([rule("r", "wave:>=3", "tag x")], "r", MONDAY)
    trying.feed([past(number, "same", wave=1) for number in range(1, 6)])
    assert trying.found().fired == 3


def test_nothing_found_is_an_answer() -> None:
    found = Trying([rule("r", "x", "mute")], "r", MONDAY).found()
    assert (found.looked, found.fired, found.weeks, found.samples) == (0, 0, (), ())
