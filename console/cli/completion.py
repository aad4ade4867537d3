"""`beredt completion`: the script that teaches a shell our commands."""

import click
from click.shell_completion import get_completion_class

from console.cli.call import options

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS), metavar="|".join(SHELLS))
@options
def completion(shell: str) -> int:
    """Print the completion script, to be sourced: eval "$(beredt completion bash)"."""
    from console.cli.guard import COMPLETE, PROGRAM
    from console.cli.root import root

    kind = get_completion_class(shell)
    assert kind is not None
    print(kind(root, {}, PROGRAM, COMPLETE).source())
    return 0
