"""When a playbook offers itself: `flag:outage or (spike:negative>=4 and channel:mastodon/*)`."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

from console.errors import InputError
from console.model.alert import Alert
from console.model.stream import is_channel
from console.model.words import Flag, HealthState, Level
from console.playbooks.limits import MAX_TRIGGER_CHARS, MAX_TRIGGER_DEPTH
from console.text import fold

MEASURES: Mapping[str, str] = {"volume": "volume", "negative": "negatives"}
"""A spike's name in a trigger, and the measure of the detector's signals."""

MANUAL = "manual"
"""The trigger of a playbook that only a person starts."""

_TOKEN = re.compile(r'\s*(?:(?P<paren>[()])|(?P<atom>[a-z]+:(?:"[^"]*"|[^\s()"]+))|(?P<word>[^\s()]+))')
_SPIKE = re.compile(r"([a-z]+)(>=|>)(\d{1,4}(?:\.\d{1,3})?)", re.ASCII)
_LEVELS = tuple(Level)


class TriggerError(InputError):
    """A trigger that cannot be read.

    Args:
        what: What is wrong.
        at: Where in the text, from 0.
        fix: What would be right.
    """

    def __init__(self, what: str, *, at: int, fix: str) -> None:
        super().__init__(what, fix=fix)
        self.at = at


@dataclass(frozen=True, slots=True)
class TriggerFacts:
    """What is known when a trigger is asked."""

    flags: frozenset[Flag] = frozenset()
    spikes: Mapping[str, float] = field(default_factory=dict)
    """By measure (`volume`, `negatives`): how many times the expected was reached, on the worst stream."""
    level: Level | None = None
    channels: frozenset[str] = frozenset()
    health: frozenset[HealthState] = frozenset()
    words: tuple[str, ...] = ()
    """Phrases that grew."""


@dataclass(frozen=True, slots=True)
class Atom:
    kind: Literal["flag", "spike", "level", "channel", "health", "word", "manual"]
    value: str
    times: float = 0.0
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple["Trigger", ...]


@dataclass(frozen=True, slots=True)
class Both:
    parts: tuple["Trigger", ...]


Trigger = Atom | Either | Both


def parse_trigger(text: str) -> Trigger:
    """Read a trigger; `and` binds closer than `or`.

    Raises:
        TriggerError: It is empty or not in the language.
    """
    if len(text) > MAX_TRIGGER_CHARS:
        fix = "keep to the few signs that tell this crisis from others"
        raise TriggerError(f"a trigger has at most {MAX_TRIGGER_CHARS:,} characters", at=0, fix=fix)
    return _Reader(text).read()


def trigger_holds(trigger: str | Trigger, facts: TriggerFacts) -> bool:
    """Whether the facts fulfil a trigger; one that cannot be read never holds."""
    if isinstance(trigger, str):
        try:
            trigger = parse_trigger(trigger)
        except TriggerError:
            return False
    match trigger:
        case Either(parts):
            return any(trigger_holds(part, facts) for part in parts)
        case Both(parts):
            return all(trigger_holds(part, facts) for part in parts)
    return _holds(trigger, facts)


def facts_of(alert: Alert, health: Collection[HealthState] = ()) -> TriggerFacts:
    """What an alert says.

    A spike counts as many times the expected as its value reaches on the worst stream. Less than one
    expected counts as one: three complaints where a tenth of one is usual are no thirtyfold storm.
    """
    finding = alert.finding
    explained = finding.explanation
    content = explained.content.flags if explained is not None and explained.content is not None else {}
    spikes: dict[str, float] = {}
    for signal in finding.signals:
        times = signal.value / max(signal.expected, 1.0)
        spikes[signal.measure] = max(times, spikes.get(signal.measure, 0.0))
    return TriggerFacts(
        flags=frozenset((*finding.carried, *(Flag(name) for name in content))),
        spikes=spikes,
        level=finding.level,
        channels=frozenset(signal.stream for signal in finding.signals if is_channel(signal.stream)),
        health=frozenset(health),
        words=tuple(phrase.text for phrase in finding.phrases),
    )


def _holds(atom: Atom, facts: TriggerFacts) -> bool:
    match atom.kind:
        case "flag":
            return atom.value in facts.flags
        case "spike":
            times = facts.spikes.get(MEASURES[atom.value], 0.0)
            return times > atom.times if atom.strict else times >= atom.times
        case "level":
            return facts.level is not None and _LEVELS.index(facts.level) >= _LEVELS.index(Level(atom.value))
        case "channel":
            return any(fnmatchcase(channel.lower(), atom.value.lower()) for channel in facts.channels)
        case "health":
            return atom.value in facts.health
        case "word":
            wanted = f" {fold(atom.value)} "
            return bool(wanted.strip()) and any(wanted in f" {fold(phrase)} " for phrase in facts.words)
        case _:
            return False


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[int, str]] = []
        at = 0
        while match := _TOKEN.match(text, at):
            kind = match.lastgroup or "word"
            self._tokens.append((match.start(kind), match.group(kind)))
            at = match.end()
        self._next = 0

    def read(self) -> Trigger:
        if self._peek() == MANUAL and len(self._tokens) == 1:
            return Atom("manual", "")
        found = self._either(0)
        if self._next < len(self._tokens):
            at, token = self._tokens[self._next]
            raise TriggerError(
                f"'{token}' stands where 'and' or 'or' is expected", at=at, fix="join signs by them"
            )
        return found

    def _peek(self) -> str:
        return self._tokens[self._next][1] if self._next < len(self._tokens) else ""

    def _either(self, depth: int) -> Trigger:
        parts = [self._both(depth)]
        while self._peek().lower() == "or":
            self._next += 1
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self, depth: int) -> Trigger:
        parts = [self._one(depth)]
        while self._peek().lower() == "and":
            self._next += 1
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _one(self, depth: int) -> Trigger:
        if self._next >= len(self._tokens):
            fix = "write a sign such as flag:outage or spike:negative>=4"
            raise TriggerError("the trigger ends where a sign is expected", at=len(self._text), fix=fix)
        at, sign = self._tokens[self._next]
        self._next += 1
        if sign != "(":
            return _atom(sign, at)
        if depth >= MAX_TRIGGER_DEPTH:
            raise TriggerError("the parentheses are nested too deeply", at=at, fix="write it flatter")
        found = self._either(depth + 1)
        if self._peek() != ")":
            raise TriggerError("a parenthesis is not closed", at=at, fix="close it with )")
        self._next += 1
        return found


def _atom(token: str, at: int) -> Atom:
    kind, colon, value = token.partition(":")
    value = value.strip('"').strip()
    if not colon or not value:
        fix = 'signs are flag:… spike:volume>=N spike:negative>=N level:… channel:… health:… word:"…"'
        raise TriggerError(f"'{token}' is no sign", at=at, fix=fix)
    match kind:
        case "flag":
            return Atom("flag", _among(value, [each.value for each in Flag], token, at))
        case "level":
            return Atom("level", _among(value, [each.value for each in Level], token, at))
        case "health":
            return Atom("health", _among(value, [each.value for each in HealthState], token, at))
        case "channel":
            return Atom("channel", value)
        case "word":
            return Atom("word", value)
        case "spike":
            match = _SPIKE.fullmatch(value)
            if match is None or match.group(1) not in MEASURES or float(match.group(3)) <= 1:
                fix = "write spike:volume>=N or spike:negative>=N, N times the expected and more than 1"
                raise TriggerError(f"'{token}' is no spike", at=at, fix=fix)
            return Atom("spike", match.group(1), float(match.group(3)), match.group(2) == ">")
    fix = "signs are flag, spike, level, channel, health and word"
    raise TriggerError(f"'{kind}' is no sign", at=at, fix=fix)


def _among(value: str, words: list[str], token: str, at: int) -> str:
    if value not in words:
        raise TriggerError(f"'{token}' names none that there is", at=at, fix="one of " + ", ".join(words))
    return value
