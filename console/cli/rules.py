"""`beredt rule`: rules over what comes in, tried on history before they are saved."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

import click

from console.cli.acts import FREE_WORDS, DefaultList, run_alone
from console.cli.call import ID, Call, options, pass_call
from console.cli.output import amount, columns, emit, facts, remark, say
from console.cli.session import act, ask
from console.cli.shape import Json, shape
from console.commands.rules import line_of
from console.desk.answers import Done
from console.desk.protocol import Desk
from console.model.rule import Asked, Deed, Outcome, Rule, Trial, Verdict
from console.rules import read_action

DAYS = 90
TOLD_EVERY = 50_000
"""Messages of history between two words on how far a trial is."""

_DAYS = click.option(
    "--days", type=click.IntRange(1, 3_650), default=DAYS, show_default=True, help="How far back to try it."
)
_DO = click.option(
    "--do",
    "actions",
    multiple=True,
    metavar="ACTION",
    help='"tag refund", "assign kari", "priority +200", "snooze 2h", mute or alert; as often as needed.',
)
_AT = click.option("--at", "place", type=click.IntRange(1), default=None, help="Its place in the order.")


@click.group(cls=DefaultList)
@options
def rule() -> None:
    """Rules over what comes in: what they do, in which order, and why."""


@rule.command("list")
@options
@pass_call
def listed(call: Call) -> int:
    """The rules in their order, and how often each fired in the last 7 days."""

    async def question(desk: Desk) -> list[tuple[Rule, int]]:
        counts = await desk.rule_counts()
        return [(one, counts.get(one.name, 0)) for one in await desk.rules()]

    found = ask(call, lambda service: question(service.desk))
    if call.json:
        for place, (one, fired) in enumerate(found, 1):
            emit({**_rule_json(one), "place": place, "fired_7_days": fired})
    else:
        columns(
            (
                (str(place), "on" if one.enabled else "off", one.name, str(fired), line_of(one))
                for place, (one, fired) in enumerate(found, 1)
            ),
            ("", "", "rule", "7 days", "what it does"),
        )
        if not found:
            remark("there are no rules yet; `beredt rule add` makes one")
    return 0


@rule.command("show")
@click.argument("name")
@options
@pass_call
def show(call: Call, name: str) -> int:
    """One rule."""
    found = ask(call, lambda service: service.desk.rule(name))
    if call.json:
        emit(_rule_json(found))
    else:
        facts({**_rule_json(found), "actions": ", ".join(map(str, found.actions))})
    return 0


@rule.command("test", context_settings=FREE_WORDS)
@click.argument("query", metavar="FILTER")
@_DO
@_AT
@_DAYS
@options
@pass_call
def test(call: Call, query: str, actions: Sequence[str], place: int | None, days: int) -> int:
    """What a rule with this condition would have fired on; nothing is saved."""
    does = tuple(read_action(text) for text in actions or ("tag test",))

    async def question(desk: Desk) -> Trial:
        names = {one.name for one in await desk.rules()}
        name = next(
            word for word in (f"test-{number}" for number in range(len(names) + 1)) if word not in names
        )
        return await desk.try_rule(Rule(name, query, does), place=place, days=days, progress=_progress())

    found = ask(call, lambda service: question(service.desk))
    if call.json:
        emit(found)
    else:
        _tell(found, days)
    return 0


@dataclass(frozen=True, slots=True)
class _Saving:
    rule: Rule
    place: int | None
    days: int
    yes: bool
    json: bool

    async def __call__(self, desk: Desk) -> tuple[Trial, Done | None]:
        found = await desk.try_rule(self.rule, place=self.place, days=self.days, progress=_progress())
        if not self.json:
            _tell(found, self.days)
        if not (self.yes or _agreed(self.rule.name)):
            return found, None
        return found, await desk.save_rule(self.rule, self.place)


@rule.command("add")
@click.argument("name")
@click.option("--when", "query", required=True, metavar="FILTER", help="Its condition.")
@_DO
@_AT
@click.option("--stop", is_flag=True, help="Where it holds, no later rule is asked.")
@click.option("--yes", is_flag=True, help="Save it without asking.")
@_DAYS
@options
@pass_call
def add(
    call: Call,
    name: str,
    query: str,
    actions: Sequence[str],
    place: int | None,
    stop: bool,
    yes: bool,
    days: int,
) -> int:
    """Save a rule, or change the one of that name; first it is shown what it would have done on history.

    It acts on what comes from now on. It fires once on an item, and what a person took back stays taken back.
    """
    given = Rule(name, query, tuple(read_action(text) for text in actions), stop=stop)
    saving = _Saving(given, place, days, yes, call.json)
    found, done = act(call, lambda service: saving(service.desk))
    if call.json:
        emit({"saved": done is not None, "trial": found})
    elif done is not None:
        say(done.text)
    else:
        remark("not saved; --yes saves it without asking")
    return 0 if done is not None else 1


def _agreed(name: str) -> bool:
    """Whether a person at a terminal says yes."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(f"Save the rule {name}?", err=True)


