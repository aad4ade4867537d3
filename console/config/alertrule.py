"""An alert rule as a file: a small TOML table; a mistake is told with file, line, key and what is right."""

import re
import tomllib
from datetime import timedelta

from console.config.lines import LineIndex
from console.errors import InputError
from console.model.alertrule import Above, AlertRule, Measure

KEYS = ("name", "filter", "measure", "window", "above", "least", "cooldown")
NEEDED = ("name", "filter", "window", "above")
LONGEST_NAME = 40
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=24)
LONGEST_COOLDOWN = timedelta(days=7)
MOST = 1_000_000

_NAME = re.compile(r"\w[\w-]*")
_SPAN = re.compile(r"(\d{1,5})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_TIMES = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*x(?:\s+usual)?")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s*%")


class _Reading:
    def __init__(self, source: str, file: str, table: dict[str, object]) -> None:
        self.lines, self.file, self.table = LineIndex(source), file, table

    def wrong(self, key: str, what: str, fix: str) -> InputError:
        line = self.lines.of((key,)) or 1
        return InputError(f"{self.file}, line {line}, {key}: {what}", fix=fix)

    def words(self, key: str, otherwise: str, example: str) -> str:
        value = self.table.get(key, otherwise)
        if not isinstance(value, str):
            raise self.wrong(key, "this is no text", f'write it in quotes, such as {key} = "{example}"')
        return value.strip()

    def span(self, key: str, otherwise: str, least: timedelta, most: timedelta) -> timedelta:
        found = _SPAN.fullmatch(self.words(key, otherwise, "30m"))
        value = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
        if value is None or not least <= value <= most or value % SHORTEST:
            raise self.wrong(
                key,
                "this is no time that a rule can take",
                f"write whole steps of five minutes from {_told(least)} to {_told(most)}, such as 30m or 2h",
            )
        return value

    def above(self, measure: Measure) -> tuple[Above, float]:
        value = self.table["above"]
        share = measure is Measure.SHARE
        right = 'write above = "40%" or "2x usual"' if share else 'write above = 25 or "4x usual"'
        if isinstance(value, str):
            if found := _TIMES.fullmatch(value.strip()):
                if float(found[1]) <= 1:
                    raise self.wrong("above", "that is no more than usual", right)
                return Above.USUAL, float(found[1])
            if share and (found := _SHARE.fullmatch(value.strip())) and 0 < float(found[1]) <= 100:
                return Above.NUMBER, float(found[1]) / 100
        elif isinstance(value, int) and not isinstance(value, bool) and not share and 0 < value <= MOST:
            return Above.NUMBER, float(value)
        raise self.wrong("above", f"{measure.value} can't be held against this", right)


def read_alert_rule(source: str, file: str) -> AlertRule:
    """A rule from the text of its file; the filter is not read yet. Raises InputError."""
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file}: this is no TOML ({error})", fix='write a line as key = "value"') from None
    reading = _Reading(source, file, table)
    for key in table:
        if key not in KEYS:
            raise reading.wrong(key, "there is no such key", f"a rule has {', '.join(KEYS)}")
    for key in NEEDED:
        if key not in table:
            raise reading.wrong(key, "this is missing", f"a rule needs {', '.join(NEEDED)}")
    name = reading.words("name", "", "outage-nb")
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise reading.wrong(
            "name", "this is no name", f"use one word of letters, digits and hyphens, at most {LONGEST_NAME}"
        )
    measures = [one.value for one in Measure]
    measure = reading.words("measure", "volume", "volume")
    if measure not in measures:
        raise reading.wrong("measure", "this can't be measured", f"write one of {', '.join(measures)}")
    least = table.get("least", 5)
    if not isinstance(least, int) or isinstance(least, bool) or not 1 <= least <= MOST:
        raise reading.wrong(
            "least", "this is no number of messages", "write a whole number, such as least = 5"
        )
    above, threshold = reading.above(Measure(measure))
    return AlertRule(
        name=name,
        filter=reading.words("filter", "", "lang:nb flag:outage"),
        measure=Measure(measure),
        window=reading.span("window", "", SHORTEST, LONGEST),
        above=above,
        threshold=threshold,
        least=least,
        cooldown=reading.span("cooldown", "2h", SHORTEST, LONGEST_COOLDOWN),
    )


def filter_line(source: str) -> int:
    """The line that the filter stands on."""
    return LineIndex(source).of(("filter",)) or 1


def _told(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    return f"{minutes}m" if minutes < 60 else f"{minutes // 60}h"
