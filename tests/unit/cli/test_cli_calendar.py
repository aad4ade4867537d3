"""`beredt calendar`: added, listed and dropped from the shell."""

from datetime import UTC, datetime, timedelta

from tests.support.commandline import Beredt

STRETCH = ("--from", "now", "--until", "4h")


def test_an_entry_is_added_listed_and_dropped(beredt: Beredt) -> None:
    beredt("ingest")
    assert beredt("calendar").complaint.strip() == "the calendar is empty"
    added = beredt("calendar", "add", "Match day", *STRETCH, "--lift", "x3", "--on", "mastodon")
    assert added.code == 0
    entry = beredt("calendar", "list", "--json").line
    assert (entry["name"], entry["lift"], entry["channels"]) == ("Match day", 3.0, ["mastodon/*"])
    start, until = (datetime.fromisoformat(str(entry[name])) for name in ("start", "until"))
    assert until - start == timedelta(hours=4)
    shown = f"{start.astimezone():%Y-%m-%d %H:%M} to {until.astimezone():%Y-%m-%d %H:%M}"
    assert added.text == f"calendar entry added, {shown}: Match day\n"
    assert "x3" in beredt("calendar", "list").text
    assert beredt("calendar", "drop", str(entry["id"])).code == 0
    assert beredt("calendar", "--json").lines == []
    assert beredt("undo").code == 0
    assert beredt("calendar", "--json").line["name"] == "Match day"


def test_what_is_wrong_is_one_sentence_and_code_2(beredt: Beredt) -> None:
    for lift, told in (("x1", "more than x1"), ("many", "by how much")):
        refused = beredt("calendar", "add", "Launch", *STRETCH, "--lift", lift)
        assert refused.code == 2
        assert told in refused.complaint
    assert beredt("calendar", "drop", "7").code == 2
    past = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    over = beredt("calendar", "add", "Launch", "--from", past, "--until", "1h", "--lift", "2")
    assert over.code == 2
    assert "over already" in over.complaint
