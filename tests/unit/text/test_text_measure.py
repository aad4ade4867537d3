import pytest

from console.model.channel import Limit
from console.text import graphemes, length
from tests.hostile.corpus import emoji, grapheme_breaks

BLUESKY = Limit(graphemes=300, utf8_bytes=3_000)
MASTODON = Limit(characters=500, url_length=23, handle_without_domain=True)

# An example of an emoji in the list for Unicode 15 that Unicode 17 no longer counts among them.
CHANGED = "✁\u200d✁"


def test_graphemes_as_unicode_counts_them() -> None:
    wrong = [text for text, clusters in grapheme_breaks() if graphemes(text) != clusters]
    assert len(grapheme_breaks()) == 602
    assert set(wrong) <= {CHANGED}


def test_every_emoji_is_one() -> None:
    assert [sequence for sequence in emoji() if graphemes(sequence) != 1] == []


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("abc", 3), ("a\r\nb", 3), ("blåbær", 6), ("e\u0301", 1)]
)
def test_simple_counts(text: str, count: int) -> None:
    assert graphemes(text) == count


@pytest.mark.parametrize(
    ("text", "limit", "measured"),
    [
        ("hei", BLUESKY, (3, 300, "graphemes")),
        ("👩‍👩‍👧‍👦" * 10, BLUESKY, (250, 3_000, "bytes")),
        ("👩‍👩‍👧‍👦" * 200, BLUESKY, (5_000, 3_000, "bytes")),
        ("å" * 301, BLUESKY, (301, 300, "graphemes")),
        ("hei", Limit(), (3, None, "graphemes")),
        ("se https://example.org/" + "x" * 300, MASTODON, (26, 500, "characters")),
        ("https://a.no.", MASTODON, (24, 500, "characters")),
        ("(https://a.no)", MASTODON, (25, 500, "characters")),
        ("@kari@example.social hei", MASTODON, (9, 500, "characters")),
        ("@kari hei", MASTODON, (9, 500, "characters")),
        ("post@example.org", MASTODON, (16, 500, "characters")),
        ("👩‍👩‍👧‍👦", MASTODON, (7, 500, "characters")),
        ("👩‍👩‍👧‍👦", Limit(graphemes=500, url_length=23), (1, 500, "graphemes")),
        ("\ud83d", Limit(utf8_bytes=10), (1, 10, "bytes")),
    ],
)
def test_length(text: str, limit: Limit, measured: tuple[int, int | None, str]) -> None:
    assert length(text, limit) == measured
