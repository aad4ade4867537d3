"""`beredt retention`: what is let go of by rule, and what an incident keeps from it."""

import sys
from collections.abc import Sequence

import click

from console.cli.call import ID, Call, options, pass_call
from console.cli.output import columns, emit, remark, say
from console.cli.session import act, ask
from console.cli.shape import shape
from console.model.care import Due

WHAT = {
    "done": "done items lose their words and authors",
    "evidence": "messages lose what was received byte for byte",
    "quarantine": "raw messages in quarantine",
}


@click.group()
@options
def retention() -> None:
    """Let go of what was kept long enough, by the rules under [retention]."""


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Only count.")
@options
@pass_call
def run(call: Call, dry_run: bool) -> int:
    """Count by rule, then let go in parts that make way for people. It can't be undone."""
    due = ask(call, lambda session: session.desk.due())
    if not due:
        remark("no rule of retention is set; docs/care.md shows how")
    if not call.json:
        _show(due)
    if due and not dry_run and any(one.rows for one in due):
        live = sys.stderr.isatty() and not call.json

        def progress(rows: int) -> None:
            if live:
                sys.stderr.write(f"\r{rows:,}")
                sys.stderr.flush()

        due = act(call, lambda session: session.desk.retain(progress))
        if live:
            sys.stderr.write("\r\x1b[K")
        if not call.json:
            say(f"done: {sum(one.rows for one in due):,} let go of")
    if call.json:
        emit({"dry_run": dry_run, "rules": [shape(one) for one in due]})
    return 0


def _show(due: Sequence[Due]) -> None:
    columns(
        ((one.rule, str(one.days), f"{one.rows:,}", f"{one.held:,}", WHAT.get(one.rule, "")) for one in due),
        ("rule", "days", "due", "held", "what"),
    )


@retention.command("hold")
@click.argument("incident", type=ID)
@click.argument("reason", nargs=-1, required=True)
@options
@pass_call
def hold(call: Call, incident: int, reason: tuple[str, ...]) -> int:
    """Keep what an incident's days hold, also after it was closed."""
    done = act(call, lambda session: session.desk.hold_incident(incident, " ".join(reason)))
    emit(done) if call.json else say(done.text)
    return 0


@retention.command("release")
@click.argument("incident", type=ID)
@options
@pass_call
def release(call: Call, incident: int) -> int:
    """Keep it no longer than everything else."""
    done = act(call, lambda session: session.desk.release_incident(incident))
    emit(done) if call.json else say(done.text)
    return 0
