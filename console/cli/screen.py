"""Opening the console, on the channels of the configuration or on the demo."""

import os
import sys
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from console.cli.anew import Again, taken_along
from console.cli.call import Call, linear, options, pass_call
from console.cli.charset import ASCII, charset, is_utf8
from console.cli.door import refuse_own_desk
from console.cli.output import complain
from console.cli.session import attached, refuse_client
from console.config import Settings, log_path, restricted
from console.config.places import served

if TYPE_CHECKING:
    from console.desk.protocol import Session
    from console.ui.session import Carried, UiSettings

UNFIT = 2
TRIES, BETWEEN = 60, 0.5
"""How often, and seconds apart, a console that started itself anew looks for its watch."""


@click.command()
@click.option("--speed", type=click.FloatRange(0.1, 100_000), default=None, help="Virtual seconds a second.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=None, help="Another seed, another day.")
@options
@linear
@pass_call
def demo(call: Call, speed: float | None, seed: int | None) -> int:
    """Open the console on an invented campaign day. It has its own database and reaches no network."""
    settings = _heard(call)
    own = settings.demo
    chosen = replace(own, speed=speed or own.speed, seed=own.seed if seed is None else seed)
    return _show(replace(settings, demo=chosen), demo=True)


def open_console(call: Call) -> int:
    """The console on the configured channels; returns the exit code. Raises ConfigError."""
    if call.json:
        raise click.UsageError("--json needs a command")
    carried = taken_along()
    if carried is None:
        return _show(_heard(call), demo=False, named=call.named)
    from console.ui.farewell import farewell, give_back

    try:
        return _show(_heard(call), demo=False, named=call.named, carried=carried)
    except BaseException:
        farewell(None, carried.text)
        raise
    finally:
        give_back(carried.modes)


def _heard(call: Call) -> Settings:
    """The settings with the linear mode that was asked for on the command line or in the environment."""
    wanted = call.linear or os.environ.get("BEREDT_LINEAR", "") not in ("", "0")
    settings = call.settings
    return replace(settings, ui=replace(settings.ui, linear=settings.ui.linear or wanted))


def _show(settings: Settings, *, demo: bool, named: bool = False, carried: "Carried | None" = None) -> int:
    from console.ui.environment import settle

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        complain("the console needs a terminal, and this is none; beredt --help shows what works without")
        return UNFIT
    refusal = settle(os.environ)
    if refusal:
        complain(refusal)
        return UNFIT
    settings = speaking(settings, os.environ)
    dress(settings, os.environ)
    keys = _checked_keys(settings)
    from console.cli.log import log_as_host_wants

    log_as_host_wants(settings)
    from console.ui.app import run

    again = Again()
    opener = _opener(settings, demo=demo, named=named, again=again, carried=carried)
    shown = replace(_for_ui(settings, keys), again=None if demo else again, carried=carried)
    return run(opener, settings=shown)


def speaking(settings: Settings, environment: Mapping[str, str]) -> Settings:
    """The same with the language settled, so that screens and alerts speak one."""
    from console.ui.locales import language

    wanted = None if settings.ui.language == "auto" else settings.ui.language
    return replace(settings, ui=replace(settings.ui, language=language(wanted, environment)))


def dress(settings: Settings, environment: MutableMapping[str, str]) -> None:
    """Ask for the configured colours; must come before textual is imported, which reads this then."""
    if settings.ui.theme == "mono":
        environment["NO_COLOR"] = "1"
    elif settings.ui.theme == "ansi":
        environment["TEXTUAL_COLOR_SYSTEM"] = "standard"
    elif settings.ui.theme == "full":
        environment["TEXTUAL_COLOR_SYSTEM"] = "truecolor" if environment.get("COLORTERM") else "256"


def _checked_keys(settings: Settings) -> Mapping[str, tuple[str, ...]]:
    """The remapped keys. Raises ConfigError. Without any, nothing is imported before the first frame."""
    if not settings.ui.keys:
        return {}
    from console.cli.keys import check_keys, named_keys

    check_keys(settings)
    return named_keys(settings)


def _for_ui(settings: Settings, keys: Mapping[str, tuple[str, ...]]) -> "UiSettings":
    from console.ui.session import UiSettings

    ui = settings.ui
    return UiSettings(
        lang=ui.language,
        ascii=_needs_ascii() if ui.ascii is None else ui.ascii,
        editor=editor(),
        mouse={"on": True, "off": False}.get(ui.mouse),
        log_file=None if restricted() else log_path(settings),
        theme=ui.theme if ui.theme in ("light", "contrast", "colour-blind") else "dark",
        linear=ui.linear,
        bell=ui.bell,
        keyboard=ui.keyboard,
        keys=keys,
    )


def editor() -> str | None:
    """What ctrl+e starts: None is the operator's own choice, the empty text forbids it."""
    return "" if restricted() else None


def _needs_ascii() -> bool:
    """The Linux console's font lacks our marks, and other encodings lack them altogether."""
    said = charset(os.environ, sys.stdout.encoding or ASCII)
    return not is_utf8(said) or os.environ.get("TERM") == "linux"


def _opener(
    settings: Settings, *, demo: bool, named: bool, again: Again, carried: "Carried | None"
) -> Callable[[], Awaitable["Session"]]:
    held = carried.held if carried is not None else ()

    async def open_desk() -> "Session":
        from asyncio import sleep, to_thread
        from importlib import import_module
        from random import uniform

        from console.errors import OtherRelease, TurnedAway

        # Heavy, and the first frame is on the screen already: keys must be answered meanwhile.
        if not demo and served(settings, named=named):
            await to_thread(import_module, "console.desk.wire.remote")
            # A watch that let the console before us go may be on its way down once more, and comes back; and
            # all consoles of a host come to a new one at once, so that some are told to come again.
            for left in reversed(range(1 if carried is None else TRIES)):
                try:
                    again.session = await attached(settings, named=named, held=held)
                except OtherRelease:
                    raise
                except TurnedAway:
                    if not left:
                        raise
                if again.session is not None:
                    return again.session
                # A little apart from each other.
                await sleep(BETWEEN * uniform(0.7, 1.3) if carried is not None else 0)  # noqa: S311
        refuse_own_desk()
        if not demo:
            refuse_client(settings)
        service = await to_thread(import_module, "console.service")
        opened: Session = await service.open_service(
            settings, demo=demo, at_once=True, apart=True, terminal=settings.ui.bell
        )
        return opened

    return open_desk
