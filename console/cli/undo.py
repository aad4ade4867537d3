"""`beredt undo`: take back your last act."""

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import emit, say
from console.cli.session import act


@click.command()
@options
@pass_call
def undo(call: Call) -> int:
    """Take back your last act."""
    done = act(call, lambda service: service.desk.undo())
    if call.json:
        emit(done)
    else:
        say(done.text)
    return 0
