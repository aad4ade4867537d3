"""`beredt roles`: who I am at the desk, and which act needs which role."""

import asyncio

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit, say
from console.cli.session import attached
from console.desk.osusers import actor_here
from console.desk.permits import PERMITS, refusal
from console.model.actor import Actor
from console.model.duty import Duty


@click.command()
@options
@pass_call
def roles(call: Call) -> int:
    """Who I am at the desk, and which question or act needs which role."""
    me = asyncio.run(_me(call))
    held = me.duty.value if me.duty else None
    if call.json:
        emit({"name": me.name, "role": held, "private_messages": me.dms})
        for act, permit in PERMITS.items():
            emit({"act": act, "what": permit.what, "least": permit.least, "you": refusal(me, act) is None})
        return 0
    closed = "" if me.dms or held is None else "; private messages are closed to you"
    say(f"you are {me.name}, {held or 'without a role here'}{closed}")
    columns(
        (
            (act, *("yes" if duty.covers(permit.least) else "-" for duty in Duty), _you(me, act), permit.what)
            for act, permit in PERMITS.items()
        ),
        ("act", *Duty, "you", "what it is"),
    )
    return 0


def _you(me: Actor, act: str) -> str:
    return "yes" if refusal(me, act) is None else "-"


async def _me(call: Call) -> Actor:
    """As the watch says that serves this desk, else as this process would be."""
    settings = call.settings
    session = await attached(settings, named=call.named)
    if session is not None:
        try:
            return session.desk.actor
        finally:
            await session.close()
    try:
        owner = settings.database.stat().st_uid
    except OSError:
        # There is none yet, and whoever makes it owns it.
        owner = None
    return actor_here(settings.roles, operator=settings.desk.operator, owner=owner)
