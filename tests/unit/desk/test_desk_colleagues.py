"""Taking the next, taking over, and who is there."""

import asyncio
from datetime import UTC

import pytest

from console.desk.local import LocalDesk
from console.errors import Conflict, InputError, NotAllowed, NotFound, Overtaken
from console.model.actor import Actor
from console.model.duty import Duty
from console.model.team import ROLES, Colleague
from console.query import matches, parse
from console.sla import Block, Calendar, Roster
from console.store.sqlite import SqliteStore
from console.watch.rounds import free_abandoned
from tests.support.fastclock import FastClock
from tests.support.rooms import ingest, raw


async def test_two_who_ask_for_the_next_at_once_get_two(
    store: SqliteStore, kari: LocalDesk, ola: LocalDesk
) -> None:
    await ingest(store, *(raw(str(number)) for number in range(20)))
    desks = [kari, ola] * 10
    taken = await asyncio.gather(*(desk.take_next() for desk in desks))
    assert sorted(item for _, item in taken) == list(range(1, 21))
    with pytest.raises(NotFound, match="nothing new waits"):
        await kari.take_next()


async def test_what_a_colleague_is_to_look_after_is_not_next(
    store: SqliteStore, kari: LocalDesk, ola: LocalDesk
) -> None:
    await ingest(store, *(raw(str(number)) for number in range(3)))
    await ola.assign(1, "ola")
    await ola.assign(2, "kari")
    assert (await kari.take_next())[1] == 2
    assert (await kari.take_next())[1] == 3
    assert (await ola.take_next())[1] == 1


async def test_two_hundred_claims_at_once_have_one_holder(store: SqliteStore, kari: LocalDesk) -> None:
    await ingest(store, raw("1"))
    desks = [kari.seated(Actor(f"operator{number}")) for number in range(200)]
    tried = await asyncio.gather(*(desk.claim(1) for desk in desks), return_exceptions=True)
    won = [place for place, outcome in enumerate(tried) if not isinstance(outcome, BaseException)]
    assert len(won) == 1
    assert all(isinstance(outcome, Conflict) for place, outcome in enumerate(tried) if place not in won)
    assert (await kari.item(1)).row.holder == f"operator{won[0]}"


async def test_taking_over_needs_a_holder_and_a_reason(
    store: SqliteStore, kari: LocalDesk, ola: LocalDesk
) -> None:
    await ingest(store, raw("1"))
    with pytest.raises(InputError, match="no colleague holds it"):
        await kari.take_over(1, "I want it")
    await ola.claim(1)
    with pytest.raises(InputError, match="a reason is needed"):
        await kari.take_over(1, "  ")
    await kari.take_over(1, "ola has left")
    with pytest.raises(Conflict, match="kari holds this item"):
        await ola.reply(1, "Hello")
    with pytest.raises(Conflict):
        await ola.save_draft(1, "over her words")
    await ola.renew_leases()
    assert ola.claimed == set()
    assert (await kari.item(1)).row.holder == "kari"


async def test_presence_is_of_the_others(store: SqliteStore, kari: LocalDesk) -> None:
    ola, again = kari.seated(Actor("ola")), kari.seated(Actor("kari"))
    told: list[str] = []
    kari.subscribe(lambda change: told.append(change.verb))
    await kari.look_at(1)
    await ola.look_at(2, writing=True)
    await ola.look_at(2, writing=True)
    assert told == ["presence", "presence"]
    assert [(one.name, one.item_id, one.writing) for one in await kari.present()] == [("ola", 2, True)]
    assert [one.name for one in await again.present()] == ["kari", "ola"]
    ola.leave()
    assert await kari.present() == []


async def test_what_one_likes_is_ones_own(store: SqliteStore, kari: LocalDesk, ola: LocalDesk) -> None:
    await store.set_setting("ui.theme", "light")
    await kari.set_setting("ui.theme", "contrast")
    assert (await kari.get_setting("ui.theme"), await ola.get_setting("ui.theme")) == ("contrast", "light")
    await kari.set_setting("run.1.handled", "[]")
    assert await ola.get_setting("run.1.handled") == "[]"
    for key in ("views:ola", "promises", "demo.now"):
        with pytest.raises(NotAllowed):
            await kari.set_setting(key, "x")


