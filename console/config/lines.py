"""Which line of a TOML file says what: tomllib doesn't tell, and an error should.

A scanner, not a parser: it runs beside tomllib, which alone decides what is valid, so it may be naive about
wrong input as long as it ends.
"""

import re
from bisect import bisect_right

Path = tuple[str | int, ...]
"""Keys from the root; a number is the place in an array of tables."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)


class LineIndex:
    """The line, counted from 1, of every table and key of a source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._starts = [0, *(found.end() for found in re.finditer("\n", source))]
        self._lines: dict[Path, int] = {}
        self._at_line: dict[int, Path] = {}
        self._counts: dict[tuple[str, ...], int] = {}
        self._scan()

    def of(self, path: Path) -> int | None:
        """The line of a key, or of the nearest table around it; None if there is neither."""
        for length in range(len(path), 0, -1):
            line = self._lines.get(path[:length])
            if line is not None:
                return line
        return None

    def at(self, line: int) -> Path:
        """The key or table that begins last at or before a line."""
        known = [number for number in self._at_line if number <= line]
        return self._at_line[max(known)] if known else ()

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def _note(self, path: Path, offset: int) -> None:
        line = self._line(offset)
        self._lines.setdefault(path, line)
        self._at_line[line] = path

    def _scan(self) -> None:
        table: Path = ()
        offset = 0
        source = self._source
        while True:
            offset = _skip(_BLANK, source, offset)
            if offset >= len(source):
                return
            if source[offset] == "[":
                double = source.startswith("[[", offset)
                keys, end = self._keys(offset + (2 if double else 1))
                table = self._table(keys, double)
                self._note(table, offset)
                offset = self._end_of_line(end)
            else:
                keys, end = self._keys(offset)
                self._note(table + keys, offset)
                offset = self._end_of_value(end)

    def _table(self, keys: tuple[str, ...], double: bool) -> Path:
        path: Path = ()
        for depth in range(1, len(keys) + 1):
            name = keys[:depth]
            if double and depth == len(keys):
                self._counts[name] = self._counts.get(name, 0) + 1
            path += (keys[depth - 1],)
            if name in self._counts:
                path += (self._counts[name] - 1,)
        return path

    def _keys(self, offset: int) -> tuple[tuple[str, ...], int]:
        keys: list[str] = []
        source = self._source
        while True:
            offset = _skip(_SPACE, source, offset)
            if bare := _BARE.match(source, offset):
                keys.append(bare.group())
                offset = bare.end()
            elif source[offset : offset + 1] in ("'", '"') and (quoted := _STRING.match(source, offset)):
                keys.append(quoted.group()[1:-1])
                offset = quoted.end()
            else:
                return tuple(keys), offset
            after = _skip(_SPACE, source, offset)
            if source[after : after + 1] != ".":
                return tuple(keys), offset
            offset = after + 1

    def _end_of_line(self, offset: int) -> int:
        end = self._source.find("\n", offset)
        return len(self._source) if end < 0 else end + 1

    def _end_of_value(self, offset: int) -> int:
        depth = 0
        source = self._source
        while offset < len(source):
            char = source[offset]
            if char in "\"'" and (string := _STRING.match(source, offset)):
                offset = string.end()
                continue
            if char == "#":
                newline = source.find("\n", offset)
                if newline < 0:
                    return len(source)
                offset = newline
                continue
            if char in "[{":
                depth += 1
            elif char in "]}":
                depth -= 1
            elif char == "\n" and depth <= 0:
                return offset + 1
            offset += 1
        return offset


def _skip(pattern: re.Pattern[str], source: str, offset: int) -> int:
    found = pattern.match(source, offset)
    return found.end() if found else offset
