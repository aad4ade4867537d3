"""Bluesky's posts in words: what they carry, and that no shape of JSON breaks the reading."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.connectors.bluesky.embeds import in_words
from console.connectors.bluesky.memory import MOST_KNOWN, load
from console.connectors.bluesky.posts import POST_URI, Seen, deletion, raw_message
from console.errors import Refused
from console.model.words import Kind
from console.text import admit
from tests.support.fastclock import START

URI = "at://did:plc:kkkkkkkkkkkkkkkkkkkkkkkk/app.bsky.feed.post/3n2xoipoqg22o"
QUOTE: dict[str, Any] = {
    "$type": "app.bsky.embed.record#viewRecord",
    "author": {"handle": "ola.test"},
    "value": {"text": "line one\nline two"},
}


@pytest.mark.parametrize(
    ("embed", "expected"),
    [
        ({}, ""),
        (
            {"$type": "app.bsky.embed.images#view", "images": [{"alt": "a burnt phone"}, {"alt": ""}]},
            "[image: a burnt phone]\n[image]",
        ),
        ({"$type": "app.bsky.embed.gallery#view", "items": [{"alt": "one"}]}, "[image: one]"),
        ({"$type": "app.bsky.embed.video#view", "alt": "it smokes"}, "[video: it smokes]"),
        (
            {
                "$type": "app.bsky.embed.external#view",
                "external": {"title": "News", "uri": "https://n.example"},
            },
            "[link: News https://n.example]",
        ),
        (
            {"$type": "app.bsky.embed.record#view", "record": QUOTE},
            "[quotes @ola.test: line one line two]",
        ),
        (
            {"$type": "app.bsky.embed.record#view", "record": {"notFound": True}},
            "[quotes a post that is gone]",
        ),
        (
            {"$type": "app.bsky.embed.record#view", "record": {"blocked": True}},
            "[quotes a post that is not shown to us]",
        ),
        (
            {
                "$type": "app.bsky.embed.recordWithMedia#view",
                "record": {"record": QUOTE},
                "media": {"$type": "app.bsky.embed.images#view", "images": [{"alt": "proof"}]},
            },
            "[image: proof]\n[quotes @ola.test: line one line two]",
        ),
        ({"$type": "app.bsky.embed.images", "images": [{"alt": "x" * 5000}]}, f"[image: {'x' * 999}…]"),
    ],
)
def test_what_stands_beside_the_text(embed: dict[str, Any], expected: str) -> None:
    assert in_words({"embed": embed}, {}) == expected
    assert in_words({}, embed) == expected


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(URI) | st.just("\ud800"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["uri", "cid", "author", "did", "handle", "record", "text", "createdAt", "langs", "reply",
                 "root", "parent", "embed", "$type", "images", "indexedAt", "displayName", "media"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)  # fmt: skip
things = st.dictionaries(
    st.sampled_from(["uri", "cid", "author", "record", "embed", "indexedAt", "reason"]), junk, max_size=7
)


@given(things, things, st.sampled_from(list(Kind)))
def test_any_shape_becomes_a_message_or_is_refused_with_a_reason(notification, view, kind) -> None:
    seen = Seen(URI, kind, notification, view)
    raw = raw_message(seen, "bluesky/@nordbank.test", at=seen.at, thread_id=URI, ours_did="did:plc:us")
    try:
        message = admit(raw, START)
    except Refused as refused:
        assert refused.what  # noqa: PT017 - both outcomes are fine
    else:
        assert message.remote_id == URI


def test_a_deletion_needs_no_more_than_its_name() -> None:
    message = admit(deletion(URI, "bluesky/@nordbank.test"), START)
    assert (message.deleted, message.remote_id) == (True, URI)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "at://",
        URI + "\n",
        URI.replace("plc", "p\ud800c"),
        "https://bsky.app/x",
        "at://did:plc:x/y",
        URI + " ",
    ],
)
def test_what_is_no_post(uri: str) -> None:
    assert POST_URI.fullmatch(uri) is None


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.text(max_size=5)), max_size=20))
def test_the_memory_survives_its_cursor(posts) -> None:
    memory = load(None, START)
    for name, cid in posts:
        uri = f"at://did:plc:{name}/app.bsky.feed.post/{name}"
        memory.note(uri, cid, at=START, kind=Kind.REPLY, thread=URI if name < "d" else uri)
    again = load(memory.dump(), START)
    assert (list(again.known.items()), again.floor) == (list(memory.known.items()), memory.floor)


def test_the_memory_is_bounded() -> None:
    memory = load(None, START)
    for number in range(MOST_KNOWN * 2):
        memory.note(f"at://did:plc:x/app.bsky.feed.post/{number}", "c", at=START, kind=Kind.REPLY, thread=URI)
    assert len(memory.known) == MOST_KNOWN
    assert len(memory.dump()) < 200_000
