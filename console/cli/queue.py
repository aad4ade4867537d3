"""`beredt queue`: the queue in its order."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit, remark
from console.cli.session import ask
from console.cli.shape import Json, moment, shape
from console.errors import InputError
from console.model.item import ItemRow
from console.query import parse
from console.store.protocol import QueueKey


def item_json(row: ItemRow) -> dict[str, Json]:
    """One item as every command prints it; `key` is what `--after` takes."""
    shaped = shape(row)
    assert isinstance(shaped, dict)
    return shaped | {"key": f"{row.rank}/{moment(row.waiting_since)}/{row.id}"}


def read_key(text: str) -> QueueKey:
    """Raises InputError."""
    try:
        rank, since, number = text.split("/")
        waiting_since = datetime.fromisoformat(since)
        return QueueKey(int(rank), waiting_since.astimezone(UTC), int(number))
    except ValueError:
        raise InputError(
            f"{text!r} is no place in the queue", fix="use the `key` of a line of `queue --json`"
        ) from None


def item_columns(rows: Sequence[ItemRow]) -> None:
    columns(
        (
            (
                str(row.id),
                row.state if row.holder is None else f"{row.state} {row.holder}",
                f"{row.label}{'?' if row.unsure else ''}",
                row.flags,
                row.channel,
                row.author_handle,
                moment(row.waiting_since),
                row.text[:80],
            )
            for row in rows
        ),
        ("id", "state", "mood", "flags", "channel", "author", "waiting since", "text"),
    )


@click.command()
@click.option(
    "--filter", "query", default="", metavar="Q", help='Such as: is:new lang:nb flag:safety "exact words".'
)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--after", default=None, metavar="KEY", help="Go on after the line with this `key`.")
@options
@pass_call
def queue(call: Call, query: str, limit: int, after: str | None) -> int:
    """List the queue, the most urgent first."""
    parsed = parse(query)
    key = read_key(after) if after else None
    rows = ask(call, lambda service: service.desk.queue(parsed, after=key, limit=limit))
    if call.json:
        for row in rows:
            emit(item_json(row))
        return 0
    item_columns(rows)
    if not rows:
        remark("nothing in the queue" + (" matches" if query else ""))
    elif len(rows) == limit:
        remark(f"the first {limit}; more with --after {item_json(rows[-1])['key']}")
    return 0
