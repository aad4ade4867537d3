"""The `[[promise]]` tables: how soon messages of some channels and kinds are answered."""

from collections.abc import Mapping
from datetime import timedelta

from console.config.spans import read_span, span_problem
from console.config.table import Table
from console.model.words import Kind, Promised
from console.sla.calendar import Calendar
from console.sla.promises import Promise, Promises

LONGEST = timedelta(hours=2000)
USUAL_WARNING = "15m"


def read_promises(root: Table, calendars: Mapping[str, Calendar]) -> Promises:
    """All promises in their order, which name calendars; what is wrong is left in the source."""
    lines: list[Promise] = []
    for table in root.tables("promise"):
        line = _promise(table, calendars)
        for number, earlier in enumerate(lines, 1):
            if earlier.channel in ("*", line.channel) and line.kinds <= earlier.kinds:
                what = f"never counts: the {_ordinal(number)} promise takes all these messages before it"
                table.reject("kinds" if table.has("kinds") else "channel", what, "put it before that one")
                break
        lines.append(line)
    return Promises(tuple(lines))


def _promise(table: Table, calendars: Mapping[str, Calendar]) -> Promise:
    spans = {promised: _span(table, promised) for promised in Promised}
    if not any(table.has(promised) for promised in Promised):
        table.reject("first", "is missing", "a promise names at least one of first, next and resolution")
    name = table.text("calendar", "always", choices=tuple(calendars))
    promise = Promise(
        spans={promised: span for promised, span in spans.items() if span},
        channel=_pattern(table.text("channel", "*", longest=240)),
        kinds=_kinds(table),
        warn=_span(table, "warn", USUAL_WARNING) or timedelta(0),
        calendar=calendars[name],
    )
    table.done()
    return promise


def _pattern(text: str) -> str:
    """One half is enough, as in the filter language: any account on a network, or an account on any."""
    if "/" in text or "*" in text:
        return text
    return f"*/{text}" if text.startswith("@") else f"{text}/*"


def _kinds(table: Table) -> frozenset[Kind]:
    known = tuple(Kind)
    kinds = table.texts("kinds")
    for kind in kinds:
        if kind not in known:
            table.reject("kinds", f"{kind!r} is no kind of message", "known here: " + ", ".join(known))
    return frozenset(Kind(kind) for kind in kinds if kind in known) or frozenset(Kind)


def _span(table: Table, key: str, usual: str = "") -> timedelta | None:
    text = table.text(key, usual, check=lambda text: span_problem(text, LONGEST))
    return read_span(text) if text else None


def _ordinal(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")
