"""`beredt team`: who shares the queue, and what each has before them."""

from collections.abc import Sequence

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit, remark, say
from console.cli.session import act, ask
from console.cli.shape import Json
from console.model.team import Load


@click.group(invoke_without_command=True)
@options
@pass_call
@click.pass_context
def team(context: click.Context, call: Call) -> int:
    """Who shares the queue, and what each has before them."""
    if context.invoked_subcommand is not None:
        return 0
    return _list(call, ask(call, lambda session: session.desk.colleagues()))


@team.command()
@click.argument("state", type=click.Choice(["on", "off"]))
@options
@pass_call
def away(call: Call, state: str) -> int:
    """Be given nothing by `item assign auto` for now (on), or again (off)."""
    done = act(call, lambda session: session.desk.set_away(state == "on"))
    if call.json:
        emit({"away": state == "on"})
    else:
        say(done.text)
    return 0


def _list(call: Call, loads: Sequence[Load]) -> int:
    if call.json:
        for one in loads:
            emit(_json(one))
        return 0
    columns(
        (
            (
                one.colleague.name,
                " ".join(one.colleague.languages) or "all",
                f"{one.items:,}" + (f" of {one.colleague.most:,}" if one.colleague.most else ""),
                ", ".join(word for word, so in (("away", one.away), ("off shift", one.off_shift)) if so),
            )
            for one in loads
        ),
        ("name", "languages", "before them", ""),
    )
    if not loads:
        remark("nobody has anything before them; name who shares the queue as [[colleague]]")
    return 0


def _json(one: Load) -> dict[str, Json]:
    return {
        "name": one.colleague.name,
        "languages": list(one.colleague.languages),
        "most": one.colleague.most,
        "items": one.items,
        "away": one.away,
        "off_shift": one.off_shift,
    }
