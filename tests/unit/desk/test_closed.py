"""Private messages and restricted incidents: a secret is planted wherever one can stand, and every question
of the desk is asked by somebody to whom it is closed."""

import inspect
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from console.desk.deeds import Claim, Tag
from console.desk.guarded import ABOUT, names
from console.desk.local import LocalDesk
from console.desk.permits import PERMITS
from console.desk.protocol import Desk
from console.desk.seen import HARMLESS, Seen
from console.errors import BeredtError, NotAllowed, NotFound
from console.model.actor import WATCH, Actor
from console.model.alert import Finding, Phrase
from console.model.duty import Duty
from console.model.explanation import Evidence, Explanation, Numbers, Source, WaveBehind
from console.model.rule import Rule
from console.model.words import Level, OutboxState, Role, Severity
from console.query import parse
from console.rules import read_action
from console.store.protocol import Store
from console.store.sqlite import SqliteStore
from console.text import clean, one_line
from tests.support.calls import call, given
from tests.support.fastclock import START, FastClock
from tests.support.rooms import CHANNEL, desk_on, ingest, raw

SECRET = "zanzibar"
STRANGER = "hemmelig@fjord.example"
FILTERS = (
    "", "is:done", "is:open", "is:snoozed", SECRET, f"tag:{SECRET}", "author:hemmelig*", "kind:dm",
    "-kind:comment", f"is:open {SECRET}", "wave:>1", "flag:safety", "unread", f"-nothing {SECRET[:4]}*",
)  # fmt: skip
ANSWERS_NOTHING = {
    "one",
    "many",
    "undo",
    "undoing",
    "save_draft",
    "set_setting",
    "look_at",
    "erase",
    "retain",
}


def questions() -> list[str]:
    """What only asks: everything whose answer is not that something was done."""
    told = {name: str(getattr(Desk, name).__annotations__.get("return", "")) for name in names()}
    return [name for name, answer in told.items() if "Done" not in answer and name not in ANSWERS_NOTHING]


def ways(name: str) -> Iterator[Mapping[str, Any]]:
    """A question about everything that there may be."""
    usual = given(name)
    parameters = inspect.signature(getattr(LocalDesk, name)).parameters
    if name == "find_handle":
        yield from (
            {"ref": ref}
            for ref in ("@hemmelig", STRANGER, *map(str, range(1, 13)), *(f"p{n}" for n in range(1, 13)))
        )
        return
    if name == "person_of":
        yield from ({"channel": CHANNEL, "author_id": author} for author in (STRANGER, "kari@fjord.example"))
        return
    if name == "get_setting":
        yield from (
            {"key": key} for key in ("ui.history", "ui.filter", "run.1.handled", "views", "views.of.ola")
        )
        return
    about = next(
        (key for key in (*ABOUT, "alert_id", "wave") if key in usual and name != "wave_evidence"), None
    )
    for number in range(1, 13) if about else (1,):
        one = {**usual, **({about: number} if about else {})}
        for key in ("ids", "rows"):
            if key in one:
                one[key] = tuple(range(1, 30))
        if "query" in parameters:
            for text in FILTERS:
                asked = text if name == "queue_some" else parse(text)
                yield {**one, "query": asked}
                if name != "queue_some":
                    yield {**one, "query": replace(parse(text), folded=True)}
        else:
            yield one


async def told(desk: LocalDesk) -> AsyncIterator[tuple[str, Any, str]]:
    """Each question with what it was asked and what it tells, errors too."""
    wave = await desk.whole.wave((await desk.whole.waves(1))[0], desk.now())
    run = next(iter(await desk.whole.runs(1)), None)
    alerts = await desk.whole.alerts(10)
    for name in questions():
        for arguments in ways(name):
            arguments = dict(arguments)
            if name == "playbook_of" and run is None:
                continue
            if name == "wave_evidence":
                arguments["wave"] = wave
            if name == "playbook_of":
                arguments["run"] = run
            if name == "severities":
                arguments["alerts"] = alerts
            try:
                answer = repr(await call(desk, name, arguments))
            except BeredtError as error:
                answer = str(error)
            yield name, arguments, answer


