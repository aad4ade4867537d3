"""One JSON line, read strictly."""

import json
import math
from typing import NoReturn

from console.errors import Refused
from console.text.gate import one_line

MAX_LINE = 32 << 20
"""Bytes of one line."""
MAX_DEPTH = 32
"""How deep objects and lists may be nested in one line."""


def parse_line(data: bytes) -> dict[str, object]:
    """Read one JSON object.

    Stricter than Python: UTF-8 only, no NaN or Infinity, no key twice, nothing nested deeper than
    `MAX_DEPTH`. A byte order mark is skipped.

    Raises:
        Refused: with one sentence that says what is wrong, and where.
    """
    if len(data) > MAX_LINE:
        raise Refused(f"the line has {len(data):,} bytes, more than the {MAX_LINE:,} that are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"the line is not valid UTF-8 at byte {error.start + 1}") from None
    if not text.strip():
        raise Refused("the line is empty")
    if text.count("[") + text.count("{") > MAX_DEPTH and _too_deep(text):
        raise Refused(f"the line nests more than {MAX_DEPTH} levels deep")
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise Refused(
            f"the line is not valid JSON at character {error.pos + 1}: {_plain(error.msg)}"
        ) from None
    except (RecursionError, ValueError):
        # Only a whole number with thousands of digits comes here: the depth is known.
        raise Refused("the line has a number that is too long") from None
    if not isinstance(value, dict):
        raise Refused(f"the line holds {_NAMES.get(type(value), 'a number')}, not an object")
    return value


_NAMES = {list: "a list", str: "text", type(None): "null", bool: "true or false"}


def _plain(message: str) -> str:
    return message[:1].lower() + message[1:]


def _too_deep(text: str) -> bool:
    depth = 0
    position = 0
    quoted = False
    while position < len(text):
        char = text[position]
        if quoted:
            if char == "\\":
                position += 1
            elif char == '"':
                quoted = False
        elif char == '"':
            quoted = True
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif char in "]}":
            depth -= 1
        position += 1
    return False


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise Refused(f"the line has the key {one_line(name, 80)} twice")
            seen.add(name)
    return fields


def _no_constant(name: str) -> NoReturn:
    raise Refused(f"the line has {name}, which is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Refused("the line has a number that is too large")
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite)
