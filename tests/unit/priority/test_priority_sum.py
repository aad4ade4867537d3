"""Points add up: of a message, of an item, whatever the weights."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.words import ClockStep, Flag, Kind, Label
from console.priority import MOST, Parts, PriorityWeights, Traits, place, points, vip_name

WEIGHTS = PriorityWeights()
PLAIN = Traits(Kind.COMMENT, Label.NEUTRAL, 0.0, False, (), asks=False)
NUMBERS = [one.name for one in fields(PriorityWeights) if isinstance(getattr(WEIGHTS, one.name), int)]

WEIGHTED = st.builds(
    lambda numbers, flags, kinds: replace(
        WEIGHTS, flags=flags, kinds=kinds, **dict(zip(NUMBERS, numbers, strict=True))
    ),
    st.lists(st.integers(1, MOST), min_size=len(NUMBERS), max_size=len(NUMBERS)),
    st.dictionaries(st.sampled_from(Flag), st.integers(0, MOST)),
    st.dictionaries(st.sampled_from(Kind), st.integers(0, MOST)),
)
PEOPLE = st.none() | st.integers(-5, 10**10)
TRAITS = st.builds(
    Traits,
    kind=st.sampled_from(Kind),
    label=st.sampled_from(Label),
    compound=st.floats(-1, 1),
    unsure=st.booleans(),
    flags=st.lists(st.sampled_from(Flag), unique=True).map(tuple),
    asks=st.booleans(),
    reach=PEOPLE,
    followers=PEOPLE,
)
PARTS = st.builds(
    Parts,
    message=st.integers(0, MOST),
    again=st.integers(0, 10**6),
    vip=st.booleans(),
    step=st.sampled_from(ClockStep),
)


@pytest.mark.parametrize(
    ("traits", "parts"),
    [
        (PLAIN, [("comment", 10)]),
        (PLAIN._replace(kind=Kind.DM, asks=True), [("direct message", 60), ("asks a question", 25)]),
        (
            PLAIN._replace(flags=(Flag.OUTAGE, Flag.SAFETY)),
            [("flag safety", 450), ("flag outage", 60), ("comment", 10)],
        ),
        (PLAIN._replace(label=Label.NEGATIVE, compound=-0.8), [("negative", 160), ("comment", 10)]),
        (
            PLAIN._replace(label=Label.NEGATIVE, compound=-0.8, unsure=True),
            [("negative, unsure", 80), ("comment", 10)],
        ),
        (PLAIN._replace(reach=1000, followers=10), [("comment", 10), ("reach 1,000", 60)]),
        (PLAIN._replace(followers=10**9), [("comment", 10), ("1,000,000,000 followers", 120)]),
    ],
)
def test_what_a_message_gets(traits: Traits, parts: list[tuple[str, int]]) -> None:
    assert points(traits, WEIGHTS) == (sum(points for _, points in parts), tuple(parts))


@pytest.mark.parametrize(
    ("parts", "added"),
    [
        (Parts(message=300), []),
        (Parts(message=300, again=1), [("1 earlier message without an answer", 30)]),
        (Parts(message=300, again=99), [("3 earlier messages without an answer", 90)]),
        (
            Parts(message=300, vip=True, step=ClockStep.WARNED),
            [("a VIP", 150), ("a promise is due soon", 60)],
        ),
        (Parts(message=950, step=ClockStep.MISSED), [("a promise is late", 120), ("no more than 999", -71)]),
        (Parts(step=ClockStep.MISSED), [("a promise is late", 120)]),
    ],
)
def test_what_an_item_adds(parts: Parts, added: list[tuple[str, int]]) -> None:
    found = place(parts, WEIGHTS)
    assert list(found.added) == added
    assert found.points == parts.message + sum(points for _, points in added)
    assert found.rank == 1000 - found.points


def test_new_weights_have_their_say() -> None:
    weights = replace(WEIGHTS, strongly_negative=77, positive=5, neutral=6, reach_from=1000, again_times=1)
    angry = PLAIN._replace(label=Label.NEGATIVE, compound=-0.7)
    assert ("strongly negative", 77) in points(angry, weights)[1]
    assert ("strongly negative", 77) not in points(angry._replace(compound=-0.69), weights)[1]
    assert ("strongly negative", 77) not in points(angry._replace(unsure=True), weights)[1]
    assert ("positive", 5) in points(PLAIN._replace(label=Label.POSITIVE), weights)[1]
    assert ("neutral", 6) in points(PLAIN, weights)[1]
    assert points(PLAIN._replace(reach=1000), weights) == points(PLAIN, weights)
    assert ("reach 100,000", 40) in points(PLAIN._replace(reach=100_000), weights)[1]
    assert place(Parts(again=3), weights).points == 30


@given(traits=TRAITS, weights=WEIGHTED)
def test_the_parts_of_a_message_add_up(traits: Traits, weights: PriorityWeights) -> None:
    total, parts = points(traits, weights)
    assert total == sum(weight for _, weight in parts)
    assert 0 <= total <= MOST
    assert all(weight for _, weight in parts)


@given(parts=PARTS, weights=WEIGHTED)
def test_the_parts_of_an_item_add_up_to_its_rank(parts: Parts, weights: PriorityWeights) -> None:
    found = place(parts, weights)
    assert 1000 - found.rank == found.points == parts.message + sum(weight for _, weight in found.added)
    assert 0 <= found.points <= MOST


@given(parts=PARTS, weights=WEIGHTED, more=st.integers(1, MOST))
def test_more_of_anything_is_never_less_urgent(parts: Parts, weights: PriorityWeights, more: int) -> None:
    points = place(parts, weights).points
    assert place(replace(parts, message=min(MOST, parts.message + more)), weights).points >= points
    assert place(replace(parts, again=parts.again + more), weights).points >= points
    assert place(replace(parts, vip=True), weights).points >= points
    for step in ClockStep:
        if weights.of_step(step) >= weights.of_step(parts.step):
            assert place(replace(parts, step=step), weights).points >= points


@given(traits=TRAITS, weights=WEIGHTED, flag=st.sampled_from(Flag))
def test_a_flag_more_is_never_less_urgent(traits: Traits, weights: PriorityWeights, flag: Flag) -> None:
    flags = tuple(one for one in traits.flags if one is not flag)
    without = points(traits._replace(flags=flags), weights)[0]
    assert points(traits._replace(flags=(*flags, flag)), weights)[0] >= without


@pytest.mark.parametrize("name", NUMBERS)
def test_every_weight_is_in_the_mark(name: str) -> None:
    other = replace(WEIGHTS, **{name: getattr(WEIGHTS, name) + 1})
    assert other.mark != WEIGHTS.mark == PriorityWeights().mark


def test_flags_kinds_and_vips_are_in_the_mark() -> None:
    others = [
        replace(WEIGHTS, flags={**WEIGHTS.flags, Flag.PRESS: 1}),
        replace(WEIGHTS, kinds={**WEIGHTS.kinds, Kind.DM: 1}),
        replace(WEIGHTS, vips=frozenset({"@ola"})),
        replace(WEIGHTS, vips=frozenset({"@kari"})),
    ]
    assert len({one.mark for one in [*others, WEIGHTS]}) == 5
    turned = replace(WEIGHTS, flags=dict(reversed(WEIGHTS.flags.items())))
    assert turned.mark == WEIGHTS.mark


def test_who_is_a_vip() -> None:
    weights = replace(WEIGHTS, vips=frozenset({vip_name("@Ola"), vip_name("Kari", "mastodon")}))
    assert weights.is_vip("bluesky", "@ola")
    assert weights.is_vip("bluesky", "OLA")
    assert weights.is_vip("mastodon", "@KARI")
    assert not weights.is_vip("bluesky", "@kari")
    assert not weights.is_vip("bluesky", "mastodon/@kari")
    assert not weights.is_vip("mastodon", "@ola2")
