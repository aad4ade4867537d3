"""`beredt ring`: ring a test, and see whether it is heard."""

import asyncio
import time
from dataclasses import dataclass

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import bell, emit, remark, say
from console.errors import BeredtError, InputError
from console.model.ringing import BELL
from console.model.words import Level
from console.ringing import Telling

UNHEARD = 3
_TEST = Telling("Beredt: test", "This is a test of ringing; nothing has happened.")


@dataclass(frozen=True, slots=True)
class _Tried:
    target: str
    ok: bool
    reason: str
    seconds: float


@click.group()
@options
def ring() -> None:
    """Ring a test, and see whether it is heard."""


@ring.command("test")
@click.option("--to", "names", multiple=True, metavar="NAME", help="Only this target; may be given again.")
@options
@pass_call
def test(call: Call, names: tuple[str, ...]) -> int:
    """Ring every target, or some; exit code 3 when one of them could not be rung."""
    # Apprise and its kin are loaded by whoever rings.
    from console.watch.apprising import Apprising

    services = Apprising(call.settings.ringing.targets)
    known = (BELL, *services.names)
    for name in names:
        if name not in known:
            raise InputError(f"there is no target {name!r}", fix="there are " + ", ".join(known))

    async def work(name: str) -> _Tried:
        began, reason = time.monotonic(), ""
        try:
            if name == BELL:
                if not bell():
                    raise InputError("standard error is no terminal, so there is no bell")
            else:
                await services.ring(name, _TEST, Level.WATCH)
        except BeredtError as error:
            reason = str(error)
        return _Tried(name, not reason, reason, round(time.monotonic() - began, 3))

    async def all_of_them() -> list[_Tried]:
        return list(await asyncio.gather(*(work(name) for name in dict.fromkeys(names or known))))

    found = asyncio.run(all_of_them())
    for one in found:
        if call.json:
            emit(one)
        else:
            say(f"{one.target}: {'rang' if one.ok else one.reason}", lead="ok   " if one.ok else "NOT  ")
    if not services.names and not names:
        remark("only the bell is set up; docs/ringing.md shows how to add a chat or a phone")
    return 0 if all(one.ok for one in found) else UNHEARD
