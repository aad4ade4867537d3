"""`beredt export`: messages, items and incidents for other programs."""

import csv
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

import click

from console.cli.call import Call, options, pass_call
from console.cli.incident import incident_json
from console.cli.messages import message_json
from console.cli.output import emit
from console.cli.queue import item_json
from console.cli.session import ask
from console.cli.shape import Json, shape
from console.desk.protocol import Desk
from console.model.item import QueueKey
from console.query import parse
from console.text import csv_cell

PAGE = 500
ALL = 1_000_000
ALL_ITEMS = ("is:open", "is:done")
"""Together every item there is, each once."""

Rows = Callable[[Desk], AsyncIterator[Mapping[str, object]]]


async def _messages(desk: Desk) -> AsyncIterator[Mapping[str, object]]:
    last = 0
    while page := await desk.export_messages(last, PAGE):
        for stored in page:
            yield message_json(stored)
        last = page[-1].id


async def _items(desk: Desk) -> AsyncIterator[Mapping[str, object]]:
    for query in ALL_ITEMS:
        after: QueueKey | None = None
        while page := await desk.queue(parse(query), after=after, limit=PAGE):
            for row in page:
                yield item_json(row, desk.now())
            after = page[-1].key


async def _incidents(desk: Desk) -> AsyncIterator[Mapping[str, object]]:
    for incident in reversed(await desk.incidents(ALL)):
        yield incident_json(incident, await desk.timeline(incident.id, ALL))


WHAT: Mapping[str, Rows] = {"messages": _messages, "items": _items, "incidents": _incidents}


@click.command()
@click.argument("what", type=click.Choice(list(WHAT)))
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@options
@pass_call
def export(call: Call, what: str, form: str) -> int:
    """Write everything to standard output. The CSV is safe to open in a spreadsheet."""
    write = emit if form == "jsonl" else _CsvWriter()

    async def question(desk: Desk) -> None:
        async for row in WHAT[what](desk):
            write(row)

    ask(call, lambda service: question(service.desk))
    return 0


class _CsvWriter:
    """Flattens each row; the first one settles the columns, which are the same for all of one kind."""

    def __init__(self) -> None:
        self._writer = csv.writer(sys.stdout, lineterminator="\r\n")
        self._columns: Sequence[str] = ()

    def __call__(self, row: Mapping[str, object]) -> None:
        flat = dict(_flatten("", row))
        if not self._columns:
            self._columns = list(flat)
            self._writer.writerow(self._columns)
        self._writer.writerow([_cell(flat.get(column)) for column in self._columns])


def _flatten(prefix: str, row: Mapping[str, object]) -> list[tuple[str, object]]:
    pairs: list[tuple[str, object]] = []
    for name, value in row.items():
        shaped = shape(value)
        if isinstance(shaped, dict):
            pairs += _flatten(f"{prefix}{name}.", shaped)
        else:
            pairs.append((f"{prefix}{name}", shaped))
    return pairs


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        # Our own numbers are numbers: a guard before -0.5 would turn it into text.
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, list):
        return csv_cell("; ".join(_entry(entry) for entry in value))
    return csv_cell(str(value))


def _entry(value: Json) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part is not None)
    return str(value)
