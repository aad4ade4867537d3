# ruff: noqa: E501 - the table of refusals reads best with one case a line
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.errors import Refused
from console.model.message import RawMessage
from console.model.words import Kind
from console.text import admit
from console.text.admit import MAX_EVIDENCE
from tests.hostile.corpus import all_strings

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def fields(**changes: Any) -> dict[str, Any]:
    whole = {
        "network": "mastodon",
        "channel": "@nordbank",
        "id": "1",
        "kind": "mention",
        "author": {"id": "7", "handle": "kari@example.social", "name": "Kari", "followers": 12},
        "text": "Hei!",
        "created_at": "2026-11-23T08:30:00+01:00",
    }
    whole.update(changes)
    return {name: value for name, value in whole.items() if value is not ...}


def test_a_whole_message() -> None:
    message = admit(
        RawMessage(
            fields(
                thread_id="t", parent_id="p", lang="nb-NO", reach=5, url="https://example.social/@kari/1",
                edited_at="2026-11-23T07:45:00Z", context={"visibility": "direct"}, unknown=[1],
            ),
            evidence="{original}",
        ),
        NOW,
    )  # fmt: skip
    assert (message.network, message.channel, message.remote_id) == ("mastodon", "mastodon/@nordbank", "1")
    assert message.kind is Kind.MENTION
    assert (message.author.id, message.author.handle, message.author.followers) == (
        "7",
        "kari@example.social",
        12,
    )
    assert message.created_at == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    assert message.edited_at == datetime(2026, 11, 23, 7, 45, tzinfo=UTC)
    assert (message.thread_id, message.parent_id, message.lang, message.reach) == ("t", "p", "nb", 5)
    assert message.context == {"visibility": "direct"}
    assert message.evidence == "{original}"
    assert message.received_at == NOW


@pytest.mark.parametrize(
    "channel", ["@nordbank", "nordbank", "mastodon/@nordbank", "Mastodon/@nordbank", "mastodon/nordbank"]
)
def test_a_channel_is_network_and_account(channel: str) -> None:
    assert admit(RawMessage(fields(channel=channel)), NOW).channel == "mastodon/@nordbank"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        *(({name: ...}, f"{name} is missing") for name in ("network", "channel", "id", "kind", "author", "text", "created_at")),
        *(({name: None}, f"{name} is missing") for name in ("network", "channel", "id", "kind", "author", "text", "created_at")),
        *(({name: 7}, f"{name} must be text, not a number") for name in ("network", "channel", "id", "kind", "text", "created_at")),
        *(({name: 7}, f"{name} must be text, not a number") for name in ("thread_id", "parent_id", "lang", "url", "edited_at")),
        ({"text": ["a"]}, "text must be text, not a list"),
        ({"text": {"a": 1}}, "text must be text, not an object"),
        ({"text": True}, "text must be text, not true or false"),
        ({"kind": "Comment"}, "kind must be one of comment, dm, mention, reply, review, not Comment"),
        ({"kind": "\x1b[2J"}, "kind must be one of comment, dm, mention, reply, review, not ␛[2J"),
        ({"network": "a b"}, "network must be a short name of letters and digits, such as mastodon"),
        ({"channel": "bluesky/@nordbank"}, "channel is on bluesky, but network says mastodon"),
        ({"channel": "mastodon/@"}, "channel must name an account, such as @nordbank"),
        ({"id": "a\nb"}, "id has a control or hidden character in it"),
        ({"id": "a\x9bb"}, "id has a control or hidden character in it"),
        ({"id": "\ud83d"}, "id has a control or hidden character in it"),
        ({"id": "a\u202eb"}, "id has a control or hidden character in it"),
        ({"id": "a\u200eb"}, "id has a control or hidden character in it"),
        ({"channel": "@nord\u200bbank"}, "channel has a control or hidden character in it"),
        ({"author": {"id": "\u2066", "handle": "k"}}, "author.id has a control or hidden character in it"),
        ({"id": ""}, "id is empty"),
        ({"id": "x" * 1025}, "id has 1,025 characters, more than 1,024"),
        ({"thread_id": "a\x00"}, "thread_id has a control or hidden character in it"),
        ({"author": "kari"}, "author must be an object with id and handle, not text"),
        ({"author": {"handle": "kari"}}, "author.id is missing"),
        ({"author": {"id": "7"}}, "author.handle is missing"),
        ({"author": {"id": "7", "handle": ""}}, "author.handle is empty"),
        ({"author": {"id": 7, "handle": "kari"}}, "author.id must be text, not a number"),
        ({"author": {"id": "7", "handle": "k", "name": 1}}, "author.name must be text, not a number"),
        ({"author": {"id": "7", "handle": "k", "followers": -1}}, "author.followers must not be negative"),
        ({"author": {"id": "7", "handle": "k", "followers": "9"}}, "author.followers must be a whole number, not text"),
        ({"author": {"id": "7", "handle": "k", "followers": 1.5}}, "author.followers must be a whole number, not a fraction"),
        ({"reach": 2**63}, "reach is too large"),
        ({"reach": True}, "reach must be a whole number, not true or false"),
        ({"reach": float("nan")}, "reach must be a whole number, not a fraction"),
        ({"created_at": "2026-11-23T08:00:00"}, "created_at has no time zone: 2026-11-23T08:00:00"),
        ({"created_at": "yesterday"}, "created_at must be a time such as 2026-11-23T08:00:00+01:00, not yesterday"),
        ({"created_at": ""}, "created_at must be a time such as 2026-11-23T08:00:00+01:00, not empty"),
        ({"created_at": "2026-13-01T00:00:00Z"}, "created_at must be a time such as 2026-11-23T08:00:00+01:00, not 2026-13-01T00:00:00Z"),
        ({"created_at": "0001-01-01T00:00:00+23:00"}, "created_at lies before 1970"),
        ({"created_at": datetime(2026, 1, 1)}, "created_at has no time zone"),  # noqa: DTZ001 - that is the point
        ({"deleted": "yes"}, "deleted must be true or false, not text"),
        ({"ours": 1}, "ours must be true or false, not a number"),
        ({"context": {"a": 1}}, "context must be an object of texts"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused) as caught:
        admit(RawMessage(fields(**changes)), NOW)
    assert caught.value.what == reason


