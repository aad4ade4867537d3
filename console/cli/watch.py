"""`beredt watch`: the flow without a screen."""

import asyncio
import os
import signal
import sys
from dataclasses import replace

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import bell, emit, remark
from console.cli.screen import speaking
from console.cli.shape import moment
from console.config import Settings
from console.config.places import socket_path
from console.model.channel import Health
from console.model.event import Change
from console.model.ringing import BELL_RUNG
from console.model.words import HealthState
from console.service import Service, open_service, serve
from console.text import one_line

LOOK_SECONDS = 1.0


@click.command()
@options
@pass_call
def watch(call: Call) -> int:
    """Run the flow in the foreground until SIGTERM or ctrl+c; tells how each channel is when that changes."""
    from console.cli.log import log_to_file

    settings = speaking(call.settings, os.environ)
    log_to_file(settings)
    asyncio.run(_watch(settings, json=call.json))
    return 0


async def _watch(settings: Settings, *, json: bool) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    terminal = settings.ui.bell and sys.stderr.isatty()
    service = await open_service(settings, apart=True, terminal=terminal)
    service.desk.subscribe(_ring_bell)
    try:
        server = await serve(service, socket_path(settings))
        try:
            if not json:
                remark(f"the desk is served at {server.path}")
                remark(f"watching {len(settings.channels)} channels; the database is {settings.database}")
            await _tell_health(service, stop, json=json)
        finally:
            await server.close()
    finally:
        await service.close()


def _ring_bell(change: Change) -> None:
    if change.verb == BELL_RUNG:
        bell()


async def _tell_health(service: Service, stop: asyncio.Event, *, json: bool) -> None:
    told: dict[str, Health] = {}
    while not stop.is_set():
        now = {health.channel: health for health in await service.desk.channels()}
        # The store has a line only while it can't write.
        works = [_works_again(health, service) for name, health in told.items() if name not in now]
        for health in (*works, *now.values()):
            before = told.get(health.channel)
            if before is None or (before.state, before.detail) != (health.state, health.detail):
                if json:
                    emit(health)
                else:
                    remark(_line(health))
        told = now
        try:
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
        except TimeoutError:
            continue


def _works_again(health: Health, service: Service) -> Health:
    return replace(
        health,
        state=HealthState.OK,
        since=service.desk.now(),
        detail=one_line("works again"),
        fix=one_line(""),
    )


def _line(health: Health) -> str:
    fix = f"; {health.fix}" if health.fix else ""
    return f"{moment(health.since)} {health.channel} {health.state}: {health.detail}{fix}"
