"""Erasing a person: nothing of theirs is in the database or its files, and the chain still holds."""

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from console.errors import Conflict, NotFound
from console.model.actor import Actor
from console.model.alert import Finding, Phrase
from console.model.event import NewEvent
from console.model.explanation import Source, WaveBehind
from console.model.item import Draft
from console.model.message import Quarantined
from console.model.outbox import Outgoing
from console.model.safe import SafeText
from console.model.words import Kind, Level, OutboxState, State
from console.query import parse
from console.store.sqlite import SqliteStore, erasing, events
from tests.support.explained import explained
from tests.support.filled import KARI
from tests.support.judged import CHANNEL, T0, at, deleted, edited, judged
from tests.support.soundness import faults

HANDLE = "@sigridtveit@fjord.example"
AUTHOR = f"id-{HANDLE}"
SECRETS = (
    b"sigridtveit",
    b"Sigridtveit",
    b"zebrafish",
    b"quokkaword",
    b"wombatnote",
    b"axolotlnote",
    b"narwhaldraft",
    b"okapireply",
    b"pangolintag",
    b"tapiranswer",
)
"""Words that only stand in what is theirs or about them."""


def finding(text: str, samples: tuple[int, ...]) -> Finding:
    return Finding(
        episode="rule:1:5",
        level=Level.WATCH,
        at=T0,
        text=SafeText(text),
        signals=(),
        phrases=(Phrase(SafeText("the usual"), 3, 1),),
        samples=samples,
        flags=(),
    )


def explaining(handle: str, wave: str, *others: Source) -> Finding:
    """An alert that nothing but its explanation ties to a person."""
    told = explained(T0)
    assert told.explanation is not None
    sources = (Source(SafeText(handle), CHANNEL, 900, 2, 1), *others)
    behind = WaveBehind(17, 22, 20, SafeText(wave))
    return replace(told, samples=(), explanation=replace(told.explanation, sources=sources, wave=behind))


def outgoing(item: int, state: OutboxState) -> Outgoing:
    return Outgoing(
        id=0,
        item_id=item,
        channel=CHANNEL,
        to_remote_id="mine-1",
        to_kind=Kind.MENTION,
        to_handle=SafeText(HANDLE),
        thread_id=None,
        context={"to": HANDLE},
        text="okapireply for you",
        key=f"{state.value:0<32}",
        actor="kari",
        created_at=at(5),
        hold_until=at(15),
        state=state,
    )


async def person(store: SqliteStore) -> int:
    return await store.person_of(CHANNEL, AUTHOR)


async def busy(store: SqliteStore, *, state: OutboxState = OutboxState.SENT) -> dict[str, int]:
    """Sigrid wrote alone, and in a thread with Ola; everything that colleagues can do to her was done."""
    first = judged("mine-1", 1, handle=HANDLE, text="my zebrafish is broken, call me")
    batch = [
        first,
        judged("ours-1", 3, handle="@nordbank", text="tapiranswer for you", ours=True, parent_id="mine-1"),
        judged("ola-1", 4, text="what about the harbour fees", thread_id="t1"),
        judged(
            "mine-2", 5, handle=HANDLE, text="quokkaword like Ola says", thread_id="t1", parent_id="ola-1"
        ),
        judged("ola-2", 6, text="harbour fees again", thread_id="t1", parent_id="mine-2"),
    ]
    parked = Quarantined(CHANNEL, SafeText("no text"), json.dumps({"by": HANDLE}), at(7))
    await store.ingest(batch, [parked], channel=CHANNEL, cursor="1", at=at(8))
    await store.ingest(
        [edited(first, 9, "my zebrafish swims again")], [], channel=CHANNEL, cursor="2", at=at(9)
    )
    mine, shared = (await store.messages([1]))[0].item_id, (await store.messages([3]))[0].item_id
    who = await person(store)
    async with store.act(KARI, at(10)) as tx:
        await tx.add_note(mine, "kari", at(10), "wombatnote: she called twice")
        await tx.add_note(shared, "kari", at(10), "axolotlnote: ask @sigridtveit first")
        await tx.add_note(shared, "kari", at(10), "Ola is right about the harbour")
        await tx.set_draft(Draft(mine, "kari", at(10), "narwhaldraft"), mine)
        await tx.add_person_note(who, "kari", at(10), "axolotlnote about her")
        await tx.set_person_tags({who: ["pangolintag"]})
        await tx.append(
            NewEvent(
                "person.tagged", f"person:{who}", {"tags": {}}, {"tags": {str(who): ["pangolintag"]}}, True
            )
        )
        out_id = await tx.add_outgoing(outgoing(mine, OutboxState.HELD))
        await tx.set_outgoing(out_id, state)
        said = f"rule x: {HANDLE} in {CHANNEL}: my zebrafish is broken"
        alert_id, _new = await tx.put_alert(finding(said, (1, 3)))
        await tx.append(NewEvent("alert.raised", f"alert:{alert_id}", {}, {"level": "watch"}, note=said))
        await tx.append(
            NewEvent("item.done", f"item:{shared}", {"state": "new"}, {"state": "done"}, note="ok")
        )
    return {"mine": mine, "shared": shared, "who": who, "alert": alert_id}


