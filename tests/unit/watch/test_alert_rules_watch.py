"""Alert rules on what comes in: they fire as their back-test says, and once an episode."""

import asyncio
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from console.crisis.reasons import lines
from console.desk.deeds import Correct
from console.desk.local import LocalDesk
from console.errors import StoreFull
from console.model.actor import WATCH, Actor
from console.model.alert import Alert
from console.model.alertrule import Above, AlertRule, Measure
from console.model.message import RawMessage
from console.model.words import Label, Level, Severity
from console.query import parse
from console.ringing import Plan, causes
from console.ringing.plan import bell_at
from console.store.sqlite import SqliteStore
from console.store.tx import Tx
from console.watch.alertrules import RuleWatch
from console.watch.apprising import Apprising
from console.watch.ringing import Ringer
from console.watch.sifting import sift
from tests.support.fastclock import START, FastClock
from tests.support.rooms import CHANNEL, JUDGE, raw

BUCKET = timedelta(minutes=5)
RULE = AlertRule(
    name="card-down",
    filter="card",
    measure=Measure.VOLUME,
    window=timedelta(minutes=15),
    above=Above.NUMBER,
    threshold=10,
    least=5,
    cooldown=timedelta(hours=1),
)


def watch_on(store: SqliteStore, clock: FastClock) -> RuleWatch:
    return RuleWatch(store=store, clock=clock, executor=ThreadPoolExecutor(1))


async def save(desk: LocalDesk, rule: AlertRule = RULE) -> None:
    await desk.back_test(rule)
    await desk.add_alert_rule(rule)


def some(count: int, at: datetime, text: str = "The card is broken") -> list[RawMessage]:
    return [
        raw(f"{at:%d%H%M%S}-{number}-{text[:9]}", f"{text} {number}", at=at, handle=f"p{number}@x.example")
        for number in range(count)
    ]


async def bring(store: SqliteStore, raws: Sequence[RawMessage], clock: FastClock, watch: RuleWatch) -> None:
    judged, parked = sift(JUDGE, raws, CHANNEL, clock.now())
    assert not parked
    result = await store.ingest(judged, [], channel=CHANNEL, cursor=None, at=clock.now())
    watch.note(judged, result.fresh)


async def of_rule(store: SqliteStore) -> list[Alert]:
    """Oldest first."""
    return list(reversed(await store.alerts_of_rule(1, 1000)))


async def verbs(desk: LocalDesk) -> list[str]:
    return [one.verb for one in await desk.events(limit=1000) if one.verb.startswith("alert.")]


async def pass_by(watch: RuleWatch, clock: FastClock, buckets: int) -> None:
    for _ in range(buckets):
        clock.advance(300)
        await watch.tick()


