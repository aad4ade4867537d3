"""What the consoles' records say must be in the store: of each item, what may stand there now."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

REFUSALS = {"ConnectionLost", "NotReached", "Conflict", "NotAllowed", "NotFound"}
"""What an operator is told who acts beside others, at a watch that is killed all the time."""


@dataclass
class Record:
    """One slot's record, read as it grows."""

    path: Path
    acknowledged: int = 0
    verbs: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """What must never happen."""
    tags: dict[int, set[str | None]] = field(default_factory=dict)
    """Of each item, which of our tags may be the one that stands there; None: none."""
    drafts: dict[int, set[str | None]] = field(default_factory=dict)
    replies: dict[str, str] = field(default_factory=dict)
    """Keys of acknowledged replies, and the word that only that reply has."""
    touched: dict[int, set[int]] = field(default_factory=dict)
    """By console, what it may have claimed."""
    _read: int = 0

    def read(self) -> None:
        for line in self._lines():
            match json.loads(line):
                case ["try", number, verb, item, value]:
                    self._tried(number, verb, item, value)
                case ["ok", _, verb, item, value]:
                    self._done(verb, item, value)
                case ["no", number, kind, what]:
                    self.refused[kind] += 1
                    if kind not in REFUSALS:
                        self.wrong.append(f"c{number}: {kind}: {what}")
                case ["lost", number, item, holder]:
                    self.wrong.append(f"c{number} lost item {item}, which {holder} holds")

    def _lines(self) -> Iterator[bytes]:
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                yield line

    def _tried(self, number: int, verb: str, item: int, value: str) -> None:
        if verb in ("claim", "reply"):
            self.touched.setdefault(number, set()).add(item)
        if verb == "tag":
            self.tags.setdefault(item, {None}).add(value)
        if verb == "draft":
            self.drafts.setdefault(item, {None}).add(value)
        if verb == "reply":
            self.drafts.setdefault(item, {None}).add(None)

    def _done(self, verb: str, item: int, value: str) -> None:
        self.acknowledged += 1
        self.verbs[verb] += 1
        if verb == "tag":
            self.tags[item] = {value}
        if verb == "draft":
            self.drafts[item] = {value}
        if verb == "reply":
            self.drafts[item] = {None}
            key, word = value.split()
            self.replies[key] = word
