"""The README's pictures, taken from the console itself on the demo's crisis.

python scripts/screenshots.py FOLDER
"""

import asyncio
import os
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from console.config import DemoSettings, Settings
from console.model.words import Level
from console.service import Service, open_service
from console.ui.environment import settle

SPEED = 600.0
SIZE = (120, 36)
LATER = 1500.0
"""Virtual seconds that the storm goes on before the picture is taken."""


async def storm(settings: Settings) -> None:
    """Let the demo's day run until its crisis stands."""
    service = await open_service(settings, demo=True)
    raised = asyncio.Event()
    stop = service.desk.subscribe(lambda change: raised.set() if change.verb.startswith("alert.") else None)
    while not any(alert.finding.level is Level.CRISIS for alert in await service.desk.alerts()):
        raised.clear()
        await raised.wait()
    await service.desk.clock.sleep(LATER)
    stop()
    await service.close()


async def pictures(settings: Settings, folder: Path) -> None:
    from console.ui.app import Console
    from console.ui.session import UiSettings

    await storm(settings)
    slow = replace(settings, demo=replace(settings.demo, speed=1.0))
    opened: list[Service] = []

    async def open_desk() -> Service:
        opened.append(await open_service(slow, demo=True))
        return opened[0]

    app = Console(open_desk, UiSettings(lang="en"))
    async with app.run_test(size=SIZE) as pilot:
        while not opened or opened[0].watch is None:
            await pilot.pause(0.2)
        await pilot.pause(2)

        async def take(name: str, *keys: str) -> None:
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.3)
            await pilot.pause(1)
            picture = app.export_screenshot(title="Beredt")
            # The faces would be fetched from a stranger's host; the reader's own monospace does.
            (folder / f"{name}.svg").write_text(re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.S))

        await take("inbox", "home", "j")
        await take("alert", "exclamation_mark")
        (alert,) = await opened[0].desk.alerts(1)
        (book, *_) = opened[0].desk.suggest(alert)
        _, incident = await opened[0].desk.declare(
            "Glo 2 flares up after it is closed", book.severity, type=book.id, alert_id=alert.id
        )
        await opened[0].desk.pause_publishing("product safety")
        _, run = await opened[0].desk.start_run(book.id, incident.id)
        for _step in range(2):
            assert run.current is not None
            _, run = await opened[0].desk.step(run.id, run.current, "done", note="seen on three networks")
        await take("warroom", "f3")
        await take("playbook", "f4")


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    environment = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    os.environ.update(environment)
    settle(os.environ)
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(data_dir=Path(name), demo=DemoSettings(speed=SPEED, seed=1))
        asyncio.run(pictures(settings, folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