@pytest.fixture
async def planted(store: SqliteStore, clock: FastClock) -> SqliteStore:
    ola = desk_on(store, clock, "ola")
    for name in ("told", "seen"):
        verb = "alert" if name == "told" else "tag loud"
        await ola.save_rule(Rule(name, "kind:dm", (read_action(verb),)))
    early = START - timedelta(minutes=50)
    await ingest(
        store,
        raw("p1", "When do you open on Saturday?", at=early),
        raw("w1", f"share this {SECRET} now or regret it for ever", kind="dm", handle=STRANGER),
        raw("w2", f"share this {SECRET} now or regret it for ever", kind="dm", handle="b@x.example"),
        raw("w3", f"share this {SECRET} now or regret it for ever", kind="dm", handle="c@x.example"),
        raw("d1", f"My {SECRET} is broken and I hate it", kind="dm", handle=STRANGER),
        # One thread that began in public and went on in private.
        raw("t1", "I have a problem", thread_id="mixed", at=early, handle="per@x.example"),
        raw(
            "t2", f"It is the {SECRET}", thread_id="mixed", kind="dm", parent_id="t1", handle="per@x.example"
        ),
        raw(
            "t3",
            "Hello? Anybody?",
            thread_id="mixed",
            handle="per@x.example",
            at=START - timedelta(minutes=1),
        ),
    )
    await ingest(
        store,
        raw("d1", f"My {SECRET} is broken", kind="dm", handle=STRANGER, edited_at=START.isoformat()),
    )
    dm = next(iter(await ola.queue_ids(parse("broken"))))
    mixed = next(iter(await ola.queue_ids(parse("anybody"))))
    for item in (dm, mixed):
        await ola.note(item, f"he means {SECRET}")
        await ola.tag(item, [SECRET])
        await ola.save_draft(item, f"about {SECRET}")
    await ola.reply(dm, f"Your {SECRET} is on its way")
    await ola.note_person((await ola.find_handle(STRANGER)).id, f"asks for {SECRET}")
    await ola.set_setting("ui.history", f"item note {SECRET}")
    samples = tuple(stored.id for stored in await ola.export_messages(0) if SECRET in stored.message.text)[:3]
    finding = Finding(
        episode="e1",
        level=Level.CRISIS,
        at=START,
        text=clean("Messages are 24 in 5 minutes where 3 were expected."),
        signals=(),
        phrases=(Phrase(one_line(SECRET), 12, 0.5),),
        samples=samples,
        flags=(),
        explanation=Explanation(
            Numbers("volume", "all", 24, 3, 5, 1, None, None, False, (), None, 9),
            5,
            (Source(one_line(STRANGER), CHANNEL, 3, 2, 1),),
            WaveBehind(2, 3, 3, clean(f"share this {SECRET}")),
            None,
            (Evidence("hashtag", {"share": 1.0}, one_line(f"#{SECRET}")),),
        ),
    )
    async with store.act(WATCH, START) as tx:
        await tx.put_alert(finding)
    return store


async def restricted(store: SqliteStore, clock: FastClock, by: str = "ola") -> int:
    """An incident with its secret in every part."""
    ola = desk_on(store, clock, by)
    _, incident = await ola.declare(f"Operation {SECRET}", Severity.SEV1, type="data-breach")
    await ola.log(incident.id, f"{SECRET} was seen")
    _, run = await ola.start_run("data-breach", incident.id)
    await ola.step(run.id, run.current or "", "skip", note=f"because of {SECRET}")
    await ola.restrict(incident.id)
    return incident.id


def as_(desk: LocalDesk, duty: Duty, *, dms: bool) -> LocalDesk:
    desk.actor = Actor("nina", duty=duty, dms=dms)
    return desk


@pytest.mark.parametrize("duty", [Duty.VIEWER, Duty.APPROVER, Duty.LEAD])
async def test_no_question_tells_a_word_of_a_private_message(
    planted: SqliteStore, clock: FastClock, duty: Duty
) -> None:
    # First for who may see it, before the log is full of refusals: the test looks where the word stands.
    ola = desk_on(planted, clock, "ola")
    open_to = {name async for name, _, answer in told(ola) if SECRET in answer}
    assert open_to >= {
        "queue", "rows", "queue_look", "item", "thread", "messages", "export_messages", "wave", "waves",
        "written", "outbox", "alerts", "alert", "events", "vocabulary", "card", "get_setting",
    }  # fmt: skip
    nina = as_(desk_on(planted, clock, "nina"), duty, dms=False)
    seen, leaks = set(), []
    async for name, arguments, answer in told(nina):
        seen.add(name)
        if SECRET in answer.replace(str(arguments.get("query")), "") or (
            STRANGER in answer and "ref" not in arguments
        ):
            at = answer.find(SECRET)
            leaks.append((name, arguments, answer[max(0, at - 300) : at + 90]))
    assert not leaks
    assert seen == set(questions()) - {"playbook_of"}


