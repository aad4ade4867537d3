"""An alert as the watch would raise it, and the keys that lead from it into a walk."""

from datetime import timedelta

from console.model.actor import WATCH
from console.model.alert import Finding, Phrase, SeriesPoint, Signal
from console.model.words import Flag, Level
from console.text import clean, one_line
from console.ui.screens.warroom import WarRoom
from tests.support.screens import Driver


async def raise_alert(console: Driver, level: Level = Level.CRISIS, finding: Finding | None = None) -> None:
    """The detector's finding, as the watch would store it, and the curve behind it."""
    now = console.clock.now()
    finding = finding or Finding(
        episode="e1",
        level=level,
        at=now,
        text=clean("Negative messages are 24 in 5 minutes where 3 were expected; “can't log in” grew."),
        signals=(Signal("all", "negatives", now, 24, 3.1, 9.2, 6.1, 7.2, 15),),
        phrases=(Phrase(one_line("can't log in"), 14, 0.4),),
        samples=(1, 4),
        flags=(Flag.OUTAGE,),
    )
    points = [SeriesPoint("all", now - timedelta(minutes=5 * n), 40 - n, 20 - n) for n in range(20)]
    await console.store.add_series(points)
    async with console.store.act(WATCH, now) as tx:
        await tx.put_alert(finding)
    await console.tick()


async def declare(console: Driver, *, playbook: bool) -> None:
    await console.press("exclamation_mark", "d", "2", "1", "enter")
    await asked(console)
    await console.press("y" if playbook else "n")
    await console.settle()


async def asked(console: Driver) -> None:
    """The question whether to begin the playbook comes when the war room stands."""
    for _ in range(50):
        if isinstance(console.app.screen, WarRoom) and console.app.screen.asker.open:
            return
        await console.settle()
    raise AssertionError("nobody asked about the playbook")
