"""The whole console on a configured channel, driven by keys and read from its screen."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from textual.pilot import Pilot

from console.config import load
from console.service import Service, open_service
from console.ui.app import Console
from console.ui.session import UiSettings

_NAMED = {
    " ": "space",
    ".": "full_stop",
    ",": "comma",
    "!": "exclamation_mark",
    "@": "at",
    "?": "question_mark",
}


class Driver:
    def __init__(self, app: Console, pilot: Pilot[int], service: Service) -> None:
        self._app = app
        self._pilot = pilot
        self.service = service

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._pilot.press(key)
            await self._app.workers.wait_for_complete()

    async def type(self, text: str) -> None:
        await self._pilot.press(*(_NAMED.get(char, char) for char in text))

    def screen(self) -> str:
        strips = self._app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    async def until(self, shown: str | Callable[[str], bool], seconds: float = 60) -> str:
        """Wait until the screen shows a text, or fulfils a condition; returns the screen."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    screen = self.screen()
                    if shown(screen) if callable(shown) else shown in screen:
                        return screen
                    await self._pilot.pause(0.1)
        except TimeoutError:
            raise AssertionError(f"the screen never showed {shown!r}:\n{self.screen()}") from None


def configure(folder: Path, *, url: str, handle: str, password: str) -> Path:
    """A configuration as a person would write it; returns its path."""
    secret = folder / "bluesky.secret"
    secret.write_text(password)
    secret.chmod(0o600)
    path = folder / "config.toml"
    path.write_text(
        f"""
[desk]
operator = "ida"
hold_seconds = 1

[[channel]]
network = "bluesky"
handle = "@{handle}"
server = "{url}"
secret = "file:{secret.name}"
poll_seconds = 2
"""
    )
    return path


@contextlib.asynccontextmanager
async def console(config: Path, size: tuple[int, int] = (150, 45)) -> AsyncIterator[Driver]:
    """Open the console as `beredt --config` does, and leave it in the end."""
    settings = load(config, config.parent / "data", required=True)
    settings.data_dir.mkdir(exist_ok=True)
    opened: list[Service] = []

    async def open_desk() -> Service:
        opened.append(await open_service(settings))
        return opened[0]

    app = Console(open_desk, UiSettings(lang="en"))
    try:
        async with app.run_test(size=size) as pilot:
            async with asyncio.timeout(30):
                while app.session is None and app.failure is None:
                    await pilot.pause(0.05)
            assert app.failure is None, app.failure
            yield Driver(app, pilot, opened[0])
    finally:
        for service in opened:
            await service.close()
