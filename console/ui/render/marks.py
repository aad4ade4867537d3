"""The small signs, in Unicode and in ASCII."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.model.item import ItemRow
from console.model.words import HealthState, Kind, Label, OutboxState, PersonMark, State, StepState
from console.ui.locales import Words
from console.ui.render.line import Line, Span

_FANCY = {
    "alike": "≈",
    "cursor": "▌",
    "here": "▸",
    "mark": "✚",
    "new": "●",
    "pending": "◌",
    "snoozed": "◷",
    "done": "✓",
    "draft": "✎",
    "held": "⚑",
    "looks": "◉",
    "up": "▲",
    "dot": "·",
    "rule": "─",
    "side": "│",
    "bar": "█",
    "arrow": "→",
    "todo": "○",
    "doing": "◐",
    "skipped": "↷",
    "blocked": "✖",
    "deleted": "⌫",
    "edited": "≠",
    "sum": "∑",
    "answers": "↳",
    "late": "↓",
}
_ASCII = {
    "alike": "~",
    "cursor": ">",
    "here": ":",
    "mark": "+",
    "new": "*",
    "pending": "~",
    "snoozed": "z",
    "done": "v",
    "draft": "d",
    "held": "@",
    "looks": "&",
    "up": "^",
    "dot": "-",
    "rule": "-",
    "side": "|",
    "bar": "#",
    "arrow": "->",
    "todo": "o",
    "doing": "%",
    "skipped": "/",
    "blocked": "X",
    "deleted": "x",
    "edited": "!",
    "sum": "=",
    "answers": "`",
    "late": "<",
}
_PERSONS = {PersonMark.VIP: "good", PersonMark.TROLL: "bad"}
_BARS = "▁▂▃▄▅▆▇█"
_ASCII_BARS = "_.-=+*%#"
_KINDS = {Kind.COMMENT: "C", Kind.DM: "D", Kind.MENTION: "M", Kind.REPLY: "R", Kind.REVIEW: "V"}
_LABELS = {Label.NEGATIVE: "-", Label.NEUTRAL: "0", Label.POSITIVE: "+"}
_NETWORKS = {"bluesky": "bs", "mastodon": "ma", "webhook": "wh", "jsonl": "jl", "demo": "de"}


@dataclass(frozen=True, slots=True)
class Marks:
    ascii: bool = False
    spoken: Mapping[str, str] | None = None
    """Words in place of signs, in the linear mode."""

    @property
    def linear(self) -> bool:
        return self.spoken is not None

    def __getitem__(self, name: str) -> str:
        if self.spoken is not None and name in self.spoken:
            return self.spoken[name]
        return (_ASCII if self.ascii else _FANCY)[name]

    def bar(self, share: float) -> str:
        """One cell that is filled from its foot; `share` from 0 to 1."""
        bars = _ASCII_BARS if self.ascii else _BARS
        return bars[min(len(bars) - 1, max(0, int(share * len(bars))))]

    def state(self, state: State) -> str:
        # Read aloud, the word for it follows anyway.
        return "" if self.linear else self[state.value]

    def step(self, state: str) -> str:
        return self["done" if state == StepState.DONE else state]


def kind(value: Kind) -> str:
    return _KINDS[value]


def sentiment(row: ItemRow) -> tuple[str, str]:
    """Sign and style name."""
    if row.unsure:
        return "?", "unsure"
    return _LABELS[row.label], row.label.value


def person(mark: PersonMark | None, words: Words) -> Line:
    """What a colleague said of the person, as a word in brackets; nothing where nothing was said."""
    if mark is None:
        return ()
    return (Span(f"[{words.of('person', mark.value)}]", _PERSONS[mark]), Span(" "))


def person_letter(mark: PersonMark | None, words: Words) -> Line:
    """The same in three cells of a row."""
    if mark is None:
        return ()
    return (Span(words(f"letter.{mark.value}"), _PERSONS[mark]), Span(" "))


def network(name: str) -> str:
    """Two letters."""
    return _NETWORKS.get(name, name[:2])


URGENT, HIGH, NORMAL = 400, 240, 120
"""Priority points from which a row is urgent (life), high (people's data and money), normal."""


def priority(rank: int) -> str:
    points = 1000 - rank
    if points >= URGENT:
        return "urgent"
    if points >= HIGH:
        return "high"
    return "normal" if points >= NORMAL else "low"


OUTBOX_STYLE = {
    OutboxState.HELD: "warn",
    OutboxState.SENDING: "accent",
    OutboxState.SENT: "good",
    OutboxState.FAILED: "bad",
    OutboxState.UNKNOWN: "bad",
    OutboxState.CANCELLED: "faint",
}
HEALTH_STYLE = {
    HealthState.OK: "good",
    HealthState.STARTING: "dim",
    HealthState.BEHIND: "warn",
    HealthState.LIMITED: "warn",
    HealthState.SILENT: "warn",
    HealthState.UNREACHABLE: "bad",
    HealthState.AUTH: "bad",
    HealthState.BROKEN: "bad",
    HealthState.STOPPED: "bad",
}