@rule.command("log")
@click.argument("name")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@options
@pass_call
def log(call: Call, name: str, limit: int) -> int:
    """What a rule did, newest first, and what it was not allowed to do."""
    found = ask(call, lambda service: service.desk.rule_log(name, limit))
    if call.json:
        for one in found:
            emit(one)
        return 0
    columns(
        ((one.at, str(one.item_id), str(one.message_id), _deeds(one.deeds)) for one in found),
        ("at", "item", "message", "did"),
    )
    if not found:
        remark("it has done nothing yet")
    return 0


@rule.command("why")
@click.argument("item", type=ID)
@click.option(
    "--limit", type=click.IntRange(1, 100), default=1, show_default=True, help="The newest messages."
)
@options
@pass_call
def why(call: Call, item: int, limit: int) -> int:
    """What every rule said of an item's newest message when it came: fired or not, and why."""

    async def question(desk: Desk) -> Sequence[Asked]:
        return await desk.asked((await desk.item(item)).row.id, limit)

    found = ask(call, lambda service: question(service.desk))
    for one in found:
        if call.json:
            emit(one)
            continue
        say(f"message {one.message_id}")
        columns((f"  {verdict.rule}", verdict.outcome, _why(verdict)) for verdict in one.verdicts)
        if not one.verdicts:
            remark("no rule was asked about it, or that is too long ago")
    return 0


def _why(verdict: Verdict) -> str:
    return _deeds(verdict.deeds) if verdict.outcome is Outcome.FIRED else verdict.why


@rule.command("move", context_settings=FREE_WORDS)
@click.argument("words", nargs=-1, metavar="NAME PLACE")
@options
@pass_call
def move(call: Call, words: tuple[str, ...]) -> int:
    """Put a rule in another place of the order, counted from 1."""
    return run_alone(call, "rule move", words)


@rule.command("enable")
@click.argument("name")
@options
@pass_call
def enable(call: Call, name: str) -> int:
    """Turn a rule on."""
    return run_alone(call, "rule enable", (name,))


@rule.command("disable")
@click.argument("name")
@options
@pass_call
def disable(call: Call, name: str) -> int:
    """Turn a rule off."""
    return run_alone(call, "rule disable", (name,))


@rule.command("remove")
@click.argument("name")
@options
@pass_call
def remove(call: Call, name: str) -> int:
    """Remove a rule; what it did stays done."""
    return run_alone(call, "rule remove", (name,))


def _progress() -> Callable[[int], None]:
    """Says now and then on stderr how far a long trial is."""
    steps = count(TOLD_EVERY, TOLD_EVERY)
    ahead = [next(steps)]

    def told(looked: int) -> None:
        if looked >= ahead[0]:
            remark(f"{looked:,} messages looked at")
            ahead[0] = next(steps)

    return told


def _tell(found: Trial, days: int) -> None:
    last = "day" if days == 1 else f"{days} days"
    looked = amount(found.looked, "message")
    say(f"in the last {last} it would have fired on {found.fired:,} of {looked}")
    if found.held > found.fired:
        say(f"its condition held for {found.held:,}; a rule fires once on an item")
    columns((f"  week of {monday}", f"{fired:,}") for monday, fired in found.weeks)
    for action, refused, times in found.refused:
        say(f"{amount(times, 'time')} not {action}: {refused}")
    columns((f"  item {one.item_id}", one.at, one.author, one.text[:80]) for one in found.samples)


def _deeds(deeds: Sequence[Deed]) -> str:
    return ", ".join(f"not {deed.action} ({deed.refused})" if deed.refused else deed.action for deed in deeds)


def _rule_json(one: Rule) -> dict[str, Json]:
    shaped = shape(one)
    assert isinstance(shaped, dict)
    return shaped | {"actions": [str(action) for action in one.actions]}
