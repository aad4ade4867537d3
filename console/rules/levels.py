"""Alert rules on counts: when one holds, online, and what that would have meant on history."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from statistics import median

from console.model.alertrule import Above, AlertRule, BackTest, FilterPoint, Firing, Labelled, Measure
from console.model.stream import BUCKET
from console.query import Query, QueryError, parse

WEEK = timedelta(weeks=1)
WEEKS = 4
"""How many weeks back the usual is taken from."""
LEAST_WEEKS = 2
"""Weeks of history, below which nobody can say what is usual."""
AROUND = range(-5, 7)
"""Windows around the same time of an earlier week, in buckets: one hour."""
KNOWN = ("text", "lang", "sentiment", "channel", "network", "kind", "flag", "author")
BETTER_FIRST = ("real", "useful", "false")

LEAD = WEEKS * WEEK + timedelta(days=2)
"""History before a back-test's start that tells what is usual: the weeks and the longest window."""

_STEP = int(BUCKET.total_seconds())
_WEEK = int(WEEK / BUCKET)


def check(rule: AlertRule) -> Query:
    """The rule's filter, read.

    Raises:
        QueryError: it can't be read, or asks what a message alone does not tell.
    """
    query = parse(rule.filter)
    for term in query.terms:
        if term.key not in KNOWN and not (term.key == "is" and term.value == "unsure"):
            known = ", ".join([*(f"{key}:" for key in KNOWN if key != "text"), "is:unsure", "words"])
            raise QueryError(
                f"{term.key}: can't be known when a message comes",
                term.at,
                f"an alert rule knows {known}",
            )
    return query


@dataclass(slots=True)
class _Sums:
    """Running sums over the buckets in which there was something, oldest first."""

    buckets: list[int] = field(default_factory=list)
    volume: list[int] = field(default_factory=lambda: [0])
    negatives: list[int] = field(default_factory=lambda: [0])

    def add(self, bucket: int, point: FilterPoint) -> None:
        self.buckets.append(bucket)
        self.volume.append(self.volume[-1] + point.volume)
        self.negatives.append(self.negatives[-1] + point.negatives)

    def window(self, last: int, width: int) -> tuple[int, int]:
        """Volume and negatives of `width` buckets, `last` the last of them."""
        end, start = bisect_right(self.buckets, last), bisect_right(self.buckets, last - width)
        return self.volume[end] - self.volume[start], self.negatives[end] - self.negatives[start]


def evaluate(
    points: Sequence[FilterPoint], rule: AlertRule, *, known_since: datetime, until: datetime
) -> tuple[list[Firing], int]:
    """When the rule fires, and how many windows could not be decided.

    Online: whether it fires at a bucket's end depends on that bucket and those before it alone.

    Args:
        points: Five-minute buckets of messages that fit the filter, oldest first; empty ones may be missing.
        rule: A checked rule.
        known_since: When the store's history begins: before it nothing is known, after it a bucket that is
            missing is an empty one.
        until: Now; only buckets that ended by then are looked at.
    """
    sums, width = _Sums(), int(rule.window / BUCKET)
    first, end = _bucket(known_since), _bucket(until)
    firings: list[Firing] = []
    undecided, held_at = 0, None
    for bucket, point in _walk(points, width, end):
        if point is not None:
            sums.add(bucket, point)
        volume, negatives = sums.window(bucket, width)
        if volume < rule.least:
            continue
        value = _value(rule.measure, volume, negatives)
        usual = _usual(sums, rule.measure, bucket, width, first) if rule.above is Above.USUAL else None
        if rule.above is Above.USUAL and usual is None:
            undecided += 1
            continue
        bound = rule.threshold if usual is None else rule.threshold * usual
        if value <= 0 or value < bound:
            continue
        at = _ended(bucket)
        if held_at is None or at - held_at > rule.cooldown:
            firings.append(Firing(at, at, value, usual, _reason(rule, value, usual, volume)))
        held_at = at
        firings[-1] = replace(firings[-1], until=at)
    if held_at is not None and until - held_at <= rule.cooldown:
        firings[-1] = replace(firings[-1], until=None)
    return firings, undecided