def raw(database: Path) -> bytes:
    return b"".join(path.read_bytes() for path in database.parent.iterdir() if path.name != "beredt.db.lock")


async def test_no_word_of_hers_is_in_the_files_and_the_chain_holds(
    store: SqliteStore, database: Path
) -> None:
    ids = await busy(store)
    assert [word for word in SECRETS if word not in raw(database)] == [], "the test looks for what was there"
    planned = await store.erasure(ids["who"])
    receipt = await store.erase(ids["who"], KARI, at(20))
    assert [word for word in SECRETS if word in raw(database)] == []
    assert receipt.found == 0
    assert receipt.searched >= 3
    assert dict(receipt.erasure.rows) == dict(planned.rows), "what was foretold is what was done"
    assert planned.rows["messages"] == 2
    assert (receipt.before.event + 1, receipt.after) == (receipt.event, await store.head())
    assert (await store.verify()).ok
    event = await store.event(receipt.event)
    assert (event.verb, event.actor, event.origin, event.subject) == (
        "person.erased",
        "kari",
        KARI.origin,
        f"person:{ids['who']}",
    )
    with pytest.raises(NotFound):
        await store.person(ids["who"])
    assert faults(database) == []


async def test_what_others_wrote_stays(store: SqliteStore) -> None:
    ids = await busy(store)
    await store.erase(ids["who"], KARI, at(20))
    shared = await store.item(ids["shared"])
    assert [one.message.text for one in shared.thread] == [
        "what about the harbour fees",
        "(erased)",
        "harbour fees again",
    ]
    assert [note.text for note in shared.notes] == ["Ola is right about the harbour"]
    assert shared.row.author_handle == "@ola"
    mine = await store.item(ids["mine"])
    assert (mine.row.state, mine.row.text, mine.row.author_id, mine.row.has_draft) == (
        State.DONE,
        "(erased)",
        "",
        False,
    )
    alert = (await store.alert(ids["alert"])).finding
    assert (alert.text, alert.samples, [phrase.text for phrase in alert.phrases]) == (
        "(erased)",
        (3,),
        ["the usual"],
    )
    assert (await store.counts()).messages == 6, "statistics go on counting"
    found = await store.queue_ids(parse("is:open zebrafish"), me="kari", now=at(30))
    assert list(found) == []
    assert list(await store.queue_ids(parse("harbour"), me="kari", now=at(30))) != []


