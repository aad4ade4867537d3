"""`beredt doctor`: is this installation well, and if not, what to do."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import click

from console.cli.call import Call, options, pass_call
from console.cli.check import Check
from console.cli.check_care import check_care
from console.cli.check_channels import check_channels
from console.cli.check_data import check_anothers, check_database, check_folder, check_playbooks
from console.cli.check_machine import check_machine
from console.cli.check_ringing import check_ringing
from console.cli.keys import check_keys
from console.cli.output import emit, say
from console.config import Settings, config_path, find_settings
from console.config.places import is_anothers, served
from console.errors import ConfigError


@click.command()
@options
@pass_call
def doctor(call: Call) -> int:
    """Check configuration, database, channels and terminal; exit code 1 when something needs doing."""
    return asyncio.run(_run(call))


async def _run(call: Call) -> int:
    well = True
    async for found in _all(call):
        well = well and found.ok
        if call.json:
            emit(found)
            continue
        say(f"{found.check}: {found.detail}", lead="ok   " if found.ok else "NOT  ")
        if found.fix and not found.ok:
            say(found.fix, lead="     → ")
    return 0 if well else 1


async def _all(call: Call) -> AsyncIterator[Check]:
    try:
        settings = call.settings
        check_keys(settings)
    except ConfigError as error:
        for problem in error.problems:
            yield Check("configuration", False, problem, "correct the file")
        # The rest can be looked at all the same.
        settings = find_settings(os.devnull, call.data_dir)
    else:
        yield _configuration(call, settings)
    yield check_playbooks(settings)
    if is_anothers(settings.data_dir):
        yield check_anothers(settings, served=served(settings, named=call.named) is not None)
    else:
        for found in check_folder(settings):
            yield found
        async for found in check_database(settings):
            yield found
        async for found in check_care(settings):
            yield found
    async for found in check_channels(settings):
        yield found
    for found in check_ringing(settings):
        yield found
    for found in check_machine(settings):
        yield found


def _configuration(call: Call, settings: Settings) -> Check:
    place, _named = config_path(call.config)
    if settings.path is None or not Path(place).exists():
        return Check("configuration", True, f"{place} does not exist; everything is at its default")
    loose = [
        channel.name for channel in settings.channels for ref in channel.secrets if ref.kind == "literal"
    ]
    if loose and place.stat().st_mode & 0o077:
        return Check(
            "configuration",
            False,
            f"{place} holds the secret of {', '.join(loose)} and can be read by others",
            f"run: chmod 600 {str(place)!r}, or better keep the secret in a file of its own",
        )
    count = len(settings.channels)
    return Check("configuration", True, f"{place}, {count} {'channel' if count == 1 else 'channels'}")
