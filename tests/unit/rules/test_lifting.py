"""Which calendar entries concern a rule, by the channels that its filter lets through."""

from console.model.calendar import CalendarEntry
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
