"""Which calendar entries concern a rule, by the channels that its filter lets through."""

from datetime import timedelta

from console.model.calendar import CalendarEntry, mean_strongest, meet, strongest
from console.query import parse
from console.rules.lifting import concerns
from console.text import one_line
from tests.support.fastclock import START


def test_it_concerns_a_filter_that_lets_one_of_its_channels_through() -> None:
    def lifted(asked: str, *channels: str) -> bool:
        return concerns(CalendarEntry(one_line("Launch"), START, START, 3, channels), parse(asked))

    assert lifted("card lang:nb", "mastodon/*")
    assert lifted("channel:mastodon/*", "mastodon/@nordbank")
    assert lifted("channel:@nordbank", "mastodon/*")
    assert lifted("channel:mastodon/*")
    assert lifted("network:Mastodon", "bluesky/*", "mastodon/*")
    assert not lifted("channel:mastodon/*", "bluesky/*")
    assert not lifted("network:mastodon", "bluesky/*")
    assert not lifted("-channel:mastodon/*", "mastodon/@nordbank")
    assert lifted("-channel:mastodon/@other", "mastodon/*")


def test_the_mean_of_a_window_is_that_of_its_buckets() -> None:
    step = timedelta(minutes=5)
    entries = [
        CalendarEntry(one_line("Launch"), START + 3 * step, START + 9 * step, 3, ()),
        CalendarEntry(one_line("Match"), START + 7.5 * step, START + 20.1 * step, 2, ()),
    ]
    for first in range(-4, 24):
        for width in (1, 2, 7, 30):
            begins = START + first * step
            lifts = [strongest(entries, begins + number * step) for number in range(width)]
            assert mean_strongest(entries, begins, width) == sum(lifts) / width


def test_patterns_meet_where_some_name_fits_both_in_whatever_case() -> None:
    assert meet("mastodon/*", "*/@nordbank")
    assert meet("Mastodon/@Nordbank", "mastodon/@nord*")
    assert meet("reviews/[one]", "reviews/[one]")
    assert not meet("mastodon/*", "bluesky/*")
    assert not meet("mastodon/@nordbank", "mastodon/@nordbanken")
    assert meet("", "*")
    assert not meet("", "a")