async def test_a_wave_shows_its_public_copies(store: SqliteStore, clock: FastClock) -> None:
    long = (
        "Share this with everybody you know before they take it down, the bank at the market square has been "
        "{} all of us for years and years"
    )
    await ingest(
        store,
        raw("w1", long.format(SECRET), kind="dm", handle=STRANGER),
        raw("w2", long.format("robbing"), handle="b@x.example"),
        raw("w3", long.format("robbing"), handle="c@x.example"),
        raw("w4", long.format(SECRET), kind="dm", handle="d@x.example"),
    )
    ola = desk_on(store, clock, "ola")
    nina = as_(desk_on(store, clock, "nina"), Duty.VIEWER, dms=False)
    (whole,), (open_part,) = await ola.waves(), await nina.waves()
    assert whole.messages == 4
    assert SECRET in repr(whole)
    assert SECRET not in repr(open_part)
    assert {stored.message.remote_id for stored in (open_part.first, *open_part.newest)} == {"w2", "w3"}
    folded = replace(parse(""), folded=True)
    (row,) = await nina.queue(folded)
    assert "robbing" in row.text


async def test_numbers_do_not_tell_what_a_private_message_says(
    planted: SqliteStore, clock: FastClock
) -> None:
    nina = as_(desk_on(planted, clock, "nina"), Duty.APPROVER, dms=False)
    for text in (SECRET, f"tag:{SECRET}", "author:hemmelig*", "kind:dm"):
        assert await nina.queue_count(parse(text)) == 0
        assert list(await nina.queue_some(text, 10)) == []
        assert list(await nina.queue_among(parse(text), range(1, 30))) == []
        assert (
            list((await nina.queue_look(parse(text), limit=9, rows=range(1, 30), ids=range(1, 30))).belong)
            == []
        )
    assert [one.count for one in await nina.count_views() if one.view.name == "dm"] == [0]
    counts = await nina.counts()
    assert sum(counts.by_state.values()) == await nina.queue_count(parse("-nothing -is:done")) == 1
    assert counts.by_channel == {CHANNEL: 1}
    assert await nina.queue_count(parse("")) == 1


async def test_nothing_can_be_done_to_what_is_closed(planted: SqliteStore, clock: FastClock) -> None:
    nina = as_(desk_on(planted, clock, "nina"), Duty.OPERATOR, dms=False)
    ids = await planted.queue_ids(parse("tag:" + SECRET), me="", now=START)
    (out,) = await planted.outbox(tuple(OutboxState), 9)
    person = (await planted.handles("hemmelig", 5))[0].id
    before = await planted.point()
    for item in ids:
        for act in (
            nina.claim(item),
            nina.reply(item, "hello"),
            nina.save_draft(item, "x"),
            nina.one(item, Claim()),
        ):
            with pytest.raises(NotFound, match=f"there is no item {item}$"):
                await act
    with pytest.raises(NotFound, match=f"there is no reply {out.id} in the outbox"):
        await nina.cancel(out.id)
    with pytest.raises(NotFound, match=f"there is no person p{person}"):
        await nina.note_person(person, "hm")
    progress = [part async for part in nina.many([*ids, 1], Tag(("looked",)))][-1]
    assert (progress.total, progress.done) == (1, 1)
    await nina.refusals.close()
    events = await planted.events(None, 50, after_id=before.event)
    assert {event.verb for event in events} == {"desk.refused", "many.done", "item.tagged"}


async def test_a_message_that_comes_in_private_closes_its_thread(
    store: SqliteStore, clock: FastClock
) -> None:
    nina = as_(desk_on(store, clock, "nina"), Duty.VIEWER, dms=False)
    await ingest(store, raw("a", thread_id="t"), raw("b", thread_id="u"))
    assert len(await nina.queue_ids(parse(""))) == 2
    await ingest(store, raw("c", "psst", thread_id="t", kind="dm"))
    (left,) = await nina.queue_ids(parse(""))
    # Two threads that turn out to be one are closed together.
    await ingest(store, raw("d", thread_id="u", parent_id="c"))
    assert left
    seen = await nina.queue(parse("is:open"))
    assert all("psst" not in row.text for row in seen)