async def test_it_raises_one_alert_that_names_the_rule_and_its_numbers(
    store: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    await bring(store, some(1, START - timedelta(days=1), "old"), clock, watch := watch_on(store, clock))
    await save(desk, replace(RULE, filter="card flag:outage"))
    await watch.tick()
    await bring(store, some(12, START, "The card is down, the app is down"), clock, watch)
    await watch.tick()
    assert await of_rule(store) == []
    await pass_by(watch, clock, 20)
    (alert,) = await of_rule(store)
    assert alert.finding.explanation is not None
    by = alert.finding.explanation.rule
    assert by is not None
    assert (by.id, by.name, by.version, by.value, by.threshold) == (1, "card-down", 1, 12, 10)
    assert alert.finding.level is Level.WARNING
    assert [flag.value for flag in alert.finding.flags] == ["outage"]
    assert alert.opened_at == START + BUCKET
    assert alert.finding.samples
    assert alert.finding.text == (
        "alert rule card-down (number 1, version 1): 12 messages that fit “card flag:outage” in 15 min; "
        "it fires from 10"
    )
    assert await verbs(desk) == ["alert.raised"]


async def history(store: SqliteStore, seed: int, days: int) -> list[RawMessage]:
    """Messages of some days before START, with storms, in the order of their time."""
    dice = random.Random(seed)
    found = []
    for bucket in range(days * 288):
        at = START - timedelta(days=days) + bucket * BUCKET
        count = dice.randint(8, 30) if dice.random() < 0.01 else int(dice.random() < 0.1)
        text = "The card is awful, I hate it" if dice.random() < 0.5 else "A card"
        found += some(count, at + timedelta(seconds=dice.randint(0, 299)), text)
    return found


@pytest.mark.parametrize(
    ("rule", "lift"),
    [
        (RULE, None),
        (
            replace(
                RULE, measure=Measure.NEGATIVES, window=timedelta(hours=1), cooldown=timedelta(minutes=5)
            ),
            None,
        ),
        (replace(RULE, measure=Measure.SHARE, threshold=0.6, window=timedelta(minutes=30)), None),
        (replace(RULE, above=Above.USUAL, threshold=3), None),
        (replace(RULE, above=Above.USUAL, threshold=1.2, window=timedelta(hours=1)), 1.5),
    ],
    ids=["volume", "negatives", "share", "usual", "calendar"],
)
async def test_live_and_back_test_fire_at_the_same_times(
    store: SqliteStore, desk: LocalDesk, clock: FastClock, rule: AlertRule, lift: float | None
) -> None:
    usual = rule.above is Above.USUAL
    raws = await history(store, 7, 18 if usual else 4)
    days = 2 if usual else 3
    begin = START - timedelta(days=days)
    clock.advance(-days * 86_400)
    watch, dice = watch_on(store, clock), random.Random(3)
    times = {one.fields["id"]: datetime.fromisoformat(str(one.fields["created_at"])) for one in raws}
    await bring(store, [one for one in raws if times[one.fields["id"]] < begin], clock, watch)
    await save(desk, rule)
    if lift is not None:
        await desk.add_entry("Match day", begin + timedelta(hours=6), START - timedelta(hours=6), lift)
    coming = [one for one in raws if times[one.fields["id"]] >= begin]
    while clock.now() < START:
        clock.advance(dice.choice((10, 60, 290, 300)))
        arrived = [one for one in coming if times[one.fields["id"]] <= clock.now()]
        coming = coming[len(arrived) :]
        await bring(store, arrived, clock, watch)
        if dice.random() < 0.02:
            watch = watch_on(store, clock)
        await watch.tick()
    clock.advance(60)
    await watch.tick()
    tested = await desk.back_test(rule)
    expected = [(one.at, one.value) for one in tested.fired if (one.until or clock.now()) > begin]
    found = await of_rule(store)
    assert [one.opened_at for one in found] == [at for at, _ in expected]
    assert len(expected) >= 2


async def test_restarts_and_late_messages_neither_repeat_nor_lose(
    store: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    watch = watch_on(store, clock)
    await bring(store, some(1, START - timedelta(days=1), "old"), clock, watch)
    await save(desk)
    await watch.tick()
    # Nobody watches while it storms, and a part of it comes hours later.
    clock.advance(600)
    await bring(store, some(12, START), clock, watch_on(store, clock))
    for _ in range(3):
        clock.advance(60)
        again = watch_on(store, clock)
        await again.tick()
        await again.tick()
    assert await verbs(desk) == ["alert.raised"]
    await pass_by(again, clock, 40)
    await bring(store, some(15, START + timedelta(hours=2)), clock, again)
    await pass_by(again, clock, 2)
    first, second = await of_rule(store)
    assert (first.opened_at, second.opened_at) == (START + BUCKET, START + timedelta(hours=2) + BUCKET)
    # What was over for more than an hour when it was found wakes nobody.
    assert (first.acknowledged_by, second.acknowledged_by) == (None, WATCH.name)


async def test_a_full_disk_delays_an_alert_and_loses_none(
    store: SqliteStore, desk: LocalDesk, clock: FastClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = watch_on(store, clock)
    await bring(store, some(1, START - timedelta(days=1), "old"), clock, watch)
    await save(desk)
    await watch.tick()
    await bring(store, some(12, START), clock, watch)
    real = store.act

    def full(actor: Actor, at: datetime, *, patient: bool = False) -> AbstractAsyncContextManager[Tx]:
        raise StoreFull("the disk is full")

    monkeypatch.setattr(store, "act", full)
    clock.advance(360)
    with pytest.raises(StoreFull):
        await watch.tick()
    monkeypatch.setattr(store, "act", real)
    await watch.tick()
    assert await verbs(desk) == ["alert.raised"]


async def test_it_counts_from_when_it_was_saved_turned_on_or_changed(
    store: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    watch = watch_on(store, clock)
    await bring(store, some(12, START - timedelta(minutes=30)), clock, watch)
    await save(desk)
    await watch.tick()
    assert await of_rule(store) == []
    await desk.switch_alert_rule(1, False)
    await bring(store, some(12, clock.now() + timedelta(minutes=2)), clock, watch)
    await pass_by(watch, clock, 4)
    assert await of_rule(store) == []
    await desk.switch_alert_rule(1, True)
    await pass_by(watch, clock, 15)
    changed = replace(RULE, threshold=5)
    await desk.back_test(changed)
    await desk.change_alert_rule(1, changed)
    await bring(store, some(6, clock.now() + timedelta(minutes=1)), clock, watch)
    await pass_by(watch, clock, 2)
    (alert,) = await of_rule(store)
    assert alert.finding.explanation is not None
    assert alert.finding.explanation.rule is not None
    assert alert.finding.explanation.rule.version == 2
    await desk.remove_alert_rule(1)
    await pass_by(watch, clock, 30)
    await bring(store, some(12, clock.now()), clock, watch)
    await pass_by(watch, clock, 3)
    assert len(await of_rule(store)) == 1


async def test_it_grows_when_it_doubles_and_is_one_cause_with_an_episode(
    store: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    watch = watch_on(store, clock)
    await bring(store, some(1, START - timedelta(days=1), "old"), clock, watch)
    await save(desk)
    await watch.tick()
    await bring(store, some(12, START), clock, watch)
    await pass_by(watch, clock, 1)
    await bring(store, some(20, clock.now()), clock, watch)
    await pass_by(watch, clock, 2)
    (alert,) = await of_rule(store)
    assert alert.finding.explanation is not None
    assert alert.finding.explanation.rule is not None
    assert alert.finding.explanation.rule.value == 32
    assert alert.opened_at == START + BUCKET
    assert await verbs(desk) == ["alert.grown", "alert.raised"]
    episode = replace(alert.finding, episode="20261123T0800", explanation=None)
    async with store.act(WATCH, clock.now()) as tx:
        await tx.put_alert(episode)
    (cause,) = causes(await store.alerts(10))
    assert len(cause.alerts) == 2
    async with store.act(WATCH, clock.now()) as tx:
        await tx.set_alert(alert.id, acknowledged_by=WATCH.name, acknowledged_at=clock.now())
    assert len(causes(await store.alerts(10))) == 2


async def test_it_rings_once_through_the_ladder_of_a_warning(
    store: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    rang: list[int] = []
    ringer = Ringer(
        store=store,
        clock=clock,
        plan=Plan({Level.WARNING: bell_at(0)}),
        services=Apprising({}),
        bell=lambda: rang.append(1) is None,
    )
    watch = watch_on(store, clock)
    await bring(store, some(1, START - timedelta(days=1), "old"), clock, watch)
    await save(desk)
    await watch.tick()
    await bring(store, some(12, START), clock, watch)
    for _ in range(6):
        await pass_by(watch, clock, 1)
        await bring(store, some(20, clock.now()), clock, watch)
        await ringer.tick()
        await asyncio.gather(*ringer._tasks.values())
    assert rang == [1]
    await ringer.close()


async def test_words_of_few_messages_are_found_as_those_of_all(store: SqliteStore, clock: FastClock) -> None:
    watch = watch_on(store, clock)
    await bring(store, some(3, START) + some(2, START, "Hello") + some(2, START, "☎ card"), clock, watch)
    for text in ("card", "-card", '"the card"', "☎", "card -broken", "hel*"):
        query = parse(text)
        start, end = START - BUCKET, START + BUCKET
        assert await store.filtered(query, start, end, few=True) == await store.filtered(query, start, end)
        count = sum(one.volume for one in await store.filtered(query, start, end))
        assert len(await store.filtered_texts(query, start, end, 50)) == count


async def test_a_back_test_takes_no_other_rules_labels(
    store: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    watch = watch_on(store, clock)
    await bring(store, some(1, START - timedelta(days=1), "old"), clock, watch)
    await save(desk)
    await save(desk, replace(RULE, name="broken", filter="broken"))
    await watch.tick()
    await bring(store, some(12, START), clock, watch)
    await pass_by(watch, clock, 2)
    for rule_id, verdict in ((1, "false"), (2, "real")):
        (alert,) = await store.alerts_of_rule(rule_id, 10)
        await desk.label_alert(alert.id, verdict)
    own, other = await desk.back_test(RULE), await desk.back_test(replace(RULE, name="broken"))
    new = await desk.back_test(replace(RULE, name="new"))
    assert [one.label for one in (*own.fired, *other.fired, *new.fired)] == ["false", "real", None]
    assert (own.precision, other.precision, new.precision) == (0.0, 1.0, None)
    detected = replace(alert.finding, episode="20261123T0800", explanation=None)
    async with store.act(WATCH, clock.now()) as tx:
        alert_id, _ = await tx.put_alert(detected)
    await desk.label_alert(alert_id, "useful")
    own, new = await desk.back_test(RULE), await desk.back_test(replace(RULE, name="new"))
    assert [one.label for one in (*own.fired, *new.fired)] == ["false", "useful"]


async def test_what_people_say_of_sentiment_is_counted_without_a_restart(
    store: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    rule = replace(RULE, measure=Measure.NEGATIVES, window=timedelta(hours=1), threshold=6)
    watch = watch_on(store, clock)
    await bring(store, some(1, START - timedelta(days=1), "old"), clock, watch)
    await save(desk, rule)
    await watch.tick()
    await bring(store, some(10, START, "My card"), clock, watch)
    await pass_by(watch, clock, 3)
    assert await of_rule(store) == []
    for item in range(2, 8):
        await desk.one(item, Correct(Label.NEGATIVE))
    await desk.revert_correction(6)
    await pass_by(watch, clock, 1)
    assert await of_rule(store) == []
    # Taking that back is an act too.
    await desk.undo()
    await pass_by(watch, clock, 1)
    (alert,) = await of_rule(store)
    (fired,) = (await desk.back_test(rule)).fired
    assert alert.opened_at == fired.at == START + BUCKET
    assert alert.finding.explanation is not None
    assert alert.finding.explanation.rule is not None
    assert alert.finding.explanation.rule.value == 6
    for item in range(8, 12):
        await desk.one(item, Correct(Label.NEGATIVE))
    await pass_by(watch, clock, 1)
    assert watch._minded[1].level.now is not None
    assert watch._minded[1].level.now.value == 10


async def test_what_the_calendar_lifts_does_not_fire(
    store: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    watch, rule = watch_on(store, clock), replace(RULE, above=Above.USUAL, threshold=4)
    for day in range(24, 0, -1):
        at = START - timedelta(days=day)
        await bring(store, [one for n in range(9) for one in some(1, at + (n - 4) * BUCKET)], clock, watch)
    await save(desk, rule)
    await watch.tick()
    begin, end = START - timedelta(hours=1), START + timedelta(hours=1)
    await desk.add_entry("Sale elsewhere", begin, end, 50, ["bluesky/*"])
    narrow = replace(rule, filter=f"card channel:{CHANNEL}")
    await bring(store, some(40, START), clock, watch)
    clock.advance(600)
    assert len((await desk.back_test(narrow)).fired) == 1
    assert (await desk.back_test(rule)).fired == ()
    await watch.tick()
    assert await of_rule(store) == []
    await desk.add_entry("Sale", begin, end, 50, [CHANNEL])
    assert (await desk.back_test(narrow)).fired == ()
    await bring(store, some(900, START + BUCKET), clock, watch)
    await pass_by(watch, clock, 2)
    (alert,) = await of_rule(store)
    (fired,) = (await desk.back_test(rule)).fired
    assert alert.opened_at == fired.at
    assert "x50 by the calendar included" in fired.reason


async def test_its_severity_goes_by_what_its_messages_say(
    store: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    await bring(store, some(1, START - timedelta(days=1), "old"), clock, watch := watch_on(store, clock))
    await save(desk)
    await watch.tick()
    burnt = some(1, START, "My card reader caught fire and burned my hand")
    await bring(store, [*some(12, START), *burnt], clock, watch)
    await pass_by(watch, clock, 2)
    (alert,) = await of_rule(store)
    explanation = alert.finding.explanation
    assert explanation is not None
    assert explanation.content is not None
    assert explanation.content.flags["safety"] == 1
    (suggested,) = await desk.severities([alert])
    assert suggested.severity is Severity.SEV1
    assert lines(suggested)[0] == "flag: safety, in 1 of 13 messages"


async def test_its_growth_is_against_the_same_hour_of_earlier_weeks(
    store: SqliteStore, desk: LocalDesk, clock: FastClock
) -> None:
    watch = watch_on(store, clock)
    for week in range(1, 5):
        await bring(store, some(10, START - timedelta(weeks=week)), clock, watch)
    await bring(store, some(1, START - timedelta(weeks=5), "old"), clock, watch)
    await save(desk, replace(RULE, window=timedelta(minutes=30)))
    await watch.tick()
    await bring(store, some(45, START), clock, watch)
    await pass_by(watch, clock, 2)
    (alert,) = await of_rule(store)
    assert alert.finding.explanation is not None
    content = alert.finding.explanation.content
    assert content is not None
    # Half of the windows of that hour have all ten, the others none.
    assert content.usual == 5.0
    (suggested,) = await desk.severities([alert])
    assert suggested.severity is Severity.SEV1
    assert "9.0 times the usual for 30 min" in lines(suggested)
    await pass_by(watch, clock, 24)
    (lowered,) = await desk.severities([alert])
    assert lowered.severity > suggested.severity
