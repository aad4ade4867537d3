"""`beredt view`: saved views of the queue."""

import click

from console.cli.acts import FREE_WORDS, DefaultList, run_alone
from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit
from console.cli.session import ask


@click.group(cls=DefaultList)
@options
def view() -> None:
    """Saved views of the queue: list, save and drop them."""


@view.command("list")
@options
@pass_call
def listed(call: Call) -> int:
    """Each view with its filter and how many items match now."""
    found = ask(call, lambda service: service.desk.count_views())
    if call.json:
        for one in found:
            emit({"name": one.view.name, "query": one.view.query, "count": one.count, "more": one.more})
    else:
        rows = ((one.view.name, f"{one.count}{'+' if one.more else ''}", one.view.query) for one in found)
        columns(rows, ("view", "items", "filter"))
    return 0


@view.command("save", context_settings=FREE_WORDS)
@click.argument("words", nargs=-1, metavar="NAME FILTER")
@options
@pass_call
def save(call: Call, words: tuple[str, ...]) -> int:
    """Save a filter under a name; an old one of that name is replaced."""
    return run_alone(call, "view save", words)


@view.command("drop", context_settings=FREE_WORDS)
@click.argument("words", nargs=-1, metavar="NAME")
@options
@pass_call
def drop(call: Call, words: tuple[str, ...]) -> int:
    """Drop a view."""
    return run_alone(call, "view drop", words)
