"""An alert rule as a file: a small TOML table; a mistake is told with file, line, key and what is right."""

import json
import tomllib
from datetime import timedelta

from console.config.lines import LineIndex
from console.errors import InputError
from console.model.alertrule import (
    LEAST,
    LONGEST,
    LONGEST_COOLDOWN,
    LONGEST_NAME,
    MOST,
    STEP,
    Above,
    AlertRule,
    Measure,
    bound_of,
    bound_text,
    is_name,
    span_of,
    span_text,
)

KEYS = ("name", "filter", "measure", "window", "above", "least", "cooldown")
NEEDED = ("name", "filter", "window", "above")


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

    def span(self, key: str, otherwise: str, most: timedelta) -> timedelta:
        value = span_of(self.words(key, otherwise, "30m"), most)
        if value is None:
            raise self.wrong(
                key,
                "this is no time that a rule can take",
                f"write whole steps of five minutes from {_told(STEP)} to {_told(most)}, such as 30m or 2h",
            )
        return value

    def above(self, measure: Measure) -> tuple[Above, float]:
        value = self.table["above"]
        share = measure is Measure.SHARE
        right = 'write above = "40%" or "2x usual"' if share else 'write above = 25 or "4x usual"'
        whole = isinstance(value, int) and not isinstance(value, bool)
        # A count stands without quotation marks, all else within them.
        text = value.strip() if isinstance(value, str) else str(value) if whole else ""
        found = bound_of(text, measure)
        if found is None or whole is not (found[0] is Above.NUMBER and not share):
            raise self.wrong("above", f"{measure.value} can't be held against this", right)
        return found


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
    if not is_name(name):
        raise reading.wrong(
            "name", "this is no name", f"use one word of letters, digits and hyphens, at most {LONGEST_NAME}"
        )
    measures = [one.value for one in Measure]
    measure = reading.words("measure", "volume", "volume")
    if measure not in measures:
        raise reading.wrong("measure", "this can't be measured", f"write one of {', '.join(measures)}")
    least = table.get("least", LEAST)
    if not isinstance(least, int) or isinstance(least, bool) or not 1 <= least <= MOST:
        raise reading.wrong(
            "least", "this is no number of messages", "write a whole number, such as least = 5"
        )
    above, threshold = reading.above(Measure(measure))
    return AlertRule(
        name=name,
        filter=reading.words("filter", "", "lang:nb flag:outage"),
        measure=Measure(measure),
        window=reading.span("window", "", LONGEST),
        above=above,
        threshold=threshold,
        least=least,
        cooldown=reading.span("cooldown", "2h", LONGEST_COOLDOWN),
    )


def filter_line(source: str) -> int:
    """The line that the filter stands on."""
    return LineIndex(source).of(("filter",)) or 1


def written(rule: AlertRule) -> str:
    """The file that `read_alert_rule` reads back as this rule."""
    above = f'"{bound}"' if not (bound := bound_text(rule)).isdecimal() else bound
    return (
        f"name = {_quoted(rule.name)}\nfilter = {_quoted(rule.filter)}\n"
        f'measure = "{rule.measure.value}"\nwindow = "{span_text(rule.window)}"\nabove = {above}\n'
        f'least = {rule.least}\ncooldown = "{span_text(rule.cooldown)}"\n'
    )


def _quoted(text: str) -> str:
    """As a TOML string; of what JSON escapes, nothing is written otherwise there."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _told(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    return f"{minutes}m" if minutes < 60 else f"{minutes // 60}h"
