"""The rules, asked in their order about one message: what each says, and what is to be done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol

from console.model.item import ItemRow
from console.model.rule import Action, Deed, Outcome, Rule, Verb, Verdict
from console.model.team import AUTO
from console.model.words import Flag, Reason, State
from console.query import Query, failing, parse
from console.rules.draft import HIDING
from console.rules.saying import failed

NEVER_HIDDEN = frozenset(
    {
        Flag.SAFETY,
        Flag.DATA,
        Flag.TAKEOVER,
        Flag.THREAT,
        Flag.SELF_HARM,
        Flag.MINORS,
        Flag.LEGAL,
        Flag.PRESS,
    }
)
"""Content that a person must see, whatever a rule says."""

SHARED_OUT = Action(Verb.ASSIGN, AUTO)
NOBODY_FREE = "nobody is here who may have one more"
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""No term of a rule asks for the time."""


class Thread(Protocol):
    """What a rule must know of the item beyond its row; asked only where a condition holds."""

    def fired(self, rule: Rule) -> bool:
        """Whether the rule fired on the item before."""
        ...

    def muted_by(self, rule: Rule) -> bool:
        """Whether the rule's muting is the last that happened to the item: no person touched it since."""
        ...

    def flags(self) -> frozenset[Flag]:
        """Of every message in it that waits for us."""
        ...

    def freest(self, lang: str | None) -> str | None:
        """Who is to look after an item in a language next; None if nobody can."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    rule: Rule
    verdict: Verdict
    doing: tuple[Action, ...] = ()
    """What is to be done, in order: what was not refused."""


def ask(rules: Sequence[Rule], row: ItemRow, thread: Thread) -> Iterator[Answer]:
    """Ask each rule in order about a message that came; what one does is seen by those behind it.

    A rule fires once on an item: what a person took back stays taken back, and nothing goes in circles.
    The one thing that is done again is muting, while nobody has touched what the rule muted.

    Args:
        rules: Those that are on, in their order, each as `check` let it pass.
        row: The item with the message's own text, author and judgement.
        thread: What else there is to know of the item.
    """
    stopped = ""
    for rule in rules:
        if stopped:
            yield Answer(rule, Verdict(rule.name, Outcome.STOPPED, f"{stopped} is the last to be asked"))
            continue
        query = read(rule.query)
        term = failing(query, row, me="", now=_ANY_TIME)
        if term is not None:
            yield Answer(rule, Verdict(rule.name, Outcome.FAILED, failed(query, term, row)))
            continue
        if rule.stop:
            stopped = rule.name
        wanted = rule.actions
        if thread.fired(rule):
            wanted = tuple(one for one in wanted if one.verb is Verb.MUTE and thread.muted_by(rule))
            if not wanted:
                yield Answer(rule, Verdict(rule.name, Outcome.REPEATED, "it fired on this item before"))
                continue
        doing: list[Action] = []
        deeds: list[Deed] = []
        for action in wanted:
            reason, meant = refusal(action, row, thread), action
            if not reason and action == SHARED_OUT:
                name = thread.freest(row.lang)
                meant, reason = replace(action, value=name or ""), "" if name else NOBODY_FREE
            deeds.append(Deed(str(action), reason))
            if not reason:
                doing.append(meant)
                row = _after(meant, row)
        yield Answer(rule, Verdict(rule.name, Outcome.FIRED, rule.query, tuple(deeds)), tuple(doing))


def refusal(action: Action, row: ItemRow, thread: Thread) -> str:
    """Why an action must not be done, or nothing."""
    if action.verb is Verb.ASSIGN and (row.holder or row.assignee):
        return f"{row.holder} holds it" if row.holder else f"it is assigned to {row.assignee}"
    if action.verb in HIDING:
        if row.holder is not None:
            return f"{row.holder} holds it"
        if row.state is not State.NEW:
            return f"the item is {row.state.value}"
        if never := thread.flags() & NEVER_HIDDEN:
            return f"what is flagged {', '.join(sorted(never))} is never hidden"
    return ""


def _after(action: Action, row: ItemRow) -> ItemRow:
    match action.verb:
        case Verb.TAG:
            return row if action.value in row.tags else replace(row, tags=(*row.tags, action.value))
        case Verb.ASSIGN:
            return replace(row, assignee=action.value)
        case Verb.MUTE:
            return replace(row, state=State.DONE, reason=Reason.MUTED)
        case Verb.SNOOZE:
            return replace(row, state=State.SNOOZED)
        case _:
            return row


@lru_cache(maxsize=512)
def read(query: str) -> Query:
    """A condition that was checked when it was saved."""
    return parse(query)
