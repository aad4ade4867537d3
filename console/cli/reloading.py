"""Reading `[roles]` anew while the watch runs: what `systemctl reload` and SIGHUP ask for."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from console.config import Settings, find_settings
from console.errors import ConfigError
from console.model.duty import differences
from console.service import Service

_log = logging.getLogger("beredt.watch")


def read_anew(started: Settings, data_dir: str | None) -> Settings:
    """The file that the watch was started with, as it is now; without one, whatever is there by now.

    Raises ConfigError, also where that file is missing: whoever replaces it may be half through.
    """
    return find_settings(str(started.path) if started.path is not None else None, data_dir)


@dataclass
class Reloading:
    """Asked for by a signal, done in a task of its own.

    Args:
        read: The configuration as it is on the disk now; raises ConfigError.
        started: What the watch was started with.
        tell: Where a sentence about it goes beside the log.
    """

    read: Callable[[], Settings]
    started: Settings
    tell: Callable[[str], None]
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, service: Service) -> None:
        while True:
            await self.asked.wait()
            self.asked.clear()
            await self.reload(service)

    async def reload(self, service: Service) -> None:
        """A configuration that can't be read changes nothing."""
        try:
            settings = await asyncio.to_thread(self.read)
        except ConfigError as error:
            self._say(logging.ERROR, f"the roles stay as they were; the configuration is broken: {error}")
            return
        except Exception as error:
            _log.exception("the configuration could not be read")
            what = type(error).__name__
            self._say(logging.ERROR, f"the roles stay as they were; the configuration can't be read ({what})")
            return
        changed = differences(service.roles, settings.roles)
        service.give(settings.roles)
        self._say(logging.INFO, f"the roles were read anew: {'; '.join(changed) or 'none has changed'}")
        if replace(settings, roles=self.started.roles) != self.started:
            self._say(logging.WARNING, "what else changed in the configuration counts from the next start")

    def _say(self, level: int, sentence: str) -> None:
        _log.log(level, "%s", sentence)
        self.tell(sentence)