async def test_who_is_silent_for_long_holds_nothing(
    store: SqliteStore, kari: LocalDesk, clock: FastClock
) -> None:
    await ingest(store, raw("1"), raw("2"))
    kari.stirred()
    await kari.claim(1)
    clock.advance(14 * 60)
    await kari.renew_leases()
    assert (await kari.item(1)).lease_until == clock.now() + kari.ways.lease
    clock.advance(2 * 60)
    await kari.renew_leases()
    assert (await kari.item(1)).lease_until < clock.now(), "it ends, and the rounds give it back"
    kari.stirred()
    assert not kari.silent


def shared(desk: LocalDesk, name: str) -> LocalDesk:
    desk.team = (
        Colleague("kari", ("no", "en"), most=2),
        Colleague("ola", ("en",)),
        Colleague("siri", ("no",)),
    )
    return desk.seated(Actor(name))


async def test_work_is_shared_out_by_load_language_cap_and_who_is_away(
    store: SqliteStore, kari: LocalDesk
) -> None:
    norwegian = "Appen krasjer hver gang jeg logger inn, og ingen svarer på telefonen"
    english = "The app crashes every time when I log in and nobody answers the phone"
    texts = [norwegian] * 6 + [english] * 3
    await ingest(store, *(raw(str(number), text) for number, text in enumerate(texts)))
    lead = shared(kari, "lead")
    given = []
    for item in range(1, 10):
        await lead.assign(item, "auto")
        given.append((await lead.item(item)).row.assignee)
    assert given == ["kari", "siri", "kari", "siri", "siri", "siri", "ola", "ola", "ola"]
    loads = {one.colleague.name: one.items for one in await lead.colleagues()}
    assert loads == {"kari": 2, "ola": 3, "siri": 4}
    await lead.done(1)
    await shared(kari, "kari").set_away(True)
    await lead.assign(2, "none")
    await lead.assign(2, "auto")
    assert (await lead.item(2)).row.assignee == "siri"
    again = kari.seated(Actor("kari"))
    again.hub.away.clear()
    await again.recall_away()
    assert again.hub.away == {"kari"}
    for name in ("ola", "siri"):
        await kari.seated(Actor(name)).set_away(True)
    with pytest.raises(NotAllowed, match="everybody is away"):
        await lead.assign(1, "auto")


async def test_nobody_takes_more_than_they_may(store: SqliteStore, kari: LocalDesk) -> None:
    await ingest(store, *(raw(str(number)) for number in range(4)))
    me = shared(kari, "kari")
    await me.take_next()
    await me.take_next()
    with pytest.raises(NotAllowed, match="you have 2 before you, as many as you may"):
        await me.take_next()


async def test_without_a_team_nothing_can_be_shared_out(store: SqliteStore, kari: LocalDesk) -> None:
    await ingest(store, raw("1"))
    with pytest.raises(NotAllowed, match="nobody is named who shares the queue"):
        await kari.assign(1, "auto")


async def test_one_item_that_is_gone_does_not_end_the_claims_of_others(
    store: SqliteStore, kari: LocalDesk, clock: FastClock
) -> None:
    await ingest(store, raw("1"))
    await kari.claim(1)
    kari.claimed.add(99)
    clock.advance(10)
    await kari.renew_leases()
    assert (await kari.item(1)).lease_until == clock.now() + kari.ways.lease
    assert kari.claimed == {1}


async def test_a_claim_that_ended_meanwhile_comes_back_unless_somebody_took_it(
    store: SqliteStore, kari: LocalDesk, ola: LocalDesk, clock: FastClock
) -> None:
    await ingest(store, raw("1"), raw("2"), raw("3"))
    for item in (1, 2, 3):
        await kari.claim(item)
    # As after a host that slept.
    clock.advance(3600)
    await free_abandoned(store, clock)
    await ola.claim(2)
    await ola.claim(3)
    await ola.done(3)
    await kari.renew_leases()
    assert [row.holder for row in await kari.rows([1, 2])] == ["kari", "ola"]
    assert kari.claimed == {1}


async def test_what_is_closed_is_no_longer_held(store: SqliteStore, kari: LocalDesk) -> None:
    await ingest(store, raw("1"), raw("2"))
    await kari.claim(1)
    await kari.claim(2)
    await kari.done(1)
    await kari.snooze(2, None)
    assert kari.claimed == set()


async def test_the_chart_has_bounds(kari: LocalDesk) -> None:
    for hours in (0, -1, 1e7, float("inf"), float("nan")):
        with pytest.raises(InputError, match="at most 168 hours"):
            await kari.band("all", hours)


