"""`beredt corrections`: said, listed, measured and taken back from the shell."""

import json

from tests.support.commandline import Beredt, jsonl, message

ROWS = "\n".join(
    json.dumps(
        {
            "network": "mastodon",
            "channel": "@nordbank",
            "id": str(number),
            "kind": "mention",
            "author": {"id": f"a{number}", "handle": f"a{number}"},
            "text": text,
            "created_at": f"2026-11-20T09:0{number}:00Z",
        }
    )
    for number, text in enumerate(("Great, my card is declined again", "Hello there", "Lovely people"))
)


def item_of(beredt: Beredt, word: str) -> str:
    return str(beredt("queue", "--filter", word, "--json").line["id"])


def test_one_is_made_listed_measured_and_taken_back(beredt: Beredt) -> None:
    assert beredt("ingest", stdin=ROWS).code == 0
    nothing = beredt("corrections")
    assert (nothing.code, nothing.text) == (0, "")
    assert "nobody has said anything yet" in nothing.complaint
    item = item_of(beredt, "declined")
    after = beredt("corrections", "add", item, "negative", "--json")
    assert (after.code, after.line["label"], after.line["compound"]) == (0, "negative", -0.5)
    (one,) = beredt("corrections", "list", "--json").lines
    assert (one["item"], one["label"], one["machine"]["label"]) == (int(item), "negative", "positive")
    assert (one["standing"], one["taken_back_at"]) == (True, None)
    text = beredt("corrections").text
    assert "positive  negative  stands" in text
    shown = beredt("item", item, "--json").line["thread"][0]
    assert shown["scorer"] == f"correction-{one['id']}"
    assert shown["correction"]["machine"]["scorer"] == one["machine"]["scorer"]
    found = beredt("corrections", "accuracy", "--json").line
    assert (found["labels"], found["measured"], found["enough"], found["better"]) == (1, 1, False, None)
    plain = beredt("corrections", "accuracy")
    assert "too few to say: 1 of at least 30 different messages are labelled" in plain.complaint
    assert "0/1" in plain.text
    back = beredt("corrections", "revert", str(one["id"]))
    assert (back.code, back.text.strip()) == (0, f"correction {one['id']} taken back")
    assert "taken back by" in beredt("corrections").text
    assert beredt("item", item, "--json").line["label"] == "positive"
    again = beredt("corrections", "revert", str(one["id"]))
    assert (again.code, "is taken back already" in again.complaint) == (1, True)
    assert beredt("corrections", "revert", "99").code == 2


def test_wrong_use_is_said(beredt: Beredt) -> None:
    beredt("ingest", stdin=ROWS)
    item = item_of(beredt, "Hello")
    assert beredt("corrections", "add", item, "angry").code == 2
    assert beredt("corrections", "add", "99", "negative").code == 2
    other = beredt("corrections", "add", item, "negative", "--message", "99")
    assert (other.code, "there is no message 99" in other.complaint) == (2, True)


def test_many_are_labelled_by_a_filter_and_new_messages_are_judged_by_it(beredt: Beredt) -> None:
    beredt("ingest", stdin=ROWS)
    done = beredt("bulk", "sentiment", "neutral", "--filter", "author:a*", "--yes", "--json")
    assert (done.code, done.line["done"]) == (0, 3)
    assert {one["label"] for one in beredt("corrections", "list", "--json").lines} == {"neutral"}
    beredt("ingest", stdin=ROWS.replace('"id": "', '"id": "new').replace("Hello there", "Hello people"))
    item = item_of(beredt, '"hello people"')
    assert "+brand-3" in str(beredt("item", item, "--json").line["thread"][0]["scorer"])


def test_what_the_judge_was_unsure_of_is_called_so_and_not_confirmed(beredt: Beredt) -> None:
    # Half a praise and half a complaint: the judge tells a label, and that it is unsure of it.
    text = "The queue was terrible, the staff were lovely"
    beredt("ingest", stdin=ROWS.replace("Hello there", text))
    item = item_of(beredt, "queue")
    said = beredt("item", item, "--json").line["thread"][0]
    assert said["unsure"] is True
    beredt("corrections", "add", item, str(said["label"]))
    listed = beredt("corrections").text
    assert f"unsure  {said['label']}" in listed
    assert "confirms" not in listed


def test_macro_f1_of_a_few_messages_is_not_told(beredt: Beredt) -> None:
    beredt("ingest", stdin=ROWS)
    beredt("corrections", "add", item_of(beredt, "Lovely"), "positive")
    text = beredt("corrections", "accuracy").text
    assert text.count("too few") == 2
    assert "1.000 (1.000" not in text


def test_stored_messages_are_judged_anew_by_what_was_taught_since(beredt: Beredt) -> None:
    alike = [message(n, f"Great job, my card is declined again, wonderful {n}") for n in range(1, 9)]
    late = message(9, "declined again, great job")
    assert beredt("ingest", "-", stdin=jsonl(*alike, late)).code == 0
    for item in range(1, 9):
        assert beredt("corrections", "add", str(item), "negative").code == 0
    told = beredt("corrections", "rejudge", "--since", "365d", "--dry-run", "--json").line
    assert (told["total"], told["changed"], told["labels"]) == (1, 1, {"positive to negative": 1})
    assert (told["dry_run"], told["stopped"], told["taught"]) == (True, False, 8)
    assert beredt("item", "9", "show", "--json").line["label"] == "positive"
    done = beredt("corrections", "rejudge", "--since", "365d")
    assert done.code == 0
    assert "1 of 1 messages read otherwise, by 8 labels of people" in done.text
    assert beredt("item", "9", "show", "--json").line["label"] == "negative"
    assert "item.rejudged: judged anew: negative" in beredt("audit", "list").text
    back = beredt(
        "corrections", "rejudge", "--since", "365d", "--taught-at", "2020-01-01T00:00Z", "--json"
    ).line
    assert (back["taught"], back["labels"]) == (0, {"negative to positive": 1})
    assert beredt("corrections", "rejudge", "--taught-at", "yesterday").code == 2
    assert beredt("audit", "verify").code == 0
