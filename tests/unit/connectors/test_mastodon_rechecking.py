"""Looking again: edits, deletions, and answers that nobody was notified of."""

import pytest

from console.connectors.mastodon import Pace
from console.errors import RateLimited
from tests.support.httpserver import Status
from tests.unit.connectors.test_mastodon_receiving import desk


async def test_ids_may_be_numbers_and_an_account_may_have_its_name_alone() -> None:
    async with desk("numbers", "no-bulk") as it:
        it.server.account("ada")["acct"] = None
        ours = it.server.post("brand", "Good morning")
        reply = it.server.post("ada", "@brand what now?", to=ours)
        await it.until(lambda: reply in it.messages)
        assert it.messages[reply].kind.value == "reply"
        assert it.messages[reply].author.handle == "ada"
        assert it.messages[ours].ours
        await it.restart()
        it.server.edit(reply, "@brand never mind")
        await it.until(lambda: it.messages[reply].text == "@brand never mind")
        it.server.delete(reply)
        await it.until(lambda: it.messages[reply].deleted)
    assert it.rejected == []


@pytest.mark.parametrize("quirks", [(), ("no-bulk",), ("bulk-ids",)])
async def test_edits_and_deletions_are_noticed(quirks: tuple[str, ...]) -> None:
    async with desk(*quirks) as it:
        ids = [it.server.post("ada", f"@brand {n}") for n in range(8)]
        await it.until(lambda: len(it.messages) == 8)
        it.server.edit(ids[0], "@brand edited")
        it.server.delete(ids[3])
        it.server.delete(ids[7])
        await it.until(lambda: it.messages[ids[0]].text == "@brand edited")
        await it.until(lambda: it.messages[ids[3]].deleted and it.messages[ids[7]].deleted)
        await it.rounds(3)
    assert it.messages[ids[0]].edited_at is not None
    assert [id for id in ids if it.messages[id].deleted] == [ids[3], ids[7]]


@pytest.mark.parametrize("quirks", [(), ("no-bulk",)])
async def test_answers_that_mention_nobody_are_found_in_our_threads(quirks: tuple[str, ...]) -> None:
    async with desk(*quirks) as it:
        old = it.server.post("brand", "Long ago")
        it.server.post("ada", "too late", to=old, created_at="2026-11-01T00:00:00.000Z")
        ours = it.server.post("brand", "Our new card is here")
        comment = it.server.post("ada", "how much?", to=ours)
        among = it.server.post("bob", "who knows", to=comment)
        answer = it.server.post("brand", "@ada 10 kroner", to=comment)
        await it.until(lambda: comment in it.messages)
        again = it.server.post("ada", "a month?", to=answer)
        await it.until(lambda: again in it.messages)
        thread = f"/api/v1/statuses/{ours}/context"
        asked = len(it.server.asked(thread))
        await it.rounds(12)
        # Once for each start of the channel, as long as no more answers are counted.
        assert len(it.server.asked(thread)) == asked + 1
    assert it.messages[comment].kind.value == "reply"
    assert it.messages[again].thread_id == it.messages[comment].thread_id == comment
    assert among not in it.messages
    assert [text for text in it.arrivals if text in ("how much?", "a month?", "too late")] == [
        "how much?",
        "a month?",
    ]


async def test_what_was_noticed_before_a_failure_is_not_lost() -> None:
    async with desk("no-bulk") as it:
        ids = [it.server.post("ada", f"@brand {n}") for n in range(2)]
        await it.until(lambda: len(it.messages) == 2)
        it.server.edit(ids[0], "@brand edited")
        it.server.delete(ids[1])
        it.server.fail_next(Status(429, retry_after="5"), path=f"/api/v1/statuses/{ids[1]}")
        await it.until(lambda: it.messages[ids[0]].text == "@brand edited" and it.messages[ids[1]].deleted)
    assert [type(one) for one in it.errors] == [RateLimited]


async def test_an_edit_during_a_restart_is_noticed() -> None:
    async with desk() as it:
        id = it.server.post("ada", "@brand before")
        await it.until(lambda: id in it.messages)
        it.server.edit(id, "@brand after")
        await it.restart()
        await it.until(lambda: it.messages[id].text == "@brand after")


def test_pace_is_kind_to_a_server() -> None:
    pace = Pace()
    # Each time at most our own posts, two lists of others, five posts and three threads.
    asked = 300 / pace.poll + 300 / pace.recheck * (1 + 2 + 5 + 3)
    assert asked < 300 / 2
