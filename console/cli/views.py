"""`beredt view`: saved views of the queue."""

import click

from console.cli.acts import FREE_WORDS, DefaultList, registered, run_alone
from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit
from console.cli.session import ask
from console.commands import usage


@click.group(cls=DefaultList)
@options
def view() -> None:
    """Saved views of the queue, your own and those that all share."""


@view.command("list")
@options
@pass_call
def listed(call: Call) -> int:
    """Each view with its filter, whose it is, and how many items match now."""
    found = ask(call, lambda service: service.desk.count_views())
    if call.json:
        for one in found:
            view = one.view
            emit(
                {
                    "name": view.name,
                    "query": view.query,
                    "owner": view.owner,
                    "count": one.count,
                    "more": one.more,
                }
            )
    else:
        rows = (
            (
                one.view.name,
                f"{one.count}{'+' if one.more else ''}",
                one.view.owner or "shared",
                one.view.query,
            )
            for one in found
        )
        columns(rows, ("view", "items", "whose", "filter"))
    return 0


def _add(verb: str) -> None:
    """`view VERB` in the registry's grammar; `--shared` means the view that all share."""
    command = registered(f"view {verb}")

    @click.argument("words", nargs=-1, metavar=usage(command).removeprefix(command.name).strip())
    @options
    @pass_call
    def run(call: Call, words: tuple[str, ...]) -> int:
        return run_alone(call, command.name, words)

    view.add_command(click.command(verb, help=command.help + ".", context_settings=FREE_WORDS)(run))


for _verb in ("save", "drop", "rename", "move"):
    _add(_verb)
