"""`beredt bulk VERB --filter Q`: one act on everything that a filter matches, undone as one."""

import sys
from collections.abc import Sequence

import click

from console.cli.acts import FREE_WORDS, registered
from console.cli.call import Call, options, pass_call
from console.cli.output import emit, one_column, remark
from console.cli.progress import Outcome, follow, tell
from console.cli.session import act, ask
from console.commands import REGISTRY, usage
from console.commands.line import parse_args
from console.desk.answers import Progress
from console.desk.protocol import Desk
from console.errors import InputError
from console.model.event import Point
from console.model.item import ItemRow
from console.query import parse

PREVIEW = 5
VERBS = tuple(
    name.split()[1]
    for name, command in REGISTRY.items()
    if command.deed is not None and name.startswith("item ")
)
_USAGE = "\n".join(f"  {usage(registered(f'item {verb}')).removeprefix('item ')}" for verb in VERBS)


@click.command(context_settings=FREE_WORDS)
@click.argument("verb", type=click.Choice(VERBS), metavar="VERB")
@click.argument("words", nargs=-1, metavar="[…]")
@click.option("--filter", "query", required=True, metavar="Q", help="Which items, as in `beredt queue`.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@options
@pass_call
def bulk(call: Call, verb: str, words: tuple[str, ...], query: str, yes: bool) -> int:
    command = registered(f"item {verb}")
    deed = command.deed
    assert deed is not None
    args, parsed = parse_args(command, list(words)), parse(query)

    async def look(desk: Desk) -> tuple[Point, Sequence[int], Sequence[ItemRow], str]:
        point, ids = await desk.point(), await desk.queue_ids(parsed)
        return point, ids, await desk.rows(ids[:PREVIEW]), deed(desk, args).text

    point, ids, rows, text = ask(call, lambda service: look(service.desk))
    if not ids:
        remark("nothing matches")
        return _done(call, Progress(text, 0), Outcome(text, None, 0, 0, {}, False))
    if not yes and not _confirmed(ids, rows, text):
        return 1

    async def deal(desk: Desk) -> tuple[Progress, Outcome]:
        return await follow(desk.many(ids, deed(desk, args), asked=point))

    return _done(call, *act(call, lambda service: deal(service.desk)))


bulk.help = f"""One act on everything that a filter matches: counted, shown and asked before, undone as one.

The items are those that matched when it was asked. What a colleague holds or decided since is left alone and
counted. Ctrl+C stops it after the part that is under way. The exit code is 1 when something was left.

\b
Verbs:
{_USAGE}"""


def _confirmed(ids: Sequence[int], rows: Sequence[ItemRow], text: str) -> bool:
    """Show how many, and the first of them. Raises InputError where nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError(f"{len(ids):,} items match and nobody can be asked", fix="give --yes")
    for row in rows:
        remark(one_column(row.author_handle, 24) + row.text[:60])
    if len(ids) > len(rows):
        remark(f"… and {len(ids) - len(rows):,} more")
    return click.confirm(f"{len(ids):,} items: {text}?", err=True)


def _done(call: Call, progress: Progress, outcome: Outcome) -> int:
    if call.json:
        emit(outcome)
    else:
        tell(progress, outcome)
    return outcome.code
