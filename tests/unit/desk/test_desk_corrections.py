"""What people say of a message's sentiment: it stands at once, in all that follows, and comes back."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from console.commands import Context, parse, perform
from console.desk.answers import Done
from console.desk.deeds import Correct
from console.desk.local import LocalDesk
from console.errors import Conflict, InputError, NotAllowed, NotFound
from console.model.item import StoredMessage
from console.model.words import Label, State
from console.query import parse as query
from console.store.sqlite import SqliteStore
from tests.support.fastclock import START, FastClock
from tests.support.rooms import CHANNEL, ingest, raw

PRAISE = "What a great, wonderful and lovely bank you are"
SARCASM = "Great job, my card is declined again, wonderful"


async def give(desk: LocalDesk, line: str, item: int | None = None) -> Done:
    command, args = parse(line)
    rows = [] if item is None else await desk.rows([item])
    return await perform(command, desk, Context(item=rows[0] if rows else None), args)


async def newest(desk: LocalDesk, item: int = 1) -> StoredMessage:
    return (await desk.item(item)).thread[-1]


async def counted(store: SqliteStore) -> Mapping[str, int]:
    """Negatives by stream."""
    points = await store.series(START - timedelta(days=1))
    return {point.stream: point.negatives for point in points}


def carried(one: StoredMessage) -> tuple[object, ...]:
    return (one.label, one.compound, one.unsure, one.scorer, one.reasons, one.priority, one.priority_reasons)


async def test_a_label_stands_at_once_in_all_that_follows_from_it(
    store: SqliteStore, kari: LocalDesk, clock: FastClock
) -> None:
    await ingest(store, raw("1", SARCASM), raw("2", "Hello there", handle="b@x.example"))
    before, row = await newest(kari), (await kari.rows([1]))[0]
    assert before.label is Label.POSITIVE
    done = await give(kari, "item sentiment negative", 1)
    assert (done.text, done.undoable) == ("sentiment is negative", True)
    after, now = await newest(kari), (await kari.rows([1]))[0]
    assert (after.label, after.compound, after.unsure) == (Label.NEGATIVE, -0.5, False)
    assert (now.label, now.compound, now.revision > row.revision) == (Label.NEGATIVE, -0.5, True)
    assert after.priority > before.priority
    assert now.rank < row.rank
    assert {part.text: part.weight for part in now.parts}["negative"] > 0
    assert await kari.queue_ids(query("sentiment:negative")) == [1]
    assert await kari.queue_ids(query("sentiment:<-0.3")) == [1]
    assert await kari.queue_ids(query("sentiment:positive")) == []
    assert await counted(store) == {CHANNEL: 1, "all": 1, "kind:mention": 1}
    person = await kari.card(await kari.person_of(CHANNEL, "kari@fjord.example"))
    assert sum(mood.counts.get("negative", 0) for mood in person.moods) == 1


async def test_it_says_who_said_so_and_what_the_judge_had_said(store: SqliteStore, kari: LocalDesk) -> None:
    await ingest(store, raw("1", SARCASM))
    before = await newest(kari)
    await give(kari, "item sentiment negative", 1)
    after = await newest(kari)
    assert after.correction is not None
    machine = after.correction.machine
    assert (machine.label, machine.compound, machine.scorer) == (before.label, before.compound, before.scorer)
    assert (after.correction.actor, after.scorer) == ("kari", f"correction-{after.correction.id}")
    assert after.reasons[0].text == "kari says negative"
    assert after.reasons[1:] == before.reasons
    (event,) = await kari.events(["item:1"])
    assert event.verb == "item.corrected"
    assert event.before == {
        "label": "positive",
        "compound": before.compound,
        "unsure": before.unsure,
        "scorer": before.scorer,
    }
    assert event.after == {"label": "negative", "message": before.id, "correction": after.correction.id}


async def test_undo_leaves_everything_as_it_was(store: SqliteStore, kari: LocalDesk) -> None:
    await ingest(store, raw("1", SARCASM))
    before, row, counts = await newest(kari), (await kari.rows([1]))[0], await counted(store)
    await give(kari, "item sentiment negative", 1)
    await give(kari, "undo")
    after, now = await newest(kari), (await kari.rows([1]))[0]
    assert carried(after) == carried(before)
    assert after.correction is None
    assert (now.label, now.rank, now.parts) == (row.label, row.rank, row.parts)
    assert await counted(store) == counts
    assert await store.lessons() == []
    (one,) = await kari.corrections()
    assert (one.taken_back_by, one.standing) == ("kari", False)


async def test_of_several_the_newest_that_is_not_taken_back_stands(
    store: SqliteStore, kari: LocalDesk, ola: LocalDesk
) -> None:
    await ingest(store, raw("1", SARCASM))
    before = await newest(kari)
    await give(kari, "item sentiment negative", 1)
    await give(ola, "item sentiment neutral", 1)
    second, first = await kari.corrections()
    assert (second.standing, first.standing, first.replaced) == (True, False, True)
    assert second.machine == first.machine
    assert (await newest(kari)).label is Label.NEUTRAL
    with pytest.raises(Conflict, match="ola has changed it since"):
        await give(kari, "undo")
    done = await give(kari, f"corrections revert {second.id}")
    assert (done.text, done.undoable) == (f"correction {second.id} taken back", True)
    assert (await newest(kari)).label is Label.NEGATIVE
    assert [lesson.label for lesson in await store.lessons()] == [Label.NEGATIVE]
    await give(kari, "undo")
    assert (await newest(kari)).label is Label.NEUTRAL
    await give(kari, f"corrections revert {second.id}")
    await give(kari, f"corrections revert {first.id}")
    assert carried(await newest(kari)) == carried(before)
    assert len(await kari.corrections()) == 2


async def test_to_say_what_the_judge_said_is_a_label_too(store: SqliteStore, kari: LocalDesk) -> None:
    await ingest(store, raw("1", PRAISE))
    before = await newest(kari)
    await give(kari, "item sentiment positive", 1)
    (one,) = await kari.corrections()
    assert one.confirms
    assert (await newest(kari)).compound == before.compound
    done = await give(kari, "item sentiment positive", 1)
    assert (done.text, done.undoable) == ("a person has said so already", False)


async def test_two_messages_of_one_thread_are_two_things(store: SqliteStore, kari: LocalDesk) -> None:
    await ingest(store, raw("1", SARCASM), raw("2", PRAISE, at=START + timedelta(minutes=1), parent_id="1"))
    first, second = (await kari.item(1)).thread
    await give(kari, f"item sentiment negative --message {first.id}", 1)
    await give(kari, "item sentiment neutral", 1)
    assert [one.label for one in (await kari.item(1)).thread] == [Label.NEGATIVE, Label.NEUTRAL]
    oldest = (await kari.acts())[-1]
    assert oldest.why_not == ""
    await kari.undo(oldest.id)
    assert [one.label for one in (await kari.item(1)).thread] == [first.label, Label.NEUTRAL]
    with pytest.raises(NotFound, match="there is no message 99"):
        await give(kari, "item sentiment negative --message 99", 1)
    await ingest(store, raw("9", "Hi", handle="x@y.example"))
    with pytest.raises(InputError, match="is not of this item"):
        await give(kari, f"item sentiment negative --message {second.id}", 2)


async def test_many_are_one_act(store: SqliteStore, kari: LocalDesk) -> None:
    texts = ("Great job", "Lovely, thanks", "Good bank", "I love it", "Nice app, wonderful")
    await ingest(store, *(raw(text, text, handle=f"{n}@x.example") for n, text in enumerate(texts)))
    ids = await kari.queue_ids(query(""))
    steps = [progress async for progress in kari.many(ids, Correct(Label.NEGATIVE))]
    assert steps[-1].done == 5
    assert {row.label for row in await kari.rows(ids)} == {Label.NEGATIVE}
    await kari.undo()
    assert Label.NEGATIVE not in {row.label for row in await kari.rows(ids)}
    assert len(await kari.corrections()) == 5


async def test_an_edit_is_judged_and_the_same_words_keep_the_label(
    store: SqliteStore, kari: LocalDesk
) -> None:
    await ingest(store, raw("1", SARCASM))
    await give(kari, "item sentiment negative", 1)
    later = START + timedelta(minutes=5)
    await ingest(store, raw("1", SARCASM, edited_at=later.isoformat()), at=later)
    assert (await newest(kari)).label is Label.NEGATIVE
    assert (await kari.rows([1]))[0].label is Label.NEGATIVE
    assert (await counted(store))["all"] == 1
    later += timedelta(minutes=5)
    await ingest(store, raw("1", PRAISE, edited_at=later.isoformat()), at=later)
    judged = await newest(kari)
    assert (judged.label, judged.correction) == (Label.POSITIVE, None)
    assert (await counted(store))["all"] == 0
    (one,) = await kari.corrections()
    assert (one.edited, one.standing) == (True, True)
    await give(kari, f"corrections revert {one.id}")
    assert carried(await newest(kari)) == carried(judged)


async def test_what_is_ours_or_gone_teaches_nothing(store: SqliteStore, kari: LocalDesk) -> None:
    await ingest(store, raw("1", "Hello"), raw("2", "Hi!", parent_id="1", ours=True))
    ours = (await kari.item(1)).thread[-1]
    with pytest.raises(NotAllowed, match="is ours"):
        await give(kari, f"item sentiment negative --message {ours.id}", 1)
    await ingest(store, raw("1", "", deleted=True))
    with pytest.raises(NotAllowed, match="deleted at its source"):
        await give(kari, "item sentiment negative", 1)
    with pytest.raises(NotFound, match="there is no correction 7"):
        await give(kari, "corrections revert 7")
    with pytest.raises(InputError, match="no correction is under the cursor"):
        await give(kari, "corrections revert")


async def test_one_that_is_taken_back_cannot_be_taken_back_again(
    store: SqliteStore, kari: LocalDesk, ola: LocalDesk
) -> None:
    await ingest(store, raw("1", SARCASM))
    await give(kari, "item sentiment negative", 1)
    await give(ola, "corrections revert 1")
    with pytest.raises(NotAllowed, match="taken back already"):
        await give(kari, "corrections revert 1")
    with pytest.raises(Conflict, match="ola has changed it since"):
        await give(kari, "undo")
    assert (await kari.rows([1]))[0].state is State.NEW


async def test_too_few_labels_say_nothing(store: SqliteStore, kari: LocalDesk) -> None:
    found = await kari.accuracy()
    assert (found.labels, found.enough, found.better) == (0, False, None)
    await ingest(store, raw("1", SARCASM))
    await give(kari, "item sentiment negative", 1)
    found = await kari.accuracy()
    assert (found.labels, found.taught.of, found.taught.right, found.enough) == (1, 1, 0, False)


async def test_after_an_erasure_only_the_label_of_the_message_that_is_carried_comes_back(
    store: SqliteStore, kari: LocalDesk
) -> None:
    await ingest(store, raw("1", PRAISE))
    await give(kari, "item sentiment positive", 1)
    later = START + timedelta(minutes=5)
    await ingest(store, raw("1", "I hate this terrible bank", edited_at=later.isoformat()), at=later)
    judged = await newest(kari)
    await give(kari, "item sentiment neutral", 1)
    await kari.erase(await kari.person_of(CHANNEL, "kari@fjord.example"))
    second, first = await kari.corrections()
    assert [(one.erased, one.standing) for one in (second, first)] == [(True, False), (True, False)]
    await give(kari, f"corrections revert {first.id}")
    assert (await newest(kari)).label is Label.NEUTRAL
    await give(kari, f"corrections revert {second.id}")
    after = await newest(kari)
    assert (after.label, after.compound) == (judged.label, judged.compound)


async def test_of_what_is_erased_the_older_of_two_labels_does_not_come_forth(
    store: SqliteStore, kari: LocalDesk
) -> None:
    await ingest(store, raw("1", PRAISE))
    await give(kari, "item sentiment positive", 1)
    later = START + timedelta(minutes=5)
    await ingest(store, raw("1", "I hate this terrible bank", edited_at=later.isoformat()), at=later)
    judged = await newest(kari)
    await give(kari, "item sentiment neutral", 1)
    await kari.erase(await kari.person_of(CHANNEL, "kari@fjord.example"))
    second, _first = await kari.corrections()
    await give(kari, f"corrections revert {second.id}")
    after = await newest(kari)
    assert (after.label, after.compound) == (judged.label, judged.compound)
    assert after.scorer == judged.scorer
