"""`beredt next`: take the first new item that nobody else has."""

from datetime import datetime

import click

from console.cli.call import Call, options, pass_call
from console.cli.item import show
from console.cli.session import act
from console.desk.protocol import Desk
from console.model.item import ItemDetail


@click.command("next")
@options
@pass_call
def take_next(call: Call) -> int:
    """Claim the first new item that nobody holds or is to look after but you, and show it.

    Two who ask at once get two different ones.
    """

    async def work(desk: Desk) -> tuple[ItemDetail, datetime]:
        _, item_id = await desk.take_next()
        return await desk.item(item_id), desk.now()

    return show(call, *act(call, lambda session: work(session.desk)))
