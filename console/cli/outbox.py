"""`beredt outbox`: replies on their way out."""

import click

from console.cli.acts import DefaultList, add_acts
from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit, remark
from console.cli.session import ask
from console.cli.shape import moment
from console.commands import Context
from console.desk.protocol import Desk
from console.errors import NotFound
from console.model.outbox import Outgoing
from console.model.words import OutboxState

ALL = 100_000


@click.group(cls=DefaultList)
@options
def outbox() -> None:
    """Replies on their way out: cancel while held, retry what failed, settle what is unknown."""


@outbox.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice([state.value for state in OutboxState]))
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@options
@pass_call
def list_outbox(call: Call, states: tuple[str, ...], limit: int) -> int:
    """The replies and what became of them."""
    wanted = tuple(OutboxState(state) for state in states)
    found = ask(call, lambda service: service.desk.outbox(wanted, limit))
    if call.json:
        for one in found:
            emit(one)
        return 0
    columns(
        (
            (
                str(one.id),
                one.state,
                str(one.item_id),
                one.channel,
                one.to_handle,
                moment(one.created_at),
                one.error,
                one.text[:60],
            )
            for one in found
        ),
        ("id", "state", "item", "channel", "to", "written", "error", "text"),
    )
    if not found:
        remark("nothing in the outbox")
    return 0


async def _one(desk: Desk, out_id: int) -> Outgoing:
    for one in await desk.outbox((), ALL):
        if one.id == out_id:
            return one
    raise NotFound(f"there is no reply {out_id} in the outbox")


async def _context(desk: Desk, out_id: int) -> Context:
    return Context(out=await _one(desk, out_id))


add_acts(outbox, "outbox", ("cancel", "retry", "sent", "again"), _context, _one)
