"""What is marked on the screen is what the full-text index found."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.query import hits, parse, sought

INDEX = "CREATE VIRTUAL TABLE texts USING fts5 (text, tokenize = 'unicode61 remove_diacritics 0')"


def marked(query: str, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in hits(sought(parse(query)), text)]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("refund", "Refund my REFUND, not the refunds", ["Refund", "REFUND"]),
        ("refund*", "a refund, two refunds, unrefunded", ["refund", "refunds"]),
        ('"where is"', "Where is it? where, is", ["Where is", "where, is"]),
        ('"late again*"', "late againe, late", ["late againe"]),
        ("på", "Pa på PÅ pål", ["på", "PÅ"]),
        ("blabaer", "blåbær", []),
        ("re-fund", "Straße re fund? re-fund", ["re fund", "re-fund"]),
        ("STRAßE", "straße", ["straße"]),
        ("🔥", "so 🔥🔥 hot", ["🔥🔥"]),
        ("-refund", "refund", []),
        ("is:new tag:refund", "refund", []),
        ("a b", "b a c", ["b", "a"]),
        ("app", "", []),
        ("slow app", "the slow app is slow", ["slow", "app", "slow"]),
        ("👍🏽", "ok 👍🏽", ["👍🏽"]),
    ],
)
def test_words_phrases_and_signs_are_found_where_they_stand(query: str, text: str, found: list[str]) -> None:
    assert marked(query, text) == found


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(INDEX)
        yield db


LETTERS = st.text(st.sampled_from("aAbåÅéß.,- \n'_3²ΣσςиИé🔥🤣👍🏽‍️中½ªµ"), min_size=1, max_size=12)


@given(text=LETTERS, phrase=LETTERS, prefix=st.booleans())
@example(text="ΟΔΟΣ", phrase="οδος", prefix=False)
@example(text="haha🤣", phrase="haha", prefix=False)
@example(text="İstanbul", phrase="istanbul", prefix=False)
def test_a_text_has_a_mark_exactly_when_the_index_finds_it(
    index: sqlite3.Connection, text: str, phrase: str, prefix: bool
) -> None:
    if not any(letter.isalnum() for letter in phrase):
        return
    index.execute("DELETE FROM texts")
    index.execute("INSERT INTO texts VALUES (?)", (text,))
    wanted = f'"{phrase}"' + ("*" if prefix else "")
    found = index.execute("SELECT count(*) FROM texts WHERE texts MATCH ?", (wanted,)).fetchone()[0]
    assert bool(hits([phrase + ("*" if prefix else "")], text)) is bool(found)


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=6), max_size=4))
def test_marks_stand_in_order_inside_the_text_and_apart(text: str, phrases: list[str]) -> None:
    found = hits(phrases, text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in found)
    assert all(before.end < after.start for before, after in pairwise(found))
