"""`beredt watch`: the flow without a screen, in the foreground or as a service."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable
from dataclasses import replace

import click

from console import __version__, interpreter
from console.cli.call import Call, options, pass_call
from console.cli.output import amount, bell, emit, remark
from console.cli.reloading import Reloading, read_anew
from console.cli.screen import speaking
from console.cli.shape import moment
from console.cli.watch_status import status
from console.config import Settings, log_path, mask_handlers, restricted
from console.config.places import socket_path
from console.daemon import pulse
from console.daemon import status as telling
from console.daemon.notify import Manager
from console.errors import NotAllowed
from console.model.channel import Health
from console.model.event import Change
from console.model.ringing import BELL_RUNG
from console.model.words import HealthState
from console.service import Service, open_service, serve
from console.text import one_line
from console.watch.ending import end

OWNER = "beredt watch"
LOOK_SECONDS = 1.0
DRAIN = 20.0
"""Seconds that replies under way get to learn their outcome; nobody stands before a screen and waits."""
CLOSING = 40.0
"""Seconds until we leave whatever hangs; `TimeoutStopSec` of the unit is longer."""
HUNG = 3

_log = logging.getLogger("beredt.watch")


@click.group(invoke_without_command=True)
@options
@pass_call
@click.pass_context
def watch(context: click.Context, call: Call) -> int:
    """Run the flow in the foreground until SIGTERM or ctrl+c; tells how each channel is when that changes.

    Under systemd it says when it is ready, keeps the watchdog content while it is well, and logs to the
    journal; docs/host.md has the unit.
    """
    if context.invoked_subcommand is not None:
        return 0
    if restricted():
        raise NotAllowed(
            "a restricted session can't run the watch", fix="ask `beredt watch status` how it is"
        )
    from console.cli.log import log_as_host_wants

    interpreter.hurry()
    settings = speaking(call.settings, os.environ)
    in_journal = log_as_host_wants(settings) != str(log_path(settings))
    reloading = Reloading(
        lambda: read_anew(call.settings, call.data_dir),
        call.settings,
        remark if not (in_journal or call.json) else _keep_to_log,
    )
    asyncio.run(_watch(settings, Manager.found(os.environ), reloading, json=call.json, in_journal=in_journal))
    return 0


def _keep_to_log(_sentence: str) -> None:
    """Nobody reads beside the log."""


watch.add_command(status)


async def _watch(
    settings: Settings, manager: Manager, reloading: Reloading, *, json: bool, in_journal: bool
) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    # At a terminal it means that the terminal is gone, elsewhere that the configuration is to be read anew.
    loop.add_signal_handler(signal.SIGHUP, stop.set if _at_terminal() else reloading.asked.set)
    last = telling.LastTrouble()
    mask_handlers([last])
    logging.getLogger().addHandler(last)
    # Eight consoles wait for what one of them would.
    loop.call_later(interpreter.SETTLING, interpreter.settle)
    manager.status("opening the database and learning from history")
    service = await _opened(settings, stop)
    if service is None:
        return
    service.desk.subscribe(_ring_bell)
    tasks = [
        asyncio.create_task(pulse.beat(manager, service.store.answers)),
        asyncio.create_task(_report(service, settings, manager, last)),
        asyncio.create_task(reloading.run(service)),
    ]
    try:
        server = await serve(service, socket_path(settings))
        try:
            manager.ready()
            for sentence in (
                f"the desk is served at {server.path}",
                f"watching {amount(len(settings.channels), 'channel')}; the database is {settings.database}",
            ):
                _say(sentence, json=json, in_journal=in_journal)
            await _tell_health(service, stop, json=json, in_journal=in_journal)
        finally:
            await server.close()
    finally:
        manager.stopping()
        manager.status("stopping: replies under way learn their outcome")
        # The pulse goes on: a stop that takes its time is no reason to be killed.
        await end(tasks[1:])
        await _closed(service.close(drain=DRAIN))
        await end(tasks)
        telling.remove(telling.folders(settings.data_dir, os.environ))


def _at_terminal() -> bool:
    """Whether a terminal controls us: tty(4)."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True


async def _opened(settings: Settings, stop: asyncio.Event) -> Service | None:
    """The service, or None if it was to stop before it stood. Raises BeredtError."""
    terminal = settings.ui.bell and sys.stderr.isatty()
    opening = asyncio.ensure_future(open_service(settings, apart=True, terminal=terminal, owner=OWNER))
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({opening, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not opening.done():
        # What had begun ends as after a failure.
        opening.cancel()
        await asyncio.wait({opening})
    if opening.cancelled():
        return None
    return opening.result()


async def _closed(closing: Awaitable[None]) -> None:
    work = asyncio.ensure_future(closing)
    done, _ = await asyncio.wait({work}, timeout=CLOSING)
    if done:
        return work.result()
    # A thread that hangs would hold up the interpreter's end as well; what is durable stays so.
    _log.error("a part did not end within %.0f s and is left where it hangs", CLOSING)
    logging.shutdown()
    os._exit(HUNG)


def _say(sentence: str, *, json: bool, in_journal: bool) -> None:
    if in_journal:
        _log.info("%s", sentence)
    elif not json:
        remark(sentence)


async def _report(service: Service, settings: Settings, manager: Manager, last: telling.LastTrouble) -> None:
    """Write down again and again how it is, for `beredt watch status` and the service manager."""
    since, arrivals, written = service.desk.now(), telling.Arrivals(), True
    places = telling.folders(settings.data_dir, os.environ)
    assert service.watch is not None
    while True:
        try:
            now = telling.Status(
                pid=os.getpid(),
                version=__version__,
                since=since,
                at=service.desk.now(),
                database=str(settings.database),
                channels=await service.desk.channels(),
                arrivals_per_minute=arrivals.look(service.watch.intake.new),
                outbox=(await service.desk.counts()).outbox,
                last_error=last.last,
            )
            manager.status(now.line())
            telling.write(now.told(), places)
            written = True
        except Exception as error:
            # Told once, not every five seconds of a full disk.
            if written:
                _log.warning("the status can't be written (%s)", type(error).__name__)
            written = False
        await asyncio.sleep(telling.EVERY)


def _ring_bell(change: Change) -> None:
    if change.verb == BELL_RUNG:
        bell()


async def _tell_health(
    service: Service, stop: asyncio.Event, *, json: bool, in_journal: bool = False
) -> None:
    told: dict[str, Health] = {}
    while not stop.is_set():
        now = {health.channel: health for health in await service.desk.channels()}
        # The store has a line only while it can't write.
        works = [_works_again(health, service) for name, health in told.items() if name not in now]
        for health in (*works, *now.values()):
            before = told.get(health.channel)
            if before is None or (before.state, before.detail) != (health.state, health.detail):
                _tell(health, json=json, in_journal=in_journal)
        told = now
        try:
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
        except TimeoutError:
            continue


def _tell(health: Health, *, json: bool, in_journal: bool) -> None:
    if json:
        emit(health)
    elif in_journal:
        well = health.state in (HealthState.OK, HealthState.STARTING)
        _log.log(logging.INFO if well else logging.WARNING, "%s", _line(health))
    else:
        remark(f"{moment(health.since)} {_line(health)}")


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
    return f"{health.channel} {health.state}: {health.detail}{fix}"
