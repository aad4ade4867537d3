"""Cut a byte stream into lines, in bounded memory however long a line is."""

from dataclasses import dataclass

from console.text.lines import MAX_LINE

KEPT = 4096
"""Bytes kept of a line that is longer than that."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    """Counted from 1."""
    data: bytes
    """Without its newline; only the beginning if the line is oversize."""
    size: int
    """Bytes that the line really has."""
    end: int
    """The offset in the stream just after it."""

    @property
    def oversize(self) -> bool:
        return self.size > len(self.data)


class LineSplitter:
    """Keeps what a chunk left unfinished. Blank lines are counted, and reported only if asked for.

    Args:
        offset: Where in the stream the first byte to be fed stands; must be the start of a line.
        number: How many lines came before it.
        max_line: Bytes after which a line is oversize.
        blank: Report blank lines.
    """

    def __init__(
        self, offset: int = 0, number: int = 0, max_line: int = MAX_LINE, blank: bool = False
    ) -> None:
        self._blank = blank
        self._number = number
        self._offset = offset
        self._max_line = max_line
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[Line]:
        """The lines that end in this chunk."""
        lines = []
        start = 0
        while (newline := chunk.find(b"\n", start)) >= 0:
            self._keep(chunk[start:newline])
            start = newline + 1
            line = self._finish(newline=1)
            if line is not None:
                lines.append(line)
        self._keep(chunk[start:])
        return lines

    def flush(self) -> list[Line]:
        """The last line, when it is certain that its newline will never come."""
        if not self._size:
            return []
        line = self._finish(newline=0)
        return [] if line is None else [line]

    def _keep(self, part: bytes) -> None:
        if not part:
            return
        before, self._size = self._size, self._size + len(part)
        if self._size <= self._max_line:
            self._parts.append(part)
        elif before <= self._max_line:
            self._parts = [b"".join([*self._parts, part])[: min(KEPT, self._max_line)]]

    def _finish(self, newline: int) -> Line | None:
        data, size = b"".join(self._parts), self._size
        self._parts, self._size = [], 0
        self._number += 1
        self._offset += size + newline
        if self._number == 1 and size == len(data):
            data = data.removeprefix(_BOM)
            size = len(data)
        if not self._blank and size == len(data) and not data.strip():
            return None
        return Line(self._number, data, size, self._offset)
