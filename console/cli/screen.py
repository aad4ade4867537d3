"""Opening the console, on the channels of the configuration or on the demo."""

import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import complain
from console.config import Settings

if TYPE_CHECKING:
    from console.service import Service


@click.command()
@click.option("--speed", type=click.FloatRange(0.1, 100_000), default=None, help="Virtual seconds a second.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=None, help="Another seed, another day.")
@options
@pass_call
def demo(call: Call, speed: float | None, seed: int | None) -> int:
    """Open the console on an invented campaign day. It has its own database and reaches no network."""
    settings = call.settings
    own = settings.demo
    chosen = replace(own, speed=speed or own.speed, seed=own.seed if seed is None else seed)
    return _show(replace(settings, demo=chosen), demo=True)


def open_console(call: Call) -> int:
    """The console on the configured channels; returns the exit code. Raises ConfigError."""
    if call.json:
        raise click.UsageError("--json needs a command")
    return _show(call.settings, demo=False)


def _show(settings: Settings, *, demo: bool) -> int:
    from console.ui.environment import settle

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        complain("the console needs a terminal, and this is none; beredt --help shows what works without")
        return 2
    refusal = settle(os.environ)
    if refusal:
        complain(refusal)
        return 2
    from console.cli.log import log_to_file

    log_to_file(settings)
    from console.ui.app import run

    return run(_opener(settings, demo=demo))


def _opener(settings: Settings, *, demo: bool) -> Callable[[], Awaitable["Service"]]:
    async def open_desk() -> "Service":
        from asyncio import to_thread
        from importlib import import_module

        # Heavy, and the first frame is on the screen already: keys must be answered meanwhile.
        service = await to_thread(import_module, "console.service")
        opened: Service = await service.open_service(settings, demo=demo)
        return opened

    return open_desk
