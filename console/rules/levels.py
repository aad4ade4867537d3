"""Alert rules on counts: when one holds, online, and what that would have meant on history."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median

from console.model.alertrule import Above, AlertRule, BackTest, FilterPoint, Firing, Labelled, Measure
from console.model.calendar import CalendarEntry
from console.model.stream import BUCKET
from console.query import Query, QueryError, parse
from console.rules.lifting import Lifts

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

REVISED = timedelta(hours=24)
"""How far back a message that came late can still make a rule fire."""

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


class _Sums:
    """Running sums over the buckets in which there was something, oldest first."""

    def __init__(self) -> None:
        self.buckets: list[int] = []
        self.volume = [0]
        self.negatives = [0]

    def put(self, bucket: int, point: FilterPoint) -> None:
        """Let this be the bucket's count, whatever was counted there before."""
        at = bisect_left(self.buckets, bucket)
        if at == len(self.buckets) or self.buckets[at] != bucket:
            self.buckets.insert(at, bucket)
            self.volume.insert(at + 1, self.volume[at])
            self.negatives.insert(at + 1, self.negatives[at])
        more = point.volume - (self.volume[at + 1] - self.volume[at])
        worse = point.negatives - (self.negatives[at + 1] - self.negatives[at])
        for place in range(at + 1, len(self.volume)):
            self.volume[place] += more
            self.negatives[place] += worse

    def window(self, last: int, width: int) -> tuple[int, int]:
        """Volume and negatives of `width` buckets, `last` the last of them."""
        end, start = bisect_right(self.buckets, last), bisect_right(self.buckets, last - width)
        return self.volume[end] - self.volume[start], self.negatives[end] - self.negatives[start]

    def forget(self, before: int) -> None:
        gone = bisect_left(self.buckets, before)
        del self.buckets[:gone], self.volume[:gone], self.negatives[:gone]


class Level:
    """One rule, online: bucket by bucket, in bounded time and memory.

    A back-test and the watch go through this same code, so that a rule fires as it was tried.

    Args:
        rule: A checked rule.
        known_since: When the store's history begins: before it nothing is known, after it a bucket that is
            missing is an empty one.
        calendar: What is known to lift the usual, as far back as what is usual is taken from.
    """

    def __init__(
        self, rule: AlertRule, known_since: datetime, calendar: Sequence[CalendarEntry] = ()
    ) -> None:
        self.rule = rule
        self.undecided = 0
        """Windows that were large enough, but too early to know what is usual."""
        self.now: Firing | None = None
        """The newest window in which the rule held, as if it had fired there."""
        self._first = _bucket(known_since)
        self._width = int(rule.window / BUCKET)
        self._kept = _bucket_count(lead(rule) + REVISED)
        self._sums = _Sums()
        self._calendar = calendar
        self._lifts = Lifts(rule, calendar)
        self._next: int | None = None
        self._firing: Firing | None = None

    def expect(self, calendar: Sequence[CalendarEntry]) -> None:
        """The calendar changed, perhaps: what is decided from now on goes by this one."""
        if calendar != self._calendar:
            self._calendar, self._lifts = calendar, Lifts(self.rule, calendar)

    def learn(self, point: FilterPoint) -> None:
        """Count a bucket without deciding on it."""
        self._sums.put(_bucket(point.bucket_at), point)

    def close(self, bucket_at: datetime, point: FilterPoint | None = None) -> Firing | None:
        """The next bucket is over: the episode if the rule holds at its end, a new one if `at` is `until`.

        Whether it does depends on this bucket and those before it alone. Windows with nothing in them may be
        left out.
        """
        return self.step(_bucket(bucket_at), point)

    def step(self, bucket: int, point: FilterPoint | None) -> Firing | None:
        """As `close`; buckets are counted from 1970."""
        if point is not None:
            self._sums.put(bucket, point)
        if self._sums.buckets and self._sums.buckets[0] < bucket - 2 * self._kept:
            self._sums.forget(bucket - self._kept)
        self._next = bucket + 1
        return self._decide(bucket)

    def revise(self, points: Iterable[FilterPoint], since: datetime) -> list[Firing]:
        """Counts of buckets that are over changed: decide again on those since a time, oldest first.

        An episode that began before `since` is told from there on.
        """
        for point in points:
            self._sums.put(_bucket(point.bucket_at), point)
        if self._next is None:
            return []
        self._firing = None
        return _episodes(self._decide(bucket) for bucket in range(_bucket(since), self._next))

    def _decide(self, bucket: int) -> Firing | None:
        rule = self.rule
        volume, negatives = self._sums.window(bucket, self._width)
        if volume < rule.least:
            return None
        value, usual, lift = _value(rule.measure, volume, negatives), None, 1.0
        if rule.above is Above.USUAL:
            usual = _usual(self._sums, self._lifts, rule.measure, bucket, self._width, self._first)
            if usual is None:
                self.undecided += 1
                return None
            lift = self._lifts.of(bucket, self._width)
            usual *= lift
        bound = rule.threshold if usual is None else rule.threshold * usual
        if value <= 0 or value < bound:
            return None
        at = _ended(bucket)
        self.now = Firing(at, at, value, usual, _reason(rule, value, usual, volume, lift), volume)
        held_at = None if self._firing is None else self._firing.until
        if self._firing is None or held_at is None or at - held_at > rule.cooldown:
            self._firing = self.now
        else:
            self._firing = replace(self._firing, until=at)
        return self._firing