async def test_a_replay_brings_nothing_back_and_a_new_message_is_a_new_contact(
    store: SqliteStore, database: Path
) -> None:
    ids = await busy(store)
    await store.erase(ids["who"], KARI, at(20))
    again = judged("mine-1", 1, handle=HANDLE, text="my zebrafish is broken, call me")
    for message in (again, edited(again, 60, "zebrafish edit"), deleted(again)):
        result = await store.ingest([message], [], channel=CHANNEL, cursor="3", at=at(30))
        assert (result.new, result.edited, result.duplicate) == (0, 0, 1)
    assert b"zebrafish" not in raw(database)
    late = judged("ola-3", 40, text="and another", thread_id="t1", parent_id="mine-2")
    await store.ingest([late], [], channel=CHANNEL, cursor="4", at=at(41))
    assert (await store.item(ids["shared"])).row.text == "and another", "the thread goes on"
    result = await store.ingest(
        [judged("mine-9", 50, handle=HANDLE)], [], channel=CHANNEL, cursor="5", at=at(51)
    )
    assert result.new == 1
    assert (await store.person(await person(store))).messages == 1


async def test_erasing_twice_and_after_a_kill_between_parts(store: SqliteStore, database: Path) -> None:
    ids = await busy(store)

    # As if it had been killed after its first part: the messages are stripped, the rest is there.
    def half(db: object) -> None:
        erasing.strip_part(db, [1, 2], store._keeping(at(20)))  # type: ignore[arg-type]

    await store._engine.write(half, urgent=False)
    receipt = await store.erase(ids["who"], KARI, at(21))
    assert [word for word in SECRETS if word in raw(database)] == []
    assert receipt.erasure.rows["messages"] == 1
    with pytest.raises(NotFound):
        await store.erase(ids["who"], KARI, at(22))


@pytest.mark.parametrize("state", [OutboxState.SENDING, OutboxState.UNKNOWN])
async def test_nothing_is_erased_while_a_reply_is_on_its_way(store: SqliteStore, state: OutboxState) -> None:
    ids = await busy(store, state=state)
    with pytest.raises(Conflict, match="on its way"):
        await store.erase(ids["who"], KARI, at(20))
    assert (await store.person(ids["who"])).messages == 2


async def test_a_reply_that_waits_is_stopped(store: SqliteStore) -> None:
    ids = await busy(store, state=OutboxState.HELD)
    await store.erase(ids["who"], KARI, at(20))
    [out] = await store.outbox(tuple(OutboxState), 9)
    assert (out.state, out.text) == (OutboxState.CANCELLED, "(erased)")
    assert list(await store.due_outgoing(at(9999))) == []


async def test_all_handles_of_a_person_go(store: SqliteStore, database: Path) -> None:
    other = judged("far-1", 2, handle="@sigridfar", text="a different zebrafish", channel="bluesky/@bank")
    await busy(store)
    await store.ingest([other], [], channel="bluesky/@bank", cursor="1", at=at(3))
    who, far = await person(store), await store.person_of("bluesky/@bank", "id-@sigridfar")
    async with store.act(KARI, at(11)) as tx:
        await tx.link_handles({far: who})
    receipt = await store.erase(far, KARI, at(20))
    assert receipt.erasure.rows["handles"] == 2
    assert [word for word in (*SECRETS, b"sigridfar") if word in raw(database)] == []


async def test_a_namesake_on_another_server_is_left_alone(store: SqliteStore) -> None:
    ids = await busy(store)
    async with store.act(KARI, at(11)) as tx:
        await tx.add_note(
            ids["shared"], "kari", at(11), "ask @sigridtveit@other.example, who is somebody else"
        )
    await store.erase(ids["who"], KARI, at(20))
    assert len((await store.item(ids["shared"])).notes) == 2


