"""What a command is said to need is what it asks of the desk."""

from typing import Any, cast

import pytest

from console.commands import REGISTRY, Context
from console.commands.rights import ASKS
from console.desk.permits import PERMITS, line_of
from console.desk.protocol import Desk
from console.model.actor import Actor
from console.model.duty import Duty
from tests.support.fastclock import START


class Asked(Exception):
    """The first act that a command asks of the desk."""


class Recorder:
    """Answers questions with anything and stops at the first act."""

    actor = Actor("kari")

    def now(self) -> object:
        return START

    def __getattr__(self, name: str) -> Any:
        async def call(*args: Any, **kwargs: Any) -> Any:
            if name in ("find_handle", "rules", "rule", "person_of", "card", "find_alert_rule", "back_test"):
                return Anything()
            given = dict(kwargs)
            if name == "one":
                given["deed"] = args[1]
            if name == "step":
                given["verb"] = args[2]
            raise Asked(line_of(name, given))

        return call


class Anything:
    """Fits where a command looks at what is under the cursor."""

    id = 1
    name = "noisy"
    enabled = True
    current = "s1"
    author_id = channel = "x"
    person_id = 1

    def __getattr__(self, name: str) -> Any:
        return Anything()

    def __iter__(self) -> Any:
        return iter([self])

    def index(self, _one: object) -> int:
        return 0


class Given(dict[str, Any]):
    def __missing__(self, key: str) -> Any:
        return VALUES.get(key, "1")


VALUES: dict[str, Any] = {
    "tags": ("a",),
    "until": "2h",
    "severity": "2",
    "role": "scribe",
    "mark": "vip",
    "label": "negative",
    "place": 1,
    "actions": "tag a",
    "query": "lang:en",
    "lift": "x3",
    "verdict": "real",
    "count": "lang:en => volume 15m above 20, least 5, cooldown 2h",
}
OTHERWISE: dict[str, dict[str, Any]] = {
    "calendar add": {"from": "now", "until": "2h"},
    "rule add": {"rule": "noisy lang:en => tag a"},
}


def context(actor: Actor | None = None) -> Context:
    any_ = cast("Any", Anything())
    return Context(
        any_,
        any_,
        any_,
        any_,
        "s1",
        any_,
        rule=any_,
        alert_rule=any_,
        entry=any_,
        correction=any_,
        actor=actor,
    )


def test_each_command_that_acts_names_a_line_of_the_table() -> None:
    acts = {name for name, command in REGISTRY.items() if command.run is not None}
    assert acts - set(ASKS) == set()
    assert set(ASKS.values()) <= set(PERMITS)
    assert set(ASKS) <= set(REGISTRY)


@pytest.mark.parametrize("name", [name for name, command in REGISTRY.items() if command.run is not None])
async def test_it_is_the_line_of_what_it_asks(name: str) -> None:
    run = REGISTRY[name].run
    assert run is not None
    with pytest.raises(Asked) as asked:
        await run(cast("Desk", Recorder()), context(), Given(OTHERWISE.get(name, {})))
    assert str(asked.value) == ASKS[name]


def test_a_missing_role_comes_before_all_other_reasons() -> None:
    viewer = Actor("kari", duty=Duty.VIEWER)
    why = REGISTRY["item claim"].why_not(Context(actor=viewer))
    assert why == "kari is viewer here, and this needs operator"
    assert REGISTRY["item claim"].why_not(Context(actor=Actor("ola"))) == "no item is under the cursor"
    assert REGISTRY["step approve"].why_not(context(Actor("kari", duty=Duty.OPERATOR))) == (
        "kari is operator here, and this needs approver"
    )
    assert REGISTRY["rule log"].why_not(context(Actor("kari", duty=Duty.LEAD, dms=False))) == (
        "this could show private messages, which are closed to you"
    )
