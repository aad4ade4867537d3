"""What a person wrote down as a rule, checked before it is saved."""

import re
from datetime import timedelta

from console.errors import InputError
from console.model.duty import GROUP
from console.model.rule import Action, Rule, Verb
from console.model.team import ROLES
from console.query import Query, QueryError, Term, parse
from console.text import one_line

LONGEST_NAME = 24
LONGEST_TAG = 40
MOST_ACTIONS = 8
MOST_POINTS = 500
LONGEST_SNOOZE = timedelta(days=60)

_NAME = re.compile(r"\w[\w-]*")
_SPAN = re.compile(r"(\d{1,4})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

KNOWN_THEN = ("new", "open", "unsure")
"""The `is:` values that can be told of a message in the moment that it comes."""
NARROW = ("text", "author", "flag", "tag", "wave")
"""Keys that tell what is said or who says it: at least one must stand before anything is hidden."""
SMALLEST_WAVE = 2
HIDING = (Verb.MUTE, Verb.SNOOZE)

_BARE = (Verb.MUTE, Verb.ALERT)
_HOW = {
    Verb.TAG: "tag refund",
    Verb.ASSIGN: "assign kari",
    Verb.PRIORITY: "priority +200",
    Verb.SNOOZE: "snooze 2h",
}


def read_action(text: str) -> Action:
    """`tag refund`, `assign kari`, `priority +200`, `snooze 2h`, `mute` or `alert`. Raises InputError."""
    word, _, value = " ".join(one_line(text).split()).partition(" ")
    try:
        verb = Verb(word.casefold())
    except ValueError:
        known = ", ".join([*_HOW.values(), *_BARE])
        raise InputError(f"a rule can't {word or 'do nothing'!r}", fix=f"it can: {known}") from None
    if verb in _BARE:
        if value:
            raise InputError(f"{verb.value} takes no {value!r}", fix=f"write {verb.value} alone")
        return Action(verb)
    wanted = {
        Verb.TAG: _tag,
        Verb.ASSIGN: _person,
        Verb.PRIORITY: _points,
        Verb.SNOOZE: _span,
    }[verb](value)
    if wanted is None:
        raise InputError(f"{verb.value} can't take {value!r}", fix=f"write it like {_HOW[verb]}")
    return Action(verb, wanted)


def _tag(value: str) -> str | None:
    plain = value and not value.startswith("-") and not re.search(r"[\s,]", value)
    return value.lower() if plain and len(value) <= LONGEST_TAG else None


def _person(value: str) -> str | None:
    if value.lower() in ROLES:
        return value.lower()
    if not value.strip(GROUP) or " " in value or ":" in value or len(value) > LONGEST_TAG:
        return None
    if value.startswith(GROUP):
        raise InputError(
            f"there is no role {value!r} to assign to", fix="there are @operator, @approver and @lead"
        )
    return value


def _points(value: str) -> str | None:
    if not re.fullmatch(r"[+-]?\d{1,4}", value) or not 0 < abs(int(value)) <= MOST_POINTS:
        return None
    return f"{int(value):+d}"


def _span(value: str) -> str | None:
    found = _SPAN.fullmatch(value.lower())
    if found is None or not timedelta(0) < span(value.lower()) <= LONGEST_SNOOZE:
        return None
    return value.lower()


def span(value: str) -> timedelta:
    """The length of a checked snooze, such as `2h`."""
    return timedelta(**{_UNITS[value[-1]]: int(value[:-1])})


def check(rule: Rule) -> Query:
    """The rule's condition, read.

    Raises:
        QueryError: the condition can't be read, or can't be decided when a message comes.
        InputError: the name is none, it does nothing, or it would act on everything.
    """
    if not _NAME.fullmatch(rule.name) or len(rule.name) > LONGEST_NAME:
        raise InputError(
            f"{rule.name!r} is no name for a rule",
            fix=f"use one word of letters, digits and hyphens, at most {LONGEST_NAME} characters",
        )
    if not 0 < len(rule.actions) <= MOST_ACTIONS:
        raise InputError(
            "the rule does nothing" if not rule.actions else "the rule does too much",
            fix=f"give it one to {MOST_ACTIONS} actions, such as tag refund",
        )
    query = parse(rule.query)
    for term in query.terms:
        _decidable(query, term)
    if all(_wide(term) for term in query.terms):
        raise InputError(
            "the rule would act on everything that comes",
            fix='say on what, such as lang:nb flag:legal or "where is my order"',
        )
    hides = [action.verb.value for action in rule.actions if action.verb in HIDING]
    if hides and not any(_narrow(term) for term in query.terms):
        raise InputError(
            f"to {hides[0]} the condition must tell what is said or who says it",
            fix="add words, author:, flag:, tag: or wave: to it; a whole channel or language is never hidden",
        )
    return query


def _decidable(query: Query, term: Term) -> None:
    """Raise QueryError for a term that nobody can answer in the moment that a message comes."""
    if term.key in ("age", "due", "reason"):
        raise QueryError(
            f"{term.key}: can't be known when a message comes", term.at, "leave it out; a view can ask it"
        )
    if term.key == "is" and term.value not in KNOWN_THEN:
        known = ", ".join(f"is:{word}" for word in KNOWN_THEN)
        raise QueryError(
            f"is:{term.value} can't be known when a message comes", term.at, f"a rule knows {known}"
        )
    if term.key in ("holder", "assignee") and term.value == "me":
        raise QueryError(
            "a rule has no me",
            term.at,
            "write the name, such as holder:kari"
            if term.key == "holder"
            else "write the name, such as assignee:kari",
        )


def _wide(term: Term) -> bool:
    """Whether a term holds for everything."""
    if term.negated:
        return False
    if term.key == "is":
        return term.value != "unsure"
    return _anything(term)


def _anything(term: Term) -> bool:
    return term.key in ("channel", "network", "author", "text") and not str(term.value).strip("*/")


def _narrow(term: Term) -> bool:
    if term.key == "wave" and not isinstance(term.value, str):
        return term.op in (">", ">=") and term.value >= SMALLEST_WAVE and not term.negated
    return term.key in NARROW and not term.negated and not _anything(term)