async def test_an_item_for_a_role_is_for_each_who_has_it_until_one_claims_it(
    store: SqliteStore, kari: LocalDesk
) -> None:
    await ingest(store, *(raw(str(number)) for number in range(5)))
    siri, per = (kari.seated(Actor(name, duty=Duty.OPERATOR)) for name in ("siri", "per"))
    lead = kari.seated(Actor("anne", duty=Duty.LEAD))
    wall = kari.seated(Actor("wall", duty=Duty.VIEWER))
    await lead.assign(1, "@operator")
    await lead.assign(2, "@lead")
    await lead.assign(3, "operator")
    await lead.assign(4, "siri")

    async def mine(desk: LocalDesk) -> list[int]:
        return sorted(await desk.queue_ids(parse("assignee:me")))

    assert await mine(siri) == [1, 4]
    assert await mine(per) == [1]
    assert await mine(lead) == [1, 2], "whoever may do more may do that too"
    assert await mine(wall) == []
    assert sorted(await per.queue_ids(parse("-assignee:me"))) == [2, 3, 4, 5]
    assert await per.queue_ids(parse("assignee:@operator")) == [1]
    assert await per.queue_ids(parse("assignee:operator")) == [3]
    rows = await per.queue(parse(""))
    for desk in (siri, lead, wall):
        for query in ("assignee:me", "-assignee:me", "assignee:@lead", "assignee:none"):
            asked = desk.mine(parse(query))
            fit = [row.id for row in rows if matches(asked, row, me=desk.actor.name, now=desk.now())]
            assert fit == await desk.queue_ids(parse(query)), (desk.actor.name, query)
    taken = sorted([(await per.take_next())[1], (await per.take_next())[1]])
    assert taken == [1, 5], "one for the role, and one for nobody"
    with pytest.raises(NotFound):
        await per.take_next()
    loads = {one.colleague.name: one.items for one in await lead.colleagues()}
    assert loads == {"@lead": 1, "operator": 1, "per": 2, "siri": 1}, "what is held is its holder's"
    with pytest.raises(NotFound):
        await siri.release(99)
    await per.release(1)
    assert (await siri.take_next())[1] in (1, 4)


@pytest.mark.parametrize("to", ["@social", "@viewer", "@", "@admin"])
async def test_only_roles_that_answer_are_assigned_to(store: SqliteStore, kari: LocalDesk, to: str) -> None:
    await ingest(store, raw("1"))
    with pytest.raises(InputError, match="there is no role") as refused:
        await kari.assign(1, to)
    assert refused.value.fix == "there are @operator, @approver and @lead"
    assert all(role in refused.value.fix for role in ROLES)


async def test_a_role_is_taken_back_as_a_name_is(store: SqliteStore, kari: LocalDesk) -> None:
    await ingest(store, raw("1"))
    done = await kari.assign(1, "@lead")
    assert done.text == "assigned to @lead"
    await kari.undo()
    assert (await kari.item(1)).row.assignee is None


async def test_at_the_end_of_a_shift_claims_go_back_unless_one_is_still_at_it(
    store: SqliteStore, kari: LocalDesk, ola: LocalDesk, clock: FastClock
) -> None:
    await ingest(store, raw("1"), raw("2"))
    roster = Roster({"kari": Calendar("kari", UTC, ((Block(0, 8 * 60 + 30),),) * 7)})
    assert clock.now().hour == 8
    kari.roster = roster
    kari.stirred()
    await kari.claim(1)
    await kari.save_draft(1, "We are look")
    clock.advance(29 * 60)
    kari.stirred()
    clock.advance(4 * 60)
    await kari.renew_leases()
    await free_abandoned(store, clock, roster)
    assert (await ola.item(1)).row.holder == "kari", "the shift is over, but she has just typed"
    clock.advance(2 * 60)
    await kari.renew_leases()
    await free_abandoned(store, clock, roster)
    assert (await ola.item(1)).row.holder is None
    event = next(one for one in await store.events(["item:1"], 10) if one.verb == "item.lease-ended")
    assert event.after == {"holder": None, "off_shift": True}
    await ola.claim(1)
    draft = (await ola.item(1)).draft
    assert draft is not None
    assert (draft.actor, draft.text) == ("kari", "We are look")
    kari.stirred()
    await kari.renew_leases()
    assert (await ola.item(1)).row.holder == "ola", "what somebody took stays theirs"
    await kari.claim(2)
    await kari.renew_leases()
    assert (await kari.item(2)).row.holder == "kari", "nothing is closed to whoever goes on"


