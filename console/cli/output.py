"""What commands print: JSON lines or plain columns, sentences on stderr, and no byte that came from outside
and could act on a terminal."""

import io
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence

from console.cli.shape import shape
from console.text import clean, one_line
from console.text.signs import HIDING

POINTED = 72
"""Characters around the one that is pointed at."""
Row = Sequence[object]
_HIDING = re.compile(f"[{HIDING}]")


def settle_streams() -> None:
    """Let no locale make printing fail, and let a pipe's reader see each line when it is printed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # Whoever started us closed it; the file that is opened next must not stand in its place.
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 stays open as the stream does
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", line_buffering=True)


def complain(sentence: str) -> None:
    """One sentence on stderr."""
    print(f"beredt: {one_line(sentence)}", file=sys.stderr)


def point(text: str, at: int) -> None:
    """A line that a person wrote, and below it a caret at one of its characters, on stderr."""
    start = max(0, at - POINTED // 2)
    lead = "… " if start else ""
    shown = lead + one_line(text[start : start + POINTED])
    before = lead + one_line(text[start:at] + "|").removesuffix("|")
    print(f"  {shown}", file=sys.stderr)
    print(f"  {' ' * _width(before)}^", file=sys.stderr)


def remark(sentence: str) -> None:
    """A line on stderr that is no failure."""
    print(one_line(sentence), file=sys.stderr)


def say(sentence: str, *, lead: str = "") -> None:
    """A line for people on stdout; `lead` is ours, and its spaces stay."""
    print(lead + one_line(sentence))


def paragraph(text: str) -> None:
    """Text of several lines for people on stdout."""
    print(clean(text))


def json_line(value: object) -> str:
    """One line of JSON, whose every invisible or controlling character is written as an escape."""
    line = json.dumps(shape(value), ensure_ascii=False, allow_nan=False)
    if line.isprintable() and not _HIDING.search(line):
        return line
    return "".join(char if char.isprintable() and not _HIDING.match(char) else _escape(char) for char in line)


def _escape(char: str) -> str:
    return "\\u007f" if char == "\x7f" else json.dumps(char)[1:-1]


def emit(value: object) -> None:
    """One JSON object as one line on stdout."""
    print(json_line(value))


def columns(rows: Iterable[Row], head: Sequence[str] = ()) -> None:
    """A plain table: columns two spaces apart, each as wide as its widest cell but the last."""
    table = [[one_line(_cell(cell)) for cell in row] for row in rows]
    if not table:
        return
    if head:
        table.insert(0, [one_line(cell) for cell in head])
    widths = [max(_width(cell) for cell in column) for column in zip(*table, strict=True)]
    for row in table:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        print("  ".join(cells).rstrip())


def facts(pairs: Mapping[str, object]) -> None:
    """Named values, one a line; those that are None or empty are left out."""
    columns((f"{name}:", value) for name, value in pairs.items() if value not in (None, "", (), []))


def amount(count: int, one: str, many: str = "") -> str:
    """`1 message`, `2,100 messages`; `many` is `one` with an s if left out."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def one_column(text: str, width: int) -> str:
    """A text cut or filled to a width, and a blank."""
    cell: str = one_line(text)
    while _width(cell) > width:
        cell = cell[:-1]
    return cell + " " * (width + 1 - _width(cell))


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    shaped = shape(value)
    if isinstance(shaped, list):
        return " ".join(str(entry) for entry in shaped)
    return str(shaped)


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    # What the screens measure with; it takes a while to load and most columns are ASCII.
    from rich.cells import cell_len

    return cell_len(text)


def bell() -> bool:
    """Ring the terminal on standard error, so that tmux marks the window; false if there is none."""
    if not sys.stderr.isatty():
        return False
    sys.stderr.write("\a")
    sys.stderr.flush()
    return True
