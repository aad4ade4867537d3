"""`beredt shell-check`: has a restricted session a way out?"""

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import emit, say
from console.cli.ways import ways


@click.command()
@options
@pass_call
def shell_check(call: Call) -> int:
    """Try every way out of a restricted session, and say how each is closed; exit code 1 when one is open.

    Ask it the way people come in: ssh HOST shell-check.
    """
    safe = True
    for way in ways():
        safe = safe and way.closed
        if call.json:
            emit(way)
        else:
            say(f"{way.way}: {way.how}", lead="closed  " if way.closed else "OPEN    ")
    return 0 if safe else 1
