"""`beredt queue`: the queue in its order."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit, remark
from console.cli.session import ask
from console.cli.shape import Json, moment, shape
from console.desk.protocol import Desk
from console.errors import InputError
from console.model.item import ItemRow, QueueKey
from console.query import parse


def item_json(row: ItemRow, now: datetime) -> dict[str, Json]:
    """One item as every command prints it; `key` is what `--after` takes, and `late` is past `due_at`."""
    shaped = shape(row)
    assert isinstance(shaped, dict)
    return shaped | {"late": row.late(now), "key": f"{row.rank}/{moment(row.waiting_since)}/{row.id}"}


async def read_key(desk: Desk, text: str | None) -> QueueKey | None:
    """Where to go on: a line's `key`, or an item's id. Raises InputError and NotFound."""
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 19:
        return (await desk.item(int(text))).row.key
    try:
        rank, since, number = text.split("/")
        if len(rank) > 18 or len(number) > 18:
            raise ValueError("more than a database counts")
        return QueueKey(int(rank), datetime.fromisoformat(since).astimezone(UTC), int(number))
    except (ValueError, OverflowError):
        raise InputError(
            f"{text!r} is no place in the queue", fix="use the `key` of a line of `queue --json`"
        ) from None


def time_left(row: ItemRow, now: datetime) -> str:
    """`12m left`, `LATE 5m`, or nothing where nothing is due."""
    if row.due_at is None:
        return "waits" if row.waits_since else ""
    minutes = abs(int((row.due_at - now).total_seconds())) // 60
    span = f"{minutes // 60}h{minutes % 60:02}m" if minutes >= 60 else f"{minutes}m"
    return f"LATE {span}" if row.late(now) else f"{span} left"


def item_columns(rows: Sequence[ItemRow], now: datetime) -> None:
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
                time_left(row, now),
                str(row.wave) if row.wave > 1 else "",
                row.text[:80],
            )
            for row in rows
        ),
        ("id", "state", "mood", "flags", "channel", "author", "waiting since", "due", "alike", "text"),
    )


@click.command()
@click.option(
    "--filter", "query", default="", metavar="Q", help='Such as: is:new lang:nb flag:safety "exact words".'
)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option(
    "--after",
    default=None,
    metavar="KEY",
    help="Go on after the line with this `key`, or the item with this id.",
)
@options
@pass_call
def queue(call: Call, query: str, limit: int, after: str | None) -> int:
    """List the queue, the most urgent first."""
    parsed = parse(query)

    async def question(desk: Desk) -> tuple[Sequence[ItemRow], datetime]:
        return await desk.queue(parsed, after=await read_key(desk, after), limit=limit), desk.now()

    rows, now = ask(call, lambda service: question(service.desk))
    if call.json:
        for row in rows:
            emit(item_json(row, now))
        return 0
    item_columns(rows, now)
    if not rows:
        remark("nothing in the queue" + (" matches" if query else ""))
    elif len(rows) == limit:
        remark(f"the first {limit}; more with --after {item_json(rows[-1], now)['key']}")
    return 0
