"""What the chart of an alert shows: the stream and the measure that the alert is about, in bars of that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from console.desk.answers import LONGEST_BAND, Band
from console.detect.sentences import language
from console.model.alert import Alert
from console.model.explanation import ByRule
from console.model.stream import ALL, BUCKET
from console.ui.locales import Words
from console.ui.render.chart import chart_lines
from console.ui.render.line import EMPTY, Line, wrapped
from console.ui.render.marks import Marks
from console.ui.render.when import clock

SPAN = timedelta(hours=6)
BESIDE = timedelta(hours=1)
"""How much is shown of what came before it was raised and when it was over."""
_OF_VOLUME = ("volume", "silence", "level")
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Charted:
    """What there is to be shown of an alert."""

    stream: str
    measure: str
    expected: float | None = None
    upper: float | None = None
    """As the alert told them: of what is not volume the watch keeps no band."""
    rule: ByRule | None = None


def charted(alert: Alert) -> Charted:
    """A message rule's alert counts nothing; all messages stand beside it."""
    finding, explained = alert.finding, alert.finding.explanation
    if explained is not None and explained.rule is not None:
        return Charted(ALL, explained.rule.measure, rule=explained.rule)
    if finding.signals:
        first = finding.signals[0]
        return Charted(first.stream, first.measure, first.expected, first.upper)
    if explained is not None:
        numbers = explained.numbers
        return Charted(numbers.stream, numbers.measure, numbers.expected, numbers.upper)
    return Charted(ALL, "volume")


def reach(alert: Alert, now: datetime, over: datetime | None) -> tuple[float, datetime]:
    """How many hours up to now are asked for, and when what is shown of them ends: of an alert that is over,
    the hours of which its finding tells, where the longest chart still has them."""
    told = max(alert.opened_at - BESIDE + SPAN, alert.finding.at + BESIDE)
    until = now if over is None else min(now, over + BESIDE, told)
    hours = (now - until + SPAN) / _HOUR
    return (hours, until) if hours <= LONGEST_BAND else (SPAN / _HOUR, now)


def bars(what: Charted, counted: Sequence[Band], until: datetime) -> list[Band]:
    """The buckets that began before `until`, each with what is drawn of it as its volume: a count, or a share
    in percent."""
    kept = [one for one in counted if one.bucket_at < until]
    first = max(0, len(kept) - SPAN // BUCKET)
    if what.rule is not None and what.measure == "volume":
        return kept[first:]
    if what.rule is None and what.measure in _OF_VOLUME:
        return kept[first:]
    found = []
    for place in range(first, len(kept)):
        one = kept[place]
        expected, upper = (one.expected, one.upper) if what.rule is not None else (what.expected, what.upper)
        if what.measure == "share":
            hour = [one] if what.rule is not None else kept[max(0, place + 1 - _HOUR // BUCKET) : place + 1]
            volume = sum(bucket.volume for bucket in hour)
            height = round(100 * sum(bucket.negatives for bucket in hour) / volume) if volume else 0
            expected, upper = (None if bound is None else 100 * bound for bound in (expected, upper))
        else:
            height = round(one.weighed) if what.measure == "reach_negatives" else one.negatives
        found.append(replace(one, volume=height, negatives=height, expected=expected, upper=upper))
    return found


def chart(
    what: Charted,
    counted: Sequence[Band],
    until: datetime,
    size: tuple[int, int],
    now: datetime,
    words: Words,
    marks: Marks,
) -> list[Line]:
    """The drawing under a line that says what it shows; nothing where a drawing is not read.

    Args:
        what: As `charted` says.
        counted: Buckets up to now, oldest first, of that stream or of that rule.
        until: Where the drawing ends.
        size: Cells of its width, and lines of the drawing itself.
        now: UTC.
    """
    width, height = size
    shown = bars(what, counted, until)
    if not shown or marks.linear:
        return []
    start, end = clock(shown[0].bucket_at, now), clock(until, now)
    title = words("chart.title", what=_named(what, words), start=start, end=end)
    drawn = chart_lines(shown, width, height, _legend(what, words), marks)
    return [EMPTY, *wrapped(title, width - 1, "title", 1), *drawn]


def _named(what: Charted, words: Words) -> str:
    if what.rule is not None:
        found = words.of("measure", what.measure)
        return words("chart.of-rule", what=found, filter=what.rule.filter, minutes=what.rule.minutes)
    measure = "volume" if what.measure in _OF_VOLUME else what.measure
    place = language(words.lang).place(what.stream)
    name = words.of("measure", measure)
    return name + words.written(place) if place else words("chart.of-all", what=name)


def _legend(what: Charted, words: Words) -> str:
    if what.rule is not None:
        return words("chart.legend-rule", what=words.of("measure", what.measure))
    if what.measure in _OF_VOLUME:
        return words("war.legend")
    return words(f"chart.legend-{what.measure}")