def _bucket(at: datetime) -> int:
    return int(at.timestamp()) // _STEP


def _ended(bucket: int) -> datetime:
    return datetime.fromtimestamp((bucket + 1) * _STEP, UTC)


def _walk(points: Sequence[FilterPoint], width: int, end: int) -> Iterator[tuple[int, FilterPoint | None]]:
    """Every bucket before `end` whose window holds something."""
    for place, point in enumerate(points):
        bucket = _bucket(point.bucket_at)
        if bucket >= end:
            return
        yield bucket, point
        following = _bucket(points[place + 1].bucket_at) if place + 1 < len(points) else end
        for empty in range(bucket + 1, min(following, bucket + width, end)):
            yield empty, None


def _value(measure: Measure, volume: int, negatives: int) -> float:
    if measure is Measure.SHARE:
        return negatives / volume if volume else 0.0
    return float(negatives if measure is Measure.NEGATIVES else volume)


def _usual(sums: _Sums, measure: Measure, bucket: int, width: int, first: int) -> float | None:
    """The median of the windows in the same hour of the last four weeks; None if two are not known."""
    values: list[float] = []
    weeks = 0
    for back in range(1, WEEKS + 1):
        then = bucket - back * _WEEK
        if then + AROUND[0] - width + 1 < first:
            break
        weeks += 1
        values += [_value(measure, *sums.window(then + near, width)) for near in AROUND]
    return median(values) if weeks >= LEAST_WEEKS else None


def _reason(rule: AlertRule, value: float, usual: float | None, volume: int) -> str:
    minutes = int(rule.window.total_seconds()) // 60
    span = f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
    if rule.measure is Measure.SHARE:
        found = f"{value:.0%} of {volume:,} messages in {span} negative"
        normal = f"{usual:.0%}" if usual is not None else ""
        asked = f"{rule.threshold:.0%}"
    else:
        found = f"{value:,.0f} {'messages' if rule.measure is Measure.VOLUME else 'negatives'} in {span}"
        normal = f"{usual:,.1f}" if usual is not None else ""
        asked = f"{rule.threshold:,.0f}"
    if usual is None:
        return f"{found}, the rule asks for {asked}"
    return (
        f"{found}, usually {normal} at this hour of the week, the rule asks for {rule.threshold:g} times that"
    )


def judge(
    points: Sequence[FilterPoint],
    rule: AlertRule,
    labelled: Sequence[Labelled],
    *,
    known_since: datetime,
    since: datetime,
    until: datetime,
) -> BackTest:
    """The rule on history, and what people said of the alerts that were raised at the same time.

    Args:
        points: As `evaluate` takes them.
        rule: A checked rule.
        labelled: Alerts with a verdict.
        known_since: Where `points` begin.
        since: Only episodes that began after this count; what lies before it tells what is usual.
        until: Now.
    """
    fired, undecided = evaluate(points, rule, known_since=known_since, until=until)
    found = tuple(replace(one, label=_label(one, rule, labelled, until)) for one in fired if one.at > since)
    points = [point for point in points if point.bucket_at + BUCKET > since]
    labels = Counter(one.label for one in found if one.label is not None)
    weeks = max((until - since) / WEEK, 1.0)
    total = labels.total()
    return BackTest(
        since=points[0].bucket_at if points else None,
        until=until,
        matched=sum(point.volume for point in points),
        undecided=undecided,
        fired=found,
        per_week=len(found) / weeks,
        real=labels["real"],
        false=labels["false"],
        useful=labels["useful"],
        precision=(labels["real"] + labels["useful"]) / total if total else None,
    )


def _label(fired: Firing, rule: AlertRule, labelled: Sequence[Labelled], until: datetime) -> str | None:
    """That of the labelled alerts that overlap with the episode; the best, where they differ."""
    began, ended = fired.at - rule.window, fired.until or until
    said = {one.verdict for one in labelled if one.began <= ended and one.ended >= began}
    return next((verdict for verdict in BETTER_FIRST if verdict in said), None)
