"""What the quick ways of looking at words give is what the slow ways would."""

import json
import math
from importlib.resources import files
from itertools import pairwise
from zlib import crc32, decompress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.judge import tone
from console.judge.flagindex import _letters
from console.judge.grams import coded, pieces_of, rows_of
from console.judge.kept import Kept
from console.judge.scorers import emoji_scorer
from console.judge.tone import (
    BITS,
    LENGTHS,
    Sound,
    Tones,
    rows_of_pairs,
    rows_of_token,
    tokens,
    tokens_of,
)
from console.judge.tongues import Tongues

LETTERS = st.text("abeirstæøåéß'x🙂ж", min_size=1, max_size=40)


def _model(name: str) -> tuple[dict[str, object], memoryview]:
    head, _, body = files("console.judge").joinpath("data", name).read_bytes().partition(b"\n")
    return json.loads(head), memoryview(decompress(body)).cast("b")


@pytest.fixture(scope="module")
def tongues() -> Tongues:
    return Tongues()


@pytest.fixture(scope="module")
def tones() -> Tones:
    return Tones(["en", "no"])


def sound(tones: Tones, text: str) -> Sound:
    """Read among others, of another language and of none."""
    return tones.sounds(["en", "no", "no"], ["sooo good!!", text, ""])[1]


def test_a_word_is_looked_at_once_and_only_so_many_are_kept() -> None:
    asked: list[str] = []

    def look(word: str) -> int:
        asked.append(word)
        return len(word)

    kept = Kept(2, look)
    assert [kept[word] for word in ("a", "bb", "a", "ccc", "ccc")] == [1, 2, 1, 3, 3]
    assert asked == ["a", "bb", "ccc"]
    assert len(kept) == 1


@given(LETTERS)
def test_rows_are_those_of_the_pieces_each_once(word: str) -> None:
    piece = b" " + coded(word[:30]) + b" "
    pieces = [piece, *(piece[at : at + size] for size in LENGTHS for at in range(len(piece) - size + 1))]
    assert rows_of(word, LENGTHS, BITS) == list(
        dict.fromkeys(crc32(one) & ((1 << BITS) - 1) for one in pieces)
    )


@given(st.lists(LETTERS, min_size=1, max_size=8), st.sampled_from([3, BITS]))
def test_many_words_at_once_have_the_rows_of_each(words: list[str], bits: int) -> None:
    rows, starts = pieces_of(words, LENGTHS, bits)
    ends = [*starts.tolist()[1:], len(rows)]
    for word, start, end in zip(words, starts.tolist(), ends, strict=True):
        assert sorted(rows[start:end].tolist()) == sorted(rows_of(word, LENGTHS, bits))


@given(st.lists(st.text("aA oO!.'æ🙂 \n", max_size=12), max_size=5))
def test_several_texts_are_taken_apart_as_each(texts: list[str]) -> None:
    assert tokens_of(texts) == [tokens(text) for text in texts]
    for text in texts:
        found = tone._TOKEN.all(text.lower())
        slow = [tone._STRETCHED.sub(r"\1\1", one) for one in found] if tone._STRETCHED.search(text) else found
        assert tokens(text) == slow


@given(st.lists(LETTERS, max_size=8))
def test_each_pair_of_neighbours_has_its_row(words: list[str]) -> None:
    slow = [crc32(coded(f"{one} {other}")) & ((1 << BITS) - 1) for one, other in pairwise(words)]
    assert rows_of_pairs(words) == slow


@given(words=st.lists(LETTERS, min_size=1, max_size=40))
def test_a_language_is_as_likely_as_its_weights_say(tongues: Tongues, words: list[str]) -> None:
    told, table = _model("language.model")
    languages, bias = told["languages"], told["bias"]
    assert isinstance(languages, list)
    assert isinstance(bias, list)
    width = len(languages)
    sums = [0] * width
    for word in words:
        for row in rows_of(word, tuple(told["lengths"]), told["bits"]):  # type: ignore[arg-type]
            for column in range(width):
                sums[column] += table[row * width + column]
    weights = [told["scale"] * one + lean for one, lean in zip(sums, bias, strict=True)]
    norm = math.log(sum(math.exp(one - max(weights)) for one in weights)) + max(weights)
    found = tongues.of(words)
    assert list(found) == languages
    assert list(found.values()) == pytest.approx([one - norm for one in weights])


@given(text=st.text("aA oO!.?'æ🙂 \n", max_size=60))
def test_a_text_sounds_as_the_weights_of_its_words_and_pairs_say(tones: Tones, text: str) -> None:
    told, table = _model("tone.no.model")
    words = tokens(text)
    rows = [row for word in words for row in rows_of_token(word)] + rows_of_pairs(words)
    factor = told["scale"] / math.sqrt(len(rows)) if rows else 0.0  # type: ignore[operator]
    wanted = [factor * sum(table[3 * row + side] for row in rows) for side in range(3)]
    heard = sound(tones, text)
    assert heard.carried == pytest.approx(wanted)
    assert [word for word, _ in heard.parts()] == words


def test_letters_told_apart_by_capitals_alone_are_not_stretched(tones: Tones) -> None:
    assert [word for word, _ in sound(tones, "Ååå ja").parts()] == tokens("Ååå ja") == ["ååå", "ja"]
    assert [word for word, _ in sound(tones, "ååå ja").parts()] == tokens("ååå ja") == ["åå", "ja"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fint :) og :-(", (":)", ":-(")),
        ("xD med en gang", ("xD",)),
        ("luxD", ()),
        ("xD <3", ("xD", "<3")),
        ("a:)b", ()),
        ("bra👍og☹", ("👍", "☹")),
        ("klokken: 12; (ja)", ()),
        ("👏👏:D", ("👏", "👏", ":D")),
        ("🔥💀:D", (":D",)),
    ],
)
def test_an_emoticon_counts_where_it_stands_alone_and_an_emoji_anywhere(
    text: str, found: tuple[str, ...]
) -> None:
    assert tuple(word for word, _ in emoji_scorer().score(text).parts) == found


def test_words_of_the_same_letters_are_told_by_them() -> None:
    assert _letters("svindel") == _letters("sivndel") != _letters("svindle" + "r")
