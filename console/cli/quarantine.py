"""`beredt quarantine`: what could not be admitted, and why."""

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit, remark
from console.cli.session import ask
from console.cli.shape import moment


@click.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@options
@pass_call
def quarantine(call: Call, limit: int) -> int:
    """What could not be admitted, and why; the newest first."""
    found = ask(call, lambda service: service.desk.quarantine(limit))
    if call.json:
        for one in found:
            emit(one)
        return 0
    columns(
        (
            (moment(one.received_at), one.channel, str(one.line or "-"), one.reason, one.evidence[:60])
            for one in found
        ),
        ("received", "channel", "line", "reason", "as it came"),
    )
    if not found:
        remark("nothing in quarantine")
    return 0
