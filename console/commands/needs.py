"""What a command needs under the cursor, and the sentence when it is not there."""

from typing import TypeVar

from console.commands.spec import Context
from console.errors import InputError
from console.model.words import IncidentStatus, OutboxState, State

Thing = TypeVar("Thing")

NO_ITEM = "no item is under the cursor"
NO_ALERT = "there is no open alert"
NO_INCIDENT = "there is no open incident; `incident declare` opens one"
NO_RUN = "no playbook is being walked; `run start` begins one"
NO_RULE = "no rule is under the cursor; `a` adds one"
NO_ALERT_RULE = "no alert rule is under the cursor; `a` adds one"
NO_ENTRY = "no calendar entry is under the cursor; `a` adds one"
NO_CORRECTION = "no correction is under the cursor; `item sentiment` makes one"
NO_OUT = "no reply is under the cursor"


def need(thing: Thing | None, why: str) -> Thing:
    """The thing, or InputError with the reason why there is none."""
    if thing is None:
        raise InputError(why)
    return thing


def item(context: Context) -> str | None:
    return None if context.item else NO_ITEM


def held_item(context: Context) -> str | None:
    if context.item and context.item.holder is None:
        return "nobody holds the item; `a` claims it"
    if context.item and context.actor and context.item.holder == context.actor.name:
        return "you hold the item yourself"
    return item(context)


def person(context: Context) -> str | None:
    return None if context.handle else item(context)


def waiting_item(context: Context) -> str | None:
    if context.item and context.item.waits_since is None:
        return "the item waits for no third party"
    return item(context)


def wave(context: Context) -> str | None:
    if context.item is None:
        return NO_ITEM
    return None if context.item.wave_id is not None else "the item is in no wave"


def closed_item(context: Context) -> str | None:
    if context.item and context.item.state is State.NEW:
        return "the item is open already"
    return item(context)


def alert(context: Context) -> str | None:
    return None if context.alert else NO_ALERT


def incident(context: Context) -> str | None:
    return None if context.incident else NO_INCIDENT


def no_open_incident(context: Context) -> str | None:
    found = context.incident
    if found is None or found.status is IncidentStatus.CLOSED:
        return None
    return f"incident {found.id} is declared already; `:incident severity` changes its severity"


def run(context: Context) -> str | None:
    return None if context.run else NO_RUN


def step(context: Context) -> str | None:
    if context.run and context.step is None:
        return "the playbook is walked to its end"
    return run(context)


def rule(context: Context) -> str | None:
    return None if context.rule else NO_RULE


def alert_rule(context: Context) -> str | None:
    return None if context.alert_rule else NO_ALERT_RULE


def raised(context: Context) -> str | None:
    return None if context.alert else "the rule has raised no alert yet"


def _out_in(context: Context, otherwise: str, *states: OutboxState) -> str | None:
    if context.out is None:
        return NO_OUT
    return None if context.out.state in states else otherwise


def unpublished(context: Context) -> str | None:
    return _out_in(
        context, "only a held or failed reply can be stopped", OutboxState.HELD, OutboxState.FAILED
    )


def failed(context: Context) -> str | None:
    return _out_in(context, "only a failed reply can be tried again", OutboxState.FAILED)


def unknown(context: Context) -> str | None:
    return _out_in(context, "its outcome is known", OutboxState.UNKNOWN)
