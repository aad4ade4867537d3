"""What a command is: one entry gives the key, the `:` line, the palette, the help and the command line."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from console.desk.answers import Done
from console.desk.deeds import Deed
from console.desk.protocol import Desk
from console.desk.undo import NEVER, done_by
from console.model.alert import Alert
from console.model.alertrule import Kept
from console.model.calendar import CalendarEntry
from console.model.correction import StoredCorrection
from console.model.incident import Incident, Run
from console.model.item import ItemRow
from console.model.outbox import Outgoing
from console.model.person import Handle
from console.model.rule import Rule

PUBLISHED = "what was published can't be undone"
Value = str | int | timedelta | tuple[str, ...]
Args = Mapping[str, Value]


class Where(StrEnum):
    """The places whose keys differ."""

    ANYWHERE = "anywhere"
    QUEUE = "queue"
    THREAD = "thread"
    ALERT = "alert"
    WARROOM = "warroom"
    RUN = "run"
    OUTBOX = "outbox"
    RULES = "rules"
    ALERT_RULES = "alert-rules"
    ALERT_RULE = "alert-rule"
    ACTS = "acts"
    CHANNELS = "channels"
    CALENDAR = "calendar"
    CORRECTIONS = "corrections"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Context:
    """What stands under the cursor when a command is given."""

    item: ItemRow | None = None
    alert: Alert | None = None
    incident: Incident | None = None
    run: Run | None = None
    step: str | None = None
    out: Outgoing | None = None
    handle: Handle | None = None
    """A person that was named; else the author of `item` is meant."""
    rule: Rule | None = None
    alert_rule: Kept | None = None
    entry: CalendarEntry | None = None
    correction: StoredCorrection | None = None


@dataclass(frozen=True, slots=True)
class Param:
    """One argument. `text` and `words` take the rest of the line, as one string or split; `filter` is a text
    whose quotation marks mean something. A `flag` is an option without a value, 1 where it is given."""

    name: str
    kind: Literal["word", "words", "text", "int", "duration", "choice", "filter", "flag", "letter"]
    required: bool = True
    choices: tuple[str, ...] = ()
    option: bool = False
    """Given as `--name value` instead of by position."""


def _always(_context: Context) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    """Noun and verb, or one verb for what only a screen can do."""
    help: str
    """One sentence in English; other languages come from the locales by `command.<name>`."""
    params: tuple[Param, ...] = ()
    keys: tuple[str, ...] = ()
    """Default keys, as Textual names them."""
    where: frozenset[Where] = frozenset({Where.ANYWHERE})
    undoable: bool = False
    back: str = ""
    """The command that turns it back, where `undo` does not."""
    sends: bool = False
    """Something may leave the house: playbooks show it before it runs."""
    deed: Callable[[Desk, Args], Deed] | None = None
    """What it does to an item, where it can do it to many as one act."""
    verbatim: bool = False
    """What follows the first argument of a line is taken as it was typed, quotation marks and all."""
    run: Callable[[Desk, Context, Args], Awaitable[Done]] | None = None
    """None: the screen itself does it (moving, opening, asking)."""
    why_not: Callable[[Context], str | None] = field(default=_always)
    """The reason why it can't be done here and now, or None."""

    @property
    def final(self) -> str:
        """What is to be known before: that `undo` will not take it back; empty where it will."""
        if self.run is None or self.undoable or self.name == "undo":
            return ""
        if self.sends:
            return PUBLISHED
        return done_by(self.back) if self.back else NEVER
