"""What the connector remembers between two starts: the channel's cursor."""

import json
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Self

_KEPT = 120
_READ = 10
_ROOTS = 5000


@dataclass(slots=True)
class Known:
    """One post as it was when we last saw it."""

    root: str
    edited: str
    """Its `edited_at` as the server wrote it; empty for never."""


@dataclass(slots=True)
class Memory:
    read: list[str] = field(default_factory=list)
    """The last notifications that were read, newest last: the newest may be gone by the time we come back.
    Ids are the server's own words; only it can order them."""
    recent: OrderedDict[str, Known] = field(default_factory=OrderedDict)
    """Posts to look at again for edits and deletions, oldest first."""
    roots: OrderedDict[str, str] = field(default_factory=OrderedDict)
    """Posts to the post that their thread began with; not kept over a restart."""

    def has_read(self, id: str) -> None:
        self.read = [*(other for other in self.read[1 - _READ :] if other != id), id]

    def saw(self, id: str, root: str, edited: str) -> None:
        self.recent[id] = Known(root, edited)
        self.recent.move_to_end(id)
        while len(self.recent) > _KEPT:
            self.recent.popitem(last=False)
        self.place(id, root)

    def place(self, id: str, root: str) -> None:
        self.roots[id] = root
        self.roots.move_to_end(id)
        while len(self.roots) > _ROOTS:
            self.roots.popitem(last=False)

    def root_of(self, id: str) -> str | None:
        known = self.recent.get(id)
        return known.root if known else self.roots.get(id)

    def forget(self, id: str) -> None:
        self.recent.pop(id, None)

    def dump(self) -> str:
        # The root is left out where it is the post itself, which is the rule.
        recent = [
            [id, known.edited] if known.root == id else [id, known.edited, known.root]
            for id, known in self.recent.items()
        ]
        return json.dumps({"read": self.read, "recent": recent}, separators=(",", ":"))

    @classmethod
    def load(cls, cursor: str | None) -> Self:
        """Empty for no cursor, or for one that this connector did not write."""
        memory = cls()
        try:
            data = json.loads(cursor or "{}")
            for id, edited, *root in data.get("recent", ()):
                memory.saw(str(id), str(root[0]) if root else str(id), str(edited))
            memory.read = [str(id) for id in data.get("read", ())][-_READ:]
        except (ValueError, TypeError, AttributeError, IndexError):
            return cls()
        return memory
