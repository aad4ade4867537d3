"""Things kept by a letter over a restart: bookmarks and macros."""

import json
from collections.abc import Mapping
from typing import Generic, TypeVar

from console.desk.protocol import Desk

Thing = TypeVar("Thing", int, "list[str]")


class Lettered(Generic[Thing]):
    """A to z, each with its thing, in one setting.

    Args:
        key: The setting.
        kind: `int` for ids, `list` for lines; whatever else the setting holds is left out.
    """

    def __init__(self, key: str, kind: type[Thing]) -> None:
        self._key = key
        self._kind: type[Thing] = kind
        self.things: dict[str, Thing] = {}

    async def load(self, desk: Desk) -> None:
        try:
            found = json.loads(await desk.get_setting(self._key) or "{}")
        except ValueError:
            found = {}
        if isinstance(found, Mapping):
            known = {letter: thing for letter, thing in found.items() if isinstance(thing, self._kind)}
            # What was set before the setting was read is newer.
            self.things = {**known, **self.things}

    async def save(self, desk: Desk) -> None:
        await desk.set_setting(self._key, json.dumps(self.things, sort_keys=True))
