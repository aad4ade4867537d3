"""`beredt calendar`: launches, match days, campaigns: what is known to lift the usual."""

import click

from console.cli.acts import FREE_WORDS, DefaultList, run_alone
from console.cli.call import ID, Call, options, pass_call
from console.cli.output import columns, emit, remark
from console.cli.session import ask
from console.detect.lifts import times


@click.group(cls=DefaultList)
@options
def calendar() -> None:
    """What is known to lift the usual: it raises what is expected, and mutes nothing."""


@calendar.command("list")
@options
@pass_call
def listed(call: Call) -> int:
    """What has not ended a week ago, the earliest first, and what is over behind all others."""
    found = ask(call, lambda service: service.desk.calendar())
    if call.json:
        for entry in found:
            emit(entry)
        return 0
    columns(
        (
            (
                str(one.id),
                one.start,
                one.until,
                times(one.lift),
                " ".join(one.channels) or "all",
                one.added_by,
                one.name,
            )
            for one in found
        ),
        ("id", "from", "until", "lift", "channels", "by", "name"),
    )
    if not found:
        remark("the calendar is empty")
    return 0


@calendar.command("add", context_settings=FREE_WORDS)
@click.argument("name")
@click.option("--from", "start", required=True, metavar="TIME", help='now, "saturday 18:00", or RFC 3339.')
@click.option("--until", required=True, metavar="TIME", help="The same; 4h or 18:30 counts from there.")
@click.option("--lift", required=True, metavar="xN", help="By how much the usual is multiplied, such as x3.")
@click.option("--on", multiple=True, metavar="CHANNEL", help="mastodon, or bluesky/@nordbank; left out: all.")
@options
@pass_call
def add(call: Call, name: str, start: str, until: str, lift: str, on: tuple[str, ...]) -> int:
    """Say what will lift the usual, from when until when, and by how much."""
    words = [name, "--from", start, "--until", until, "--lift", lift]
    return run_alone(call, "calendar add", [*words, *(["--on", ",".join(on)] if on else [])])


@calendar.command("drop")
@click.argument("entry", type=ID, metavar="ID")
@options
@pass_call
def drop(call: Call, entry: int) -> int:
    """Drop an entry; what is expected is the usual again."""
    return run_alone(call, "calendar drop", [str(entry)])