async def test_what_was_chained_before_words_lay_beside_it_is_redacted_and_said(
    store: SqliteStore, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await busy(store)
    with monkeypatch.context() as patch:
        patch.setattr(events, "BESIDE", {})
        async with store.act(KARI, at(12)) as tx:
            old = await tx.append(
                NewEvent(
                    "person.tagged",
                    f"person:{ids['who']}",
                    {"tags": {}},
                    {"tags": {"1": ["pangolintag"]}},
                    True,
                )
            )
    receipt = await store.erase(ids["who"], KARI, at(20))
    assert receipt.erasure.rows["redacted events"] == 1
    report = await store.verify()
    assert (report.ok, report.redacted) == (True, 1)
    assert b"pangolintag" not in raw(database)
    assert old not in [event.id for event in await store.mine("kari", 20)], "it can't be taken back"
    await store.close()
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("UPDATE events SET after = '{\"redacted\":{}}' WHERE id = ?", (receipt.event,))
    await store.open()
    assert not (await store.verify()).ok, "without the event that says so it is tampering"


async def test_people_go_before_an_erasure(store: SqliteStore) -> None:
    many = [
        judged(f"mine-{n}", n, handle=HANDLE, text=f"zebrafish number {n} of them all") for n in range(300)
    ]
    await store.ingest(many, [], channel=CHANNEL, cursor="1", at=at(400))
    turns: list[str] = []

    async def act(number: int) -> None:
        async with store.act(Actor("ola"), at(500)) as tx:
            await tx.append(NewEvent("item.done", f"item:{number}", {}, {}))
        turns.append(f"act {number}")

    going = asyncio.create_task(store.erase(await person(store), KARI, at(500)))
    going.add_done_callback(lambda _task: turns.append("erased"))
    for number in range(5):
        await act(number)
    receipt = await going
    assert turns[-1] == "erased"
    assert receipt.found == 0


async def test_the_same_words_of_somebody_else_are_no_finding(store: SqliteStore) -> None:
    same = [
        judged("mine-1", 1, handle=HANDLE, text="where is my parcel number nine"),
        judged("far-1", 2, handle=HANDLE + "x", text="where is my parcel number nine"),
    ]
    await store.ingest(same, [], channel=CHANNEL, cursor="1", at=at(3))
    receipt = await store.erase(await person(store), KARI, at(20))
    assert (receipt.searched, receipt.found, receipt.shared) == (2, 0, 2)
    assert (await store.messages([2]))[0].message.text == "where is my parcel number nine"


async def test_what_is_a_colleagues_to_change_is_told_and_left(store: SqliteStore) -> None:
    ids = await busy(store)
    await store.set_setting("views", json.dumps([["hers", "from:@sigridtveit"]]))
    assert (await store.erasure(ids["who"])).named == ("setting views",)
    assert (await store.erase(ids["who"], KARI, at(20))).erasure.named == ("setting views",)
    assert "sigridtveit" in (await store.get_setting("views") or "")


SEEN_TO = {
    "alerts": "episode flags level signals text phrases samples explanation acknowledged_by verdict",
    "chain": "hash",
    "drafts": "actor text",
    "erased": "hash",
    "event_notes": "salt text",
    "event_words": "salt words",
    "events": "actor verb subject before after note_hash hash origin words_hash",
    "evidence": "raw",
    "handles": "channel author_id network handle name handle_key name_key mark tags",
    "incidents": "title severity type status declared_by held_reason",
    "items": "author_id author_handle author_name text channel network kind state holder tags label lang"
    " flags reason due_for due_step parts person_mark assignee",
    "messages": "remote_id author_id author_handle author_name text url context reasons priority_reasons"
    " thread_id parent_id channel network kind lang lang_claimed label flags scorer sent_by",
    "notes": "actor text",
    "outbox": "to_remote_id to_handle context text error url thread_id channel to_kind key actor state"
    " remote_id",
    "person_notes": "actor text",
    "corrections": "actor label text lang was_label was_scorer was_reasons taken_back_by",
    "quarantine": "channel reason evidence",
    "run_steps": "note step_id state actor chosen approved_by",
    "thread_keys": "channel key",
    "tombstones": "channel remote_id",
    "versions": "text raw",
    # A colleague's, and told if they name the person.
    "rules": "name query actions",
    "alert_rules": "name",
    "alert_rule_versions": "name filter measure above saved_by",
    "settings": "key value",
    # Of no person.
    "calendar_entries": "name channels added_by",
    "clocks": "promised step",
    "counters": "name",
    "cursors": "channel cursor",
    "incident_roles": "role holder",
    "item_tags": "tag",
    "misses": "promised",
    "moods": "feeling",
    "pauses": "actor reason",
    "rests": "why",
    "ring_ladders": "level",
    "rings": "level target state reason",
    "rule_fires": "name deeds",
    "rule_verdicts": "verdicts",
    "runs": "playbook_id content_hash source started_by holder current",
    "schema_version": "checksum",
    "series": "stream",
    "topics": "topic",
}
"""Every column that holds text: whoever adds one decides what becomes of it when a person is erased."""


async def test_every_column_that_holds_text_is_seen_to(store: SqliteStore, database: Path) -> None:
    with closing(sqlite3.connect(database)) as db:
        tables = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row[0].startswith(("sqlite_", "messages_fts"))
        ]
        found = {
            f"{table}.{row[1]}"
            for table in tables
            for row in db.execute(f"PRAGMA table_info({table})")
            if row[2] == "TEXT"
        }
    known = {f"{table}.{column}" for table, columns in SEEN_TO.items() for column in columns.split()}
    assert found - known == set(), "say in erasing.py, stripping.py or beside.py what becomes of it"
    assert known - found == set()