def test_a_future_time_is_clamped() -> None:
    message = admit(
        RawMessage(fields(created_at="2099-01-01T00:00:00Z", edited_at="2099-01-02T00:00:00Z")), NOW
    )
    assert (message.created_at, message.edited_at) == (NOW, NOW)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-11-23T07:00:00Z", datetime(2026, 11, 23, 7, tzinfo=UTC)),
        ("2026-11-23t07:00:00.123456789z", datetime(2026, 11, 23, 7, 0, 0, 123456, tzinfo=UTC)),
        ("2026-11-23 07:00:00.5-00:30", datetime(2026, 11, 23, 7, 30, 0, 500000, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_times(written: str, at: datetime) -> None:
    assert admit(RawMessage(fields(created_at=written)), NOW).created_at == at


def test_a_datetime_from_a_connector_is_taken() -> None:
    at = NOW - timedelta(hours=1)
    assert admit(RawMessage(fields(created_at=at)), NOW).created_at == at


def test_a_deletion_needs_only_its_identity() -> None:
    message = admit(RawMessage({"network": "bluesky", "channel": "@n", "id": "at://x", "deleted": True}), NOW)
    assert (message.deleted, message.text, message.created_at) == (True, "", NOW)


def test_ten_megabytes_are_cut_and_the_beginning_kept() -> None:
    message = admit(RawMessage(fields(text="x" * 10_000_000)), NOW)
    assert message.text.endswith("⟨cut: 10,000,000 characters in all⟩")
    assert len(message.text) == 20_000
    assert len(message.evidence) < MAX_EVIDENCE + 100
    assert message.evidence.startswith('{"network": "mastodon"')


def test_the_original_is_kept_as_evidence_and_can_be_stored() -> None:
    message = admit(RawMessage(fields(text="a\u202eb\ud83d\x00")), NOW)
    assert message.text == "a⟨RLO⟩b\ufffd␀"
    assert "\u202e" in message.evidence
    assert "\\ud83d\\u0000" in message.evidence
    message.evidence.encode("utf-8")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "https://", "x" * 9, "http://" + "x" * 3_000]
)
def test_an_address_that_nobody_could_open_is_dropped(url: str) -> None:
    assert admit(RawMessage(fields(url=url)), NOW).url is None


def test_a_claimed_language_that_is_none_is_dropped() -> None:
    assert admit(RawMessage(fields(lang="Norwegian!")), NOW).lang is None


def test_the_corpus_is_admitted_in_every_field() -> None:
    for text in all_strings():
        try:
            message = admit(
                RawMessage(
                    fields(
                        text=text,
                        author={"id": "7", "handle": f"k{text}", "name": text},
                        url=f"https://x/{text}",
                    )
                ),
                NOW,
            )
        except Refused as refused:
            pytest.fail(f"{text!r}: {refused}")
        for shown in (
            message.text,
            message.author.handle,
            message.author.name,
            message.url or "",
            message.evidence,
        ):
            shown.encode("utf-8")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["dm", "@x", "2026-01-01T00:00:00Z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from([*fields(), "lang", "reach", "url", "deleted", "edited_at", "context", "ours"]), JSON
    )
)
def test_nothing_but_refused_is_raised(changes: dict[str, Any]) -> None:
    try:
        message = admit(RawMessage(fields(**changes)), NOW)
    except Refused as refused:
        reason = refused.what
    else:
        assert message.created_at <= NOW
        return
    assert reason
    assert "\n" not in reason


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("2020-01-02T03:04:05+01:00", datetime(2020, 1, 2, 2, 4, 5, tzinfo=UTC)),
        ("2027-01-01T00:00:00Z", NOW),
        (None, None),
        ("0001-01-01T00:00:00Z", None),
        ("last year", None),
        (17, None),
    ],
)
def test_when_an_account_was_made_is_a_claim_that_refuses_nothing(
    written: object, known: datetime | None
) -> None:
    author = {"id": "7", "handle": "kari", "created_at": written}
    assert admit(RawMessage(fields(author=author)), NOW).author.created_at == known
