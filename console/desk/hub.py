"""Tells what moves, and where everybody is."""

from collections.abc import Callable
from dataclasses import dataclass, field

from console.model.event import Change
from console.model.presence import PRESENCE, Present


@dataclass
class Hub:
    """Tells whoever listens what moved: the store's commits, and health that is no commit."""

    listeners: list[Callable[[Change], None]] = field(default_factory=list)
    present: dict[int, Present] = field(default_factory=dict)
    """By session."""

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener) if listener in self.listeners else None

    def publish(self, change: Change) -> None:
        for listener in tuple(self.listeners):
            listener(change)

    away: set[str] = field(default_factory=set)
    """Colleagues who are not to be given anything now."""

    def terminals(self, name: str, item_id: int, *, beside: int) -> str:
        """Where else somebody writes to an item, such as `pts/3, pts/4`."""
        found = {
            one.terminal
            for session, one in self.present.items()
            if session != beside and one.name == name and one.item_id == item_id and one.writing
        }
        return ", ".join(sorted(found - {""}))

    def place(self, session: int, present: Present | None) -> None:
        """Where a session's operator is now; None: gone."""
        if self.present.get(session) == present:
            return
        if present is None:
            del self.present[session]
        else:
            self.present[session] = present
        self.publish(Change(None, PRESENCE, (PRESENCE,)))
