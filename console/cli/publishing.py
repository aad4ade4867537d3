"""`beredt publishing`: pause and resume what publishes by itself."""

import click

from console.cli.acts import FREE_WORDS, registered
from console.cli.call import Call, options, pass_call
from console.cli.output import emit, say
from console.cli.session import act, ask
from console.cli.shape import moment
from console.commands import Context, perform
from console.commands.line import parse_args


@click.group()
@options
def publishing() -> None:
    """Pause and resume what publishes by itself; people can still answer."""


def _run(call: Call, name: str, words: tuple[str, ...]) -> int:
    command = registered(name)
    args = parse_args(command, list(words))
    done = act(call, lambda service: perform(command, service.desk, Context(), args))
    if call.json:
        emit(done)
    else:
        say(done.text)
    return 0


@publishing.command("pause", context_settings=FREE_WORDS)
@click.argument("words", nargs=-1, metavar="--reason TEXT")
@options
@pass_call
def pause(call: Call, words: tuple[str, ...]) -> int:
    """Stop everything that publishes by itself."""
    return _run(call, "publishing pause", words)


@publishing.command("resume")
@options
@pass_call
def resume(call: Call) -> int:
    """End the pause."""
    return _run(call, "publishing resume", ())


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
