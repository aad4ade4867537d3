"""Reading a TOML table setting by setting; whatever is wrong is collected with file, line and key."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import TypeVar

from console.config.lines import LineIndex
from console.config.lines import Path as KeyPath
from console.errors import ConfigError

Value = TypeVar("Value")
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_BARE = re.compile(r"[A-Za-z0-9_-]{1,60}")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing wrong in the file."""

    line: int
    key: str
    """Dotted, such as `channel[2].server`; empty for what concerns the whole file."""
    what: str
    fix: str = ""

    def sentence(self, path: Path) -> str:
        place = f"{str(path)!r}, line {self.line}"
        return f"{place}: {self.key + ': ' if self.key else ''}{self.what}"


def dotted(path: KeyPath) -> str:
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            shown = (
                part if part.replace("_", "").replace("-", "").isalnum() and part.isascii() else repr(part)
            )
            text += f".{shown}" if text else shown
    return text


@dataclass(slots=True)
class Source:
    """A file being read."""

    path: Path
    index: LineIndex
    wrong: list[Wrong] = field(default_factory=list)
    asked: set[tuple[str, ...]] = field(default_factory=set)
    """Every setting that was looked for, present or not; places in arrays left out."""

    def reject(self, path: KeyPath, what: str, fix: str = "") -> None:
        self.wrong.append(Wrong(self.index.of(path) or 1, dotted(path), what, fix))

    def finish(self) -> None:
        """Raises ConfigError with the first thing that is wrong, by line, and the number of others."""
        if not self.wrong:
            return
        self.wrong.sort(key=lambda wrong: wrong.line)
        first, others = self.wrong[0], len(self.wrong) - 1
        more = f"{others} more {'mistake' if others == 1 else 'mistakes'} below it" if others else ""
        fix = "; ".join(part for part in (first.fix, more) if part)
        raise ConfigError(first.sentence(self.path), fix=fix, problems=tuple(self.sentences()))

    def sentences(self) -> Sequence[str]:
        return [wrong.sentence(self.path) + (f"; {wrong.fix}" if wrong.fix else "") for wrong in self.wrong]


class Table:
    """One table; `done` at its end finds the keys that nobody asked for."""

    def __init__(self, source: Source, path: KeyPath, values: Mapping[str, object]) -> None:
        self.source = source
        self.path = path
        self._values = values
        self._asked: list[str] = []

    def reject(self, key: str, what: str, fix: str = "") -> None:
        self.source.reject((*self.path, key), what, fix)

    def has(self, key: str) -> bool:
        return key in self._values

    def text(
        self,
        key: str,
        default: str = "",
        *,
        choices: Sequence[str] = (),
        check: Callable[[str], str | None] = lambda _text: None,
        longest: int = 500,
    ) -> str:
        """A string; `check` returns what is wrong with it, or None."""
        value = self._get(key, default, str, "a text in quotation marks")
        wrong = check(value) if value else None
        if key not in self._values or value is default:
            return value
        if choices and value not in choices:
            self.reject(key, f"{value!r} is not known", _did_you_mean(value, choices))
        elif len(value) > longest:
            self.reject(key, f"is longer than {longest} characters")
        elif any(unicodedata.category(char) in _UNSEEN for char in value):
            self.reject(key, "has a control or hidden character in it")
        elif wrong:
            self.reject(key, wrong)
        else:
            return value
        return default

    def flag(self, key: str, default: bool) -> bool:
        return self._get(key, default, bool, "true or false")

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        value = self._get(key, default, int, "a whole number")
        return value if self._within(key, value, low, high, "") else default

    def number(self, key: str, default: float, low: float, high: float, unit: str) -> float:
        value = self._get(key, default, float, f"a number of {unit}")
        return value if self._within(key, value, low, high, f" {unit}") else default

    def texts(self, key: str, *, most: int = 200, longest: int = 200) -> tuple[str, ...]:
        value = self._get(key, [], list, "a list of texts")
        if len(value) > most:
            self.reject(key, f"has more than {most} entries")
        elif not all(isinstance(entry, str) and 0 < len(entry.strip()) <= longest for entry in value):
            self.reject(key, f"must be a list of texts of 1 to {longest} characters")
        else:
            return tuple(entry.strip() for entry in value)
        return ()

    def raw(self, key: str) -> object:
        """The value as it stands, for a setting with more than one form; None if it is missing."""
        self._ask(key)
        return self._values.get(key)

    def table(self, key: str) -> "Table":
        value = self._get(key, {}, dict, f"a table, [{dotted((*self.path, key))}]")
        return Table(self.source, (*self.path, key), value)

    def tables(self, key: str) -> Sequence["Table"]:
        value = self._get(key, [], list, f"a list of tables, each beginning with [[{key}]]")
        if not all(isinstance(entry, dict) for entry in value):
            self.reject(key, f"must be a list of tables, each beginning with [[{key}]]")
            return ()
        return [Table(self.source, (*self.path, key, place), entry) for place, entry in enumerate(value)]

    def items(self) -> Mapping[str, object]:
        """All of it, for a table whose keys are free."""
        self._asked.extend(self._values)
        return self._values

    def done(self) -> None:
        """Reject every key that nobody asked for, with the nearest one that exists."""
        for key in self._values:
            if key not in self._asked:
                self.reject(key, "there is no such setting", _did_you_mean(key, self._asked))

    def _ask(self, key: str) -> None:
        self._asked.append(key)
        self.source.asked.add(tuple(part for part in (*self.path, key) if isinstance(part, str)))

    def _get(self, key: str, default: Value, kind: type[Value], expected: str) -> Value:
        self._ask(key)
        if key not in self._values:
            return default
        value = self._values[key]
        if kind is float and type(value) is int:
            value = _float(value)
        # bool is an int to Python, and `hold_seconds = true` a mistake to everybody else.
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        self.reject(key, f"must be {expected}, not {_shown(value)}")
        return default

    def _within(self, key: str, value: float, low: float, high: float, unit: str) -> bool:
        if low <= value <= high:
            return True
        self.reject(key, f"must lie between {low:g} and {high:g}{unit}, not {_float(value):g}")
        return False


def _float(value: float) -> float:
    """An integer beyond every float is infinite."""
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


def _shown(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text", dict: "a table"}
    return names.get(type(value), "a list" if isinstance(value, list) else "a date or time")


def _did_you_mean(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    return "known here: " + ", ".join(sorted(set(known)))