@pytest.mark.parametrize("duty", [Duty.VIEWER, Duty.OPERATOR, Duty.APPROVER])
async def test_no_question_tells_of_a_restricted_incident(
    store: SqliteStore, clock: FastClock, duty: Duty
) -> None:
    await ingest(store, *(raw(f"m{number}", "share this now or regret it for ever") for number in range(3)))
    incident = await restricted(store, clock)
    nina = as_(desk_on(store, clock, "nina"), duty, dms=True)
    leaks = [
        (name, arguments, answer[:300])
        async for name, arguments, answer in told(nina)
        if SECRET in answer.replace(str(arguments.get("query")), "") and name != "playbook_of"
    ]
    assert not leaks
    for who in (desk_on(store, clock, "ola"), as_(desk_on(store, clock, "nina"), Duty.LEAD, dms=False)):
        assert SECRET in (await who.incident(incident)).title
        assert SECRET in repr(await who.timeline(incident))


async def test_whoever_holds_a_role_in_it_sees_it_and_nobody_takes_one_to_get_in(
    store: SqliteStore, clock: FastClock
) -> None:
    lead = desk_on(store, clock, "ola")
    nina = as_(desk_on(store, clock, "nina"), Duty.OPERATOR, dms=True)
    _, incident = await nina.declare("A breach", Severity.SEV2)
    per = desk_on(store, clock, "per")
    per.actor = Actor("per", duty=Duty.OPERATOR)
    done = await lead.restrict(incident.id)
    assert done.text == "incident restricted to leads and its roles"
    assert (await nina.incident(incident.id)).restricted
    assert [one.id for one in await nina.incidents(1)] == [incident.id]
    assert list(await per.incidents()) == []
    for act in (
        per.take_role(incident.id, Role.SCRIBE),
        per.log(incident.id, "let me in"),
        per.close(incident.id),
        per.start_run("data-breach", incident.id),
    ):
        with pytest.raises(NotFound, match=f"there is no incident {incident.id}$"):
            await act
    with pytest.raises(NotAllowed, match="needs lead"):
        await nina.restrict(incident.id, on=False)
    await nina.log(incident.id, "still here")
    await lead.undo()
    assert [one.id for one in await per.incidents()] == [incident.id]
    assert (await lead.restrict(incident.id, on=False)).text == "it is so already"


async def test_newer_restricted_ones_do_not_hide_older_open_ones(
    store: SqliteStore, clock: FastClock
) -> None:
    ola = desk_on(store, clock, "ola")
    _, first = await ola.declare("The first", Severity.SEV4)
    for number in range(5):
        _, incident = await ola.declare(f"Number {number}", Severity.SEV4)
        await ola.restrict(incident.id)
    nina = as_(desk_on(store, clock, "nina"), Duty.VIEWER, dms=True)
    assert [one.id for one in await nina.incidents(2)] == [first.id]


def test_what_a_desk_asks_of_the_store_is_thought_of() -> None:
    """A question of the store that nobody has thought about is not there for who may not see all."""
    asks = {name for part in Store.__mro__ for name in vars(part) if not name.startswith("_")}
    assert asks >= HARMLESS
    seen = Seen(None, lambda: WATCH)  # type: ignore[arg-type]
    with pytest.raises(AttributeError, match="nobody has said"):
        seen.ingest  # noqa: B018
    for name in vars(Seen):
        assert name.startswith("_") or name in asks


def test_everything_that_is_asked_by_number_has_its_noun() -> None:
    """A new argument that ends in `_id` is either closed like the others or named here."""
    elsewhere = {
        "alert_id",
        "rule_id",
        "entry_id",
        "act_id",
        "author_id",
        "playbook_id",
        "step_id",
        "after_id",
        # Of corrections, which are refused as a whole.
        "before_id",
        "correction_id",
    }
    for name in names():
        for key in inspect.signature(getattr(LocalDesk, name)).parameters:
            assert not key.endswith("_id") or key in elsewhere or key in ABOUT, (name, key)
    assert PERMITS
