"""`beredt audit`: the event log's hash chain."""

import sys

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import emit, say
from console.cli.session import ask


@click.group()
@options
def audit() -> None:
    """Check the event log."""


@audit.command("verify")
@options
@pass_call
def verify(call: Call) -> int:
    """Walk the hash chain of all events; exit code 1 when it is broken."""
    live = sys.stderr.isatty() and not call.json

    def progress(events: int) -> None:
        sys.stderr.write(f"\r{events:,} events")
        sys.stderr.flush()

    report = ask(call, lambda service: service.desk.verify(progress if live else None), existing=True)
    if live:
        sys.stderr.write("\r\x1b[K")
    if call.json:
        emit(report)
    elif report.ok:
        say(f"{report.events:,} events, and none was changed")
    else:
        say(f"{report.events:,} events; the chain is broken at event {report.first_bad}")
    return 0 if report.ok else 1