async def test_who_is_off_shift_is_given_nothing_by_auto(
    store: SqliteStore, kari: LocalDesk, clock: FastClock
) -> None:
    await ingest(store, *(raw(str(number)) for number in range(4)))
    kari.roster = Roster({"siri": Calendar("siri", UTC, ((Block(12 * 60, 16 * 60),),) * 7)})
    lead = shared(kari, "lead")
    lead.hub.away.add("ola")
    for item in (1, 2):
        await lead.assign(item, "auto")
        assert (await lead.item(item)).row.assignee == "kari"
    with pytest.raises(NotAllowed, match="everybody is away, off shift or has as much as they may"):
        await lead.assign(3, "auto")
    assert [one.colleague.name for one in await lead.colleagues() if one.off_shift] == ["siri"]
    clock.advance(4 * 3600)
    await lead.assign(3, "auto")
    assert (await lead.item(3)).row.assignee == "siri"


async def test_a_draft_that_another_session_changed_is_not_written_over(
    store: SqliteStore, kari: LocalDesk, ola: LocalDesk
) -> None:
    await ingest(store, raw("1"))
    first = kari.seated(Actor("kari", origin="socket, pts/3, from 192.0.2.7"))
    second = kari.seated(Actor("kari", origin="socket, pts/4"))
    await first.claim(1)
    await first.look_at(1, writing=True)
    await first.save_draft(1, "We are sorry", over=[""])
    await second.save_draft(1, "We are sorry to hear", over=["We are sorry"])
    await second.look_at(1, writing=True)
    with pytest.raises(Overtaken, match=r"written in another of your sessions, too \(pts/4\)"):
        await first.save_draft(1, "We are sorry, kari", over=["We are sorry"])
    draft = (await first.item(1)).draft
    assert draft is not None
    assert draft.text == "We are sorry to hear"
    await first.save_draft(1, "We are sorry to hear it", over=["We are sorry", "We are sorry to hear "])
    await second.save_draft(1, "We are sorry to hear it", over=["We are sorry to hear"])
    with pytest.raises(Overtaken):
        await second.save_draft(1, "", over=["We are sorry"])
    await second.save_draft(1, "whatever stands there")
    assert [one.terminal for one in await second.present()] == ["pts/3"]
    colleague = kari.seated(Actor("per"))
    assert {one.terminal for one in await colleague.present()} == {""}, "nobody else is told"
    await first.release(1)
    await ola.save_draft(1, "Ola's words")
    with pytest.raises(Overtaken, match="ola has changed the draft meanwhile"):
        await first.save_draft(1, "mine again", over=["We are sorry to hear it"])


async def test_a_draft_that_another_session_sent_does_not_come_back(
    store: SqliteStore, kari: LocalDesk
) -> None:
    await ingest(store, raw("1"))
    first, second = (kari.seated(Actor("kari", origin=f"socket, pts/{n}")) for n in (3, 4))
    await first.save_draft(1, "Half", over=[""])
    await second.reply(1, "Sent from the second", over=["Half"])
    with pytest.raises(Overtaken, match="sent or emptied in another session"):
        await first.save_draft(1, "Half an answer", over=["Half"])
    with pytest.raises(Overtaken, match="sent or emptied in another session"):
        await first.reply(1, "Half an answer", over=["Half"])
    assert (await first.item(1)).draft is None
    assert [one.text for one in await first.outbox()] == ["Sent from the second"]
    await first.reply(1, "Half an answer", over=["Half", ""])
    assert len(await first.outbox()) == 2, "it was told, and goes all the same"


async def test_a_reply_leaves_a_draft_that_it_does_not_know_as_a_note(
    store: SqliteStore, kari: LocalDesk
) -> None:
    await ingest(store, raw("1"))
    await kari.reply(1, "We are sorry")
    await kari.save_draft(1, "We are sorry. Call {text} us")
    with pytest.raises(NotAllowed, match="on its way already"):
        await kari.reply(1, "We are sorry", over=[""], noted="not sent: {text}")
    assert not (await kari.item(1)).notes, "nothing of an act that was refused stays"
    await kari.reply(1, "Sorry!", over=["", "We are"], noted="not sent: {text}")
    detail = await kari.item(1)
    assert [note.text for note in detail.notes] == ["not sent: We are sorry. Call {text} us"]
    assert detail.draft is None
    await kari.save_draft(1, "known")
    await kari.reply(1, "Bye", over=[" known "])
    assert len((await kari.item(1)).notes) == 1
