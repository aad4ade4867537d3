"""The front matter: the block of `key: value` lines between two `---` at the top of a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from console.playbooks.limits import MAX_FRONT_CHARS


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of the front matter, as text, list of texts, or named texts with their lines."""

    line: int
    text: str = ""
    items: tuple[str, ...] | None = None
    named: Mapping[str, tuple[int, str]] | None = None


@dataclass(frozen=True, slots=True)
class Front:
    found: bool
    entries: Mapping[str, Entry] = field(default_factory=dict)
    twice: tuple[tuple[int, str], ...] = ()
    """Line and name of fields that stand there a second time."""
    broken: tuple[int, str] | None = None
    """Line and reason when it is not readable to its end."""
    length: int = 0
    """Lines that it takes, with both fences."""


def read_front(lines: list[str]) -> Front:
    """Read the front matter of a file's lines; never raises.

    Anchors, aliases and anything nested deeper than one level are refused: a playbook needs none of them.
    """
    if not lines or lines[0].rstrip() != "---":
        return Front(False)
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        stop = next(
            (n for n, line in enumerate(lines[1:], 1) if not line.strip() or line[0] == "#"), len(lines)
        )
        inside = lines[1:stop]
        broken: tuple[int, str] | None = (1, "the front matter is never closed by a line of ---")
        length = stop
    else:
        inside, broken, length = lines[1:end], None, end + 1
    text = "\n".join(inside)
    if len(text) > MAX_FRONT_CHARS:
        return Front(
            True, broken=(1, f"the front matter is longer than {MAX_FRONT_CHARS:,} characters"), length=length
        )
    reader = _Reader()
    try:
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            reader.take(event)
            if reader.refused:
                break
    except yaml.MarkedYAMLError as error:
        # An unclosed bracket or quotation mark is noticed lines later; the author looks where it opens.
        opened = error.context and re.search(r"flow|quoted|simple key", error.context)
        mark = (error.context_mark if opened else None) or error.problem_mark or error.context_mark
        reader.refused = (mark.line if mark else 0, error.problem or "it cannot be read")
    except yaml.YAMLError:
        reader.refused = (0, "it holds characters that may not stand there")
    if broken is None and reader.refused is not None:
        broken = (reader.refused[0] + 2, f"the front matter cannot be read: {reader.refused[1]}")
    return Front(True, reader.entries, tuple(reader.twice), broken, length)


class _Reader:
    """Builds entries from YAML events, so that no depth of nesting costs more than its events."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.twice: list[tuple[int, str]] = []
        self.refused: tuple[int, str] | None = None
        self._depth = 0
        self._key: tuple[int, str] | None = None
        self._inner_key: tuple[int, str] | None = None
        self._items: list[str] | None = None
        self._named: dict[str, tuple[int, str]] | None = None

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.refused = (line, "anchors and aliases are not allowed")
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(line, isinstance(event, yaml.MappingStartEvent))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._close()
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(line, str(event.value))

    def _open(self, line: int, mapping: bool) -> None:
        self._depth += 1
        if self._depth == 1 and not mapping:
            self.refused = (line, "it must be lines of 'field: value'")
        elif self._depth == 2 and self._key is None:
            self.refused = (line, "a field's name must be a plain word")
        elif self._depth > 2:
            self.refused = (line, "it is nested too deeply")
        elif self._depth == 2 and mapping:
            self._named = {}
        elif self._depth == 2:
            self._items = []

    def _close(self) -> None:
        self._depth -= 1
        if self._depth == 1 and self._key is not None:
            items = None if self._items is None else tuple(self._items)
            self._add(Entry(self._key[0] + 2, items=items, named=self._named))
            self._items = self._named = self._inner_key = None

    def _scalar(self, line: int, value: str) -> None:
        if self._depth == 0:
            if value:
                self.refused = (line, "it must be lines of 'field: value'")
        elif self._items is not None:
            self._items.append(value)
        elif self._named is not None:
            if self._inner_key is None:
                self._inner_key = (line, value)
            else:
                self._named[self._inner_key[1]] = (self._inner_key[0] + 2, value)
                self._inner_key = None
        elif self._key is None:
            self._key = (line, value)
        else:
            self._add(Entry(self._key[0] + 2, text=value))

    def _add(self, entry: Entry) -> None:
        if self._key is None:
            return
        name = self._key[1]
        if name in self.entries:
            self.twice.append((entry.line, name))
        else:
            self.entries[name] = entry
        self._key = None
