"""What an alert rule counted around its alert, and when the alert was over."""

from datetime import timedelta

import pytest

from console.commands.alertrules import read_alert_rule
from console.desk.local import LocalDesk
from console.desk.over import over_since
from console.detect.byrule import episode_of, finding
from console.errors import InputError
from console.model.actor import WATCH
from console.model.alert import Alert
from console.model.alertrule import AlertRule, BackTest, Firing
from console.model.stream import BUCKET, bucket_of
from console.store.sqlite import SqliteStore
from tests.support.explained import explained
from tests.support.fastclock import START, FastClock
from tests.support.rooms import ingest, raw

TESTED = BackTest(START, START, 40, 0, (), 0.5, 1, 2, 0, 1 / 3)


async def fired(
    store: SqliteStore, desk: LocalDesk, rule: AlertRule, messages: int, usual: float | None = None
) -> Alert:
    """An alert of a rule, raised at the end of the bucket in which so many messages came."""
    await ingest(store, *(raw(str(one), f"my card was refused, {one}") for one in range(messages)))
    desk.tested[rule] = TESTED
    await desk.add_alert_rule(rule)
    kept = (await desk.alert_rule(1)).kept
    at = bucket_of((await desk.messages([1]))[0].message.created_at) + BUCKET
    firing = Firing(at, at, messages, usual, "", messages)
    found = finding(kept, episode_of(kept, firing), firing, [], [], [])
    async with store.act(WATCH, at) as tx:
        alert_id, _ = await tx.put_alert(found)
    return await desk.alert(alert_id)


async def test_its_windows_are_the_rules_own_and_its_bound_is_where_it_fires(
    store: SqliteStore, kari: LocalDesk, clock: FastClock
) -> None:
    alert = await fired(store, kari, read_alert_rule("cards", "card => volume 15m above 2"), 3)
    clock.advance((alert.finding.at + 4 * BUCKET - clock.now()).total_seconds())
    shown = (await kari.matched(alert.id, 1.0)).bands
    by_time = {one.bucket_at: one.volume for one in shown}
    assert [by_time[alert.finding.at + place * BUCKET] for place in range(-2, 3)] == [0, 3, 3, 3, 0]
    assert {(one.expected, one.upper) for one in shown} == {(None, 2.0)}


async def test_it_is_over_when_the_rule_did_not_hold_for_its_cool_down(
    store: SqliteStore, kari: LocalDesk, clock: FastClock
) -> None:
    rule = read_alert_rule("cards", "card => volume 15m above 2, least 2, cooldown 1h")
    alert = await fired(store, kari, rule, 3)
    # The window that still held the messages ended two buckets later.
    over = alert.finding.at + 2 * BUCKET + timedelta(hours=1)
    clock.advance((over - clock.now()).total_seconds() - 1)
    assert await over_since(kari, alert, kari.now()) is None
    clock.advance(1)
    assert await over_since(kari, alert, kari.now()) == over
    clock.advance(40 * 24 * 3600)
    assert await over_since(kari, alert, kari.now()) == over


async def test_one_that_goes_on_for_days_is_not_over(
    store: SqliteStore, kari: LocalDesk, clock: FastClock
) -> None:
    rule = read_alert_rule("cards", "card => volume 15m above 2, least 2, cooldown 1h")
    alert = await fired(store, kari, rule, 3)
    for hour in range(1, 40):
        at = alert.finding.at + timedelta(hours=hour)
        await ingest(store, *(raw(f"{hour}-{n}", f"my card, {hour} {n}", at=at) for n in range(3)), at=at)
        clock.advance((at + BUCKET - clock.now()).total_seconds())
        assert await over_since(kari, alert, kari.now()) is None
    over = alert.finding.at + timedelta(hours=40) + 3 * BUCKET
    clock.advance((over - clock.now()).total_seconds())
    assert await over_since(kari, alert, kari.now()) == over


async def test_what_was_usual_when_it_fired_moves_the_bound(
    store: SqliteStore, kari: LocalDesk, clock: FastClock
) -> None:
    alert = await fired(store, kari, read_alert_rule("cards", "card => volume 15m above 4x usual"), 3, 0.5)
    shown = (await kari.matched(alert.id, 1.0)).bands
    assert {(one.expected, one.upper) for one in shown} == {(0.5, 2.0)}


async def test_an_alert_of_no_alert_rule_has_none(store: SqliteStore, kari: LocalDesk) -> None:
    async with store.act(WATCH, START) as tx:
        alert_id, _ = await tx.put_alert(explained(START))
    with pytest.raises(InputError, match="no alert rule"):
        await kari.matched(alert_id)
    with pytest.raises(InputError, match="at most"):
        await kari.matched(alert_id, 1000.0)