def lead(rule: AlertRule) -> timedelta:
    """History before a bucket that tells whether the rule holds at its end."""
    return LEAD if rule.above is Above.USUAL else rule.window


def evaluate(
    points: Sequence[FilterPoint],
    rule: AlertRule,
    *,
    known_since: datetime,
    until: datetime,
    calendar: Sequence[CalendarEntry] = (),
) -> tuple[list[Firing], int]:
    """When the rule fires, and how many windows could not be decided.

    Args:
        points: Five-minute buckets of messages that fit the filter, oldest first; empty ones may be missing.
        rule: A checked rule.
        known_since: As `Level` takes it.
        until: Now; only buckets that ended by then are looked at.
        calendar: As `Level` takes it.
    """
    level = Level(rule, known_since, calendar)
    width, end = int(rule.window / BUCKET), _bucket(until)
    firings = _episodes(level.step(bucket, point) for bucket, point in _walk(points, width, end))
    if firings and (held_at := firings[-1].until) is not None and until - held_at <= rule.cooldown:
        firings[-1] = replace(firings[-1], until=None)
    return firings, level.undecided


def _episodes(held: Iterable[Firing | None]) -> list[Firing]:
    """What was told again and again while it lasted, once each."""
    found: list[Firing] = []
    for firing in held:
        if firing is None:
            continue
        if found and found[-1].at == firing.at:
            found[-1] = firing
        else:
            found.append(firing)
    return found


def _bucket_count(span: timedelta) -> int:
    return int(span / BUCKET) + 1


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


def _usual(sums: _Sums, lifts: Lifts, measure: Measure, bucket: int, width: int, first: int) -> float | None:
    """The median of the windows in the same hour of the last four weeks; None if two are not known.

    What an entry of the calendar lifted counts without its lift: a launch is not what is usual.
    """
    values: list[float] = []
    weeks = 0
    for back in range(1, WEEKS + 1):
        then = bucket - back * _WEEK
        if then + AROUND[0] - width + 1 < first:
            break
        weeks += 1
        for near in AROUND:
            last = then + near
            values.append(_value(measure, *sums.window(last, width)) / lifts.of(last, width))
    return median(values) if weeks >= LEAST_WEEKS else None


def usual_at(
    points: Iterable[FilterPoint],
    rule: AlertRule,
    at: datetime,
    *,
    known_since: datetime,
    calendar: Sequence[CalendarEntry] = (),
) -> tuple[float, float] | None:
    """Messages and negatives that are usual in the rule's window that ends at `at` (a bucket's end), at this
    hour of the week and with what the calendar knows; None while there is too little history.

    Args:
        points: Buckets of messages that fit its filter, from `LEAD` before.
        rule: A checked rule, whatever it asks for.
        at: UTC.
        known_since: As `Level` takes it.
        calendar: As `Level` takes it.
    """
    sums, lifts, width = _Sums(), Lifts(rule, calendar), int(rule.window / BUCKET)
    for point in points:
        sums.put(_bucket(point.bucket_at), point)
    bucket = _bucket(at) - 1
    volume, negatives = (
        _usual(sums, lifts, measure, bucket, width, _bucket(known_since))
        for measure in (Measure.VOLUME, Measure.NEGATIVES)
    )
    lift = lifts.of(bucket, width)
    return None if volume is None or negatives is None else (lift * volume, lift * negatives)


def _reason(rule: AlertRule, value: float, usual: float | None, volume: int, lift: float) -> str:
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
    known = f", x{lift:.3g} by the calendar included" if lift > 1 else ""
    return (
        f"{found}, usually {normal} at this hour of the week{known}, "
        f"the rule asks for {rule.threshold:g} times that"
    )


def judge(
    points: Sequence[FilterPoint],
    rule: AlertRule,
    labelled: Sequence[Labelled],
    *,
    rule_id: int | None = None,
    calendar: Sequence[CalendarEntry] = (),
    known_since: datetime,
    since: datetime,
    until: datetime,
) -> BackTest:
    """The rule on history, and what people said of the alerts that were raised at the same time.

    Args:
        points: As `evaluate` takes them.
        rule: A checked rule.
        labelled: Alerts with a verdict.
        rule_id: The rule's number if it is kept; None for one that raised nothing yet.
        calendar: As `Level` takes it.
        known_since: Where `points` begin.
        since: Only episodes that began after this count; what lies before it tells what is usual.
        until: Now.
    """
    fired, undecided = evaluate(points, rule, known_since=known_since, until=until, calendar=calendar)
    own = [one for one in labelled if one.rule_id is not None and one.rule_id == rule_id]
    others = [one for one in labelled if one.rule_id is None]

    def labelled_as(fired: Firing) -> str | None:
        # What was said of another rule's alert was said of other messages.
        return _label(fired, rule, own, until) or _label(fired, rule, others, until)

    found = tuple(replace(one, label=labelled_as(one)) for one in fired if one.at > since)
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
