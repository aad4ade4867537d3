"""`beredt person`, and what `item show` tells of versions and deletions."""

import pytest

from tests.support.commandline import Beredt, jsonl, message

BLUE = {"network": "bluesky", "channel": "bluesky/@nordbank"}


@pytest.fixture
def people(beredt: Beredt) -> Beredt:
    kari = {"id": "k", "handle": "@kari", "name": "Kari Nordmann", "followers": 12}
    blue = {"id": "did:k", "handle": "@kari.bsky.social", "name": "Kari Nordmann"}
    lines = [
        message(1, "My card was charged twice!", author=kari),
        message(2, "Hello?", author={"id": "p", "handle": "@per"}),
        message(3, "Anybody there?", author=blue, **BLUE),
    ]
    assert beredt("ingest", "-", stdin=jsonl(*lines)).code == 0
    return beredt


def test_show_tells_of_a_person_by_item_or_handle(people: Beredt) -> None:
    shown = people("person", "show", "@per", "--json").line
    assert (shown["messages"], shown["mark"], shown["tags"]) == (1, None, [])
    by_item = people("person", "show", "2", "--json").line
    assert by_item["person"] == shown["person"]
    (wrote,) = by_item["written"]  # type: ignore[misc]
    assert (wrote["text"], wrote["state"], wrote["answers"]) == ("Hello?", "new", [])
    text = people("person", "show", "mastodon/@kari").text
    assert "Kari Nordmann" in text
    assert "perhaps the same: p3 @kari.bsky.social (the same handle on bluesky" in text


def test_acts_tell_the_person_after_and_undo_takes_them_back(people: Beredt) -> None:
    linked = people("person", "link", "mastodon/@kari", "p3", "--json").line
    assert [one["handle"] for one in linked["handles"]] == ["@kari", "@kari.bsky.social"]  # type: ignore[attr-defined]
    assert people("person", "mark", "1", "vip", "--json").line["mark"] == "vip"
    assert people("person", "tag", "p3", "press", "--json").line["tags"] == ["press"]
    assert people("person", "note", "1", "Calls", "every", "Monday").text == "noted about the person\n"
    shown = people("person", "show", "3", "--json").line
    assert shown["person"] == "p1"
    assert [one["text"] for one in shown["notes"]] == ["Calls every Monday"]  # type: ignore[attr-defined]
    assert [one["text"] for one in shown["written"]] == [  # type: ignore[attr-defined]
        "Anybody there?", "My card was charged twice!",
    ]  # fmt: skip
    assert len(people("queue", "--filter", "is:vip", "--json").lines) == 2
    assert people("person", "unlink", "p3").text == "p3 is a person of its own\n"
    assert len(people("queue", "--filter", "is:vip", "--json").lines) == 1
    assert "linked" not in people("undo").text
    assert len(people("queue", "--filter", "is:vip", "--json").lines) == 2
    assert people("person", "mark", "1", "none", "--json").line["mark"] is None


def test_wrong_use_is_said_in_a_sentence(people: Beredt) -> None:
    for words, code, said in (
        (("person", "show", "@nobody"), 2, "nobody who wrote to us is called '@nobody'"),
        (("person", "show", "@kari.nordmann"), 2, "nobody"),
        (("person", "mark", "1", "king"), 2, "can't be 'king'"),
        (("person", "link", "1"), 2, "needs OTHER"),
        (("person", "link", "1", "@nobody"), 2, "nobody"),
    ):
        ran = people(*words)
        assert (ran.code, said in ran.complaint) == (code, True), (words, ran)


def test_a_long_history_is_shown_page_by_page(beredt: Beredt) -> None:
    author = {"id": "k", "handle": "@kari"}
    beredt("ingest", "-", stdin=jsonl(*(message(n, f"number {n}", author=author) for n in range(12))))
    first = beredt("person", "show", "@kari", "--limit", "5", "--json").line["written"]
    assert [one["text"] for one in first] == [f"number {n}" for n in (11, 10, 9, 8, 7)]  # type: ignore[attr-defined]
    last = first[-1]["message"]  # type: ignore[index]
    rest = beredt("person", "show", "@kari", "--before", str(last), "--json").line["written"]
    assert [one["text"] for one in rest] == [f"number {n}" for n in range(6, -1, -1)]  # type: ignore[attr-defined]
    assert "more with --before" in beredt("person", "show", "@kari", "--limit", "5").complaint


def test_an_item_tells_all_its_versions_and_the_whole_thread(beredt: Beredt) -> None:
    lines = [message(n, f"number {n}", parent_id="0" if n else None) for n in range(150)]
    beredt("ingest", "-", stdin=jsonl(*lines))
    edits = [
        message(0, text, edited_at=f"2026-11-23T09:0{minute}:00Z")
        for minute, text in ((1, "once more"), (2, "and again"))
    ]
    gone = {**message(1, ""), "deleted": True}
    beredt("ingest", "-", stdin=jsonl(*edits, gone))
    (item,) = beredt("queue", "--json").lines
    detail = beredt("item", str(item["id"]), "show", "--json").line
    thread = {one["id"]: one for one in detail["thread"]}  # type: ignore[attr-defined]
    assert len(thread) == 150
    assert thread["0"]["text"] == "and again"
    assert thread["0"]["versions"] == [
        {"text": "number 0", "at": "2026-11-23T07:00:00Z"},
        {"text": "once more", "at": "2026-11-23T09:01:00Z"},
    ]
    assert (thread["1"]["text"], thread["1"]["deleted"]) == ("number 1", True)
    assert thread["1"]["deleted_at"] is not None
    text = beredt("item", str(item["id"]), "show").text
    assert "before an edit, 2026-11-23T09:01:00Z:" in text
    assert "deleted at its source (seen " in text
