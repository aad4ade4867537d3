from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from console.model.item import ItemRow
from console.model.safe import SafeText
from console.model.words import Flag, Kind, Label, Reason, State
from console.query import matches, parse

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ROW = ItemRow(
    id=1,
    revision=1,
    channel="mastodon/@nordbank",
    network="mastodon",
    kind=Kind.MENTION,
    author_id="7",
    author_handle=SafeText("@Kari@example.social"),
    author_name=SafeText("Kari"),
    text=SafeText("Hvor er pakken min? Where is my order, C++ folks (50% off)"),
    waiting_since=NOW - timedelta(hours=3),
    last_at=NOW - timedelta(minutes=5),
    state=State.NEW,
    holder=None,
    tags=("refund",),
    rank=900,
    label=Label.NEGATIVE,
    compound=-0.6,
    unsure=False,
    lang="no",
    flags=(Flag.SAFETY,),
    messages=2,
    unread=1,
    has_draft=False,
    snoozed_until=None,
    reason=None,
    deleted=False,
    wave=21,
)


def holds(query: str, row: ItemRow = ROW) -> bool:
    return matches(parse(query), row, me="ada", now=NOW)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "is:new",
        "is:open",
        "is:unread",
        "-is:done",
        "-is:deleted",
        "-is:unsure",
        "lang:nb",
        "lang:nn",
        "lang:no",
        "sentiment:<-0.5",
        "sentiment:<=-0.6",
        "-sentiment:>0",
        "sentiment:negative",
        "channel:mastodon/*",
        "channel:*/@NORDBANK",
        "channel:mastodon",
        "network:mast*",
        "flag:safety",
        "age:>2h",
        "age:<4h",
        "holder:none",
        "-holder:me",
        "tag:refund",
        "tag:Refund",
        "-tag:x",
        "wave:>20",
        "wave:21",
        "kind:mention",
        "author:@kari*",
        "author:*example.social",
        "pakken",
        "PAKKEN",
        '"where is my"',
        "pak*",
        "C++",
        '"50%"',
        "-refunds",
        "is:new lang:nb flag:safety age:>2h wave:>20 pakken",
    ],
)
def test_holds(query: str) -> None:
    assert holds(query)


@pytest.mark.parametrize(
    "query",
    [
        "is:done",
        "is:pending",
        "-is:new",
        "is:deleted",
        "is:unsure",
        "lang:sv",
        "sentiment:<-0.6",
        "sentiment:positive",
        "channel:bluesky",
        "channel:mastodon/@nord",
        "network:mast",
        "flag:data",
        "age:>3h",
        "age:<1h",
        "holder:me",
        "holder:ada",
        "tag:ref",
        "wave:>21",
        "kind:dm",
        "author:kari",
        "reason:spam",
        "pakke",
        '"is where my"',
        "ord",
        "is:new lang:sv",
        "author:k.ri*",
    ],
)
def test_does_not_hold(query: str) -> None:
    assert not holds(query)


def test_holder_is_me() -> None:
    mine = replace(ROW, holder="ada")
    assert holds("holder:me", mine)
    assert holds("holder:ada", mine)
    assert not holds("holder:none", mine)


def test_done_and_read() -> None:
    done = replace(ROW, state=State.DONE, reason=Reason.SPAM, unread=0)
    assert holds("is:done reason:spam -is:unread -is:open", done)


def test_a_row_that_nobody_could_score_has_no_sentiment_number() -> None:
    unsure = replace(ROW, unsure=True, compound=0.0)
    assert holds("is:unsure", unsure)
    assert not holds("sentiment:<0.5", unsure)


def test_norwegian_by_any_name() -> None:
    assert holds("lang:no", replace(ROW, lang="nn"))
    assert holds("lang:nb", replace(ROW, lang="nn"))
    assert not holds("lang:nb", replace(ROW, lang=None))