LONG = "harbour bank is down again, " * 6


@pytest.mark.parametrize("handle", ["@k11", HANDLE])
@pytest.mark.parametrize(("text", "sample"), [("All down!", "All down!"), (LONG, f"{LONG[:119]}…")])
async def test_an_alert_loses_the_source_and_the_sample_that_are_theirs_and_keeps_the_rest(
    store: SqliteStore, database: Path, handle: str, text: str, sample: str
) -> None:
    batch = [
        judged("w-1", 1, handle=handle, text=text),
        judged("w-2", 2, text=text, repeats=(CHANNEL, "w-1")),
    ]
    await store.ingest(batch, [], channel=CHANNEL, cursor="1", at=at(8))
    others = (
        Source(SafeText("@ola"), CHANNEL, 400, 1, 1),
        Source(SafeText(handle + "9"), CHANNEL, 300, 1, 0),
        Source(SafeText("@k11"), "bluesky/@bank", 200, 1, 0),
    )
    finding = explaining(handle, sample, *others)
    async with store.act(KARI, at(10)) as tx:
        alert_id, _new = await tx.put_alert(finding)
    await store.erase(await store.person_of(CHANNEL, f"id-{handle}"), KARI, at(20))
    before, after = finding.explanation, (await store.alert(alert_id)).finding.explanation
    assert before is not None
    behind = WaveBehind(17, 22, 20, SafeText("(erased)"))
    assert after == replace(before, sources=others, wave=behind)


async def test_an_alert_keeps_a_sample_that_others_wrote(store: SqliteStore) -> None:
    ids = await busy(store)
    finding = explaining("@ola", "what about the harbour fees")
    async with store.act(KARI, at(11)) as tx:
        alert_id, _new = await tx.put_alert(replace(finding, episode="another"))
    await store.erase(ids["who"], KARI, at(20))
    assert (await store.alert(alert_id)).finding.explanation == finding.explanation


async def test_an_alert_loses_what_they_edited_away(store: SqliteStore) -> None:
    ids = await busy(store)
    finding = explaining(HANDLE, "my zebrafish is broken, call me")
    async with store.act(KARI, at(11)) as tx:
        alert_id, _new = await tx.put_alert(replace(finding, episode="another"))
    await store.erase(ids["who"], KARI, at(20))
    after = (await store.alert(alert_id)).finding.explanation
    assert after is not None
    assert after.sources == ()
    assert after.wave is not None
    assert after.wave.text == "(erased)"
