"""A rule tried on history, message by message in the order of their time, beside the rules that stand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from console.model.rule import Outcome, Past, Rule, Sample, Trial, Verb
from console.model.team import AUTO
from console.model.words import Flag
from console.rules.asking import Answer, ask

SAMPLES = 10


@dataclass(slots=True)
class _Item:
    """What the rules made of an item so far, had they stood then; it fulfils `Thread`."""

    tags: tuple[str, ...] = ()
    assignee: str | None = None
    flagged: set[Flag] = field(default_factory=set)
    by: set[str] = field(default_factory=set)

    def fired(self, rule: Rule) -> bool:
        return rule.name in self.by

    def muted_by(self, rule: Rule) -> bool:
        return True

    def flags(self) -> frozenset[Flag]:
        return frozenset(self.flagged)

    def freest(self, lang: str | None) -> str:
        # Who was there then, nobody knows: somebody.
        return AUTO


class Trying:
    """Feed it history, oldest first, then ask for what it found.

    Nobody can know who held an item then, or which tags people gave it: only what the rules themselves would
    have done counts. A wave's size is counted from the first message that is fed.
    """

    def __init__(self, rules: Sequence[Rule], tried: str, since: datetime) -> None:
        """`rules` in their order, the one that is tried by its name among them."""
        self._rules = rules
        self._tried = tried
        self._since = since
        self._items: dict[int, _Item] = {}
        self._waves: Counter[int] = Counter()
        self._refused: Counter[tuple[str, str]] = Counter()
        self._weeks: Counter[date] = Counter()
        self._samples: list[Sample] = []
        self.looked = self._held = self._fired = 0

    def feed(self, past: Sequence[Past]) -> None:
        for one in past:
            self.looked += 1
            item = self._items.setdefault(one.row.id, _Item())
            item.flagged.update(one.row.flags)
            row = replace(one.row, tags=item.tags, assignee=item.assignee)
            if one.wave is not None:
                self._waves[one.wave] += 1
                row = replace(row, wave=self._waves[one.wave], wave_id=one.wave)
            for answer in ask(self._rules, row, item):
                self._note(answer, item, one)

    def _note(self, answer: Answer, item: _Item, one: Past) -> None:
        verdict = answer.verdict
        mine = answer.rule.name == self._tried
        if verdict.outcome in (Outcome.FIRED, Outcome.REPEATED):
            self._held += mine
        if verdict.outcome is not Outcome.FIRED:
            return
        first = answer.rule.name not in item.by
        item.by.add(answer.rule.name)
        for action in answer.doing:
            if action.verb is Verb.TAG and action.value not in item.tags:
                item.tags = (*item.tags, action.value)
            elif action.verb is Verb.ASSIGN:
                item.assignee = action.value
        if not mine or not first:
            return
        self._fired += 1
        self._weeks[_monday(one.at)] += 1
        self._refused.update((deed.action, deed.refused) for deed in verdict.deeds if deed.refused)
        sample = Sample(one.row.id, one.at, one.row.author_handle, one.row.text)
        self._samples = [sample, *self._samples][:SAMPLES]

    def found(self) -> Trial:
        return Trial(
            since=self._since,
            looked=self.looked,
            held=self._held,
            fired=self._fired,
            refused=tuple(
                (action, why, count) for (action, why), count in self._refused.most_common(SAMPLES)
            ),
            weeks=tuple(_every_week(self._weeks)),
            samples=tuple(self._samples),
        )


def _monday(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday())


def _every_week(weeks: Counter[date]) -> list[tuple[date, int]]:
    if not weeks:
        return []
    first, last = min(weeks), max(weeks)
    count = (last - first).days // 7 + 1
    return [(monday, weeks[monday]) for monday in (first + timedelta(weeks=n) for n in range(count))]
