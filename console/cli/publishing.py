"""`beredt publishing`: pause and resume what publishes by itself."""

import click

from console.cli.acts import FREE_WORDS, run_alone
from console.cli.call import Call, options, pass_call
from console.cli.output import emit, say
from console.cli.session import ask
from console.cli.shape import moment


@click.group()
@options
def publishing() -> None:
    """Pause and resume what publishes by itself; people can still answer."""


@publishing.command("pause", context_settings=FREE_WORDS)
@click.argument("words", nargs=-1, metavar="--reason TEXT")
@options
@pass_call
def pause(call: Call, words: tuple[str, ...]) -> int:
    """Stop everything that publishes by itself."""
    return run_alone(call, "publishing pause", words)


@publishing.command("resume")
@options
@pass_call
def resume(call: Call) -> int:
    """End the pause."""
    return run_alone(call, "publishing resume", ())


@publishing.command("show")
@options
@pass_call
def show(call: Call) -> int:
    """Whether publishing is paused, since when and why."""
    found = ask(call, lambda service: service.desk.pause())
    if call.json:
        emit({"paused": found is not None, "pause": found})
    elif found:
        say(f"paused since {moment(found.since)} by {found.actor}: {found.reason}")
    else:
        say("not paused")
    return 0
