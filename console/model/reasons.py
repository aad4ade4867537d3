"""What stands among a judgement's reasons beside the words that carry sentiment, and how it is read again.

A judgement's reasons are one list of texts with weights. Flags, flags that were taken back, anger and doubt
weigh nothing; each has a form of its own here, written by the judge and read by whoever explains it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from console.model.correction import TAUGHT
from console.model.message import Weighed
from console.model.words import Flag, Label


class Back(StrEnum):
    """Why a phrase that is a flag's is none here."""

    NEGATION = "negation"
    IDIOM = "idiom"
    BRAND = "brand"
    """It is within the brand's name, or within words that the brand took out of the flag."""
    ELSEWHERE = "elsewhere"
    """Somebody else's: "not you", "at the other bank"."""
    HYPOTHETICAL = "hypothetical"
    PAST = "past"
    FICTION = "fiction"
    JOKE = "joke"
    ADVERT = "advert"
    """A job is offered: who looks for a lawyer does not threaten with one."""


class Doubt(StrEnum):
    """Why a label should not be trusted, the first that held."""

    NO_LANG = "no-lang"
    NO_SCORER = "no-scorer"
    """The language is known, but nothing scores it."""
    NO_WORDS = "no-words"
    UNLIKELY = "unlikely"
    """The model gives the label too small a chance."""
    WEAK = "weak"
    """Rules alone, and their number is close to nothing."""
    MIXED = "mixed"
    """The words speak both ways."""
    FLAGGED = "flagged"
    """Kind words about trouble."""
    IRONY = "irony"


@dataclass(frozen=True, slots=True)
class Raised:
    flag: Flag
    words: str
    """What triggered it, as written."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    flag: Flag
    words: str
    """What would have triggered it, as written."""
    why: Back
    by: str
    """The words that took it back, as written."""


@dataclass(frozen=True, slots=True)
class Anger:
    """Anger: how much from 0 to 1, and its words between commas."""

    score: float
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """A judgement's reasons, each in its place and in the order of the list."""

    weights: tuple[Weighed, ...] = ()
    """Words that carry sentiment, negative below 0."""
    raised: tuple[Raised, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    turned: str = ""
    """Words, between commas, that weigh the other way than they do by themselves: a negation, mostly."""
    phrases: str = ""
    """Set phrases, between commas, that weigh as a whole: "not bad" is praise."""
    taught: str = ""
    """Which label people's corrections gave, and which the shipped judge."""
    anger: Anger | None = None
    doubt: Doubt | None = None
    """None if the label is trusted, or was judged before doubts were kept."""


_FLAGS = "|".join(flag.value for flag in Flag)
_RAISED = re.compile(rf"({_FLAGS}): (.*)", re.DOTALL)
_BACK = re.compile(rf"not ({_FLAGS}): (.*) \(({'|'.join(Back)}): (.*)\)", re.DOTALL)
_ANGER = re.compile(r"anger (\d\.\d\d): (.*)", re.DOTALL)
_DOUBT = re.compile(rf"unsure: ({'|'.join(Doubt)})")


_TURNED = re.compile(r"turned: (.*)", re.DOTALL)
_SET = re.compile(r"set phrase: (.*)", re.DOTALL)
_SAID = re.compile(rf".* says ({'|'.join(Label)})", re.DOTALL)


def say_raised(flag: Flag, words: str) -> str:
    return f"{flag.value}: {words}"


def say_taken_back(one: TakenBack) -> str:
    return f"not {one.flag.value}: {one.words} ({one.why.value}: {one.by})"


def say_anger(score: float, words: Sequence[str]) -> str:
    return f"anger {score:.2f}: {', '.join(words)}"


def say_doubt(doubt: Doubt) -> str:
    return f"unsure: {doubt.value}"


def say_turned(words: Sequence[str]) -> str:
    return f"turned: {', '.join(words)}"


def say_set(phrases: Sequence[str]) -> str:
    return f"set phrase: {', '.join(phrases)}"


def told(reasons: Sequence[Weighed]) -> Told:
    """Sort the reasons of a judgement; what has no form of its own are words that carry sentiment."""
    weights: list[Weighed] = []
    raised: list[Raised] = []
    back: list[TakenBack] = []
    turned: str = ""
    """Words, between commas, that weigh the other way than they do by themselves: a negation, mostly."""
    anger: Anger | None = None
    doubt: Doubt | None = None
    turned = phrases = taught = ""
    for one in reasons:
        text = one.text
        if one.weight:
            weights.append(one)
        elif found := _RAISED.fullmatch(text):
            raised.append(Raised(Flag(found[1]), found[2]))
        elif found := _BACK.fullmatch(text):
            back.append(TakenBack(Flag(found[1]), found[2], Back(found[3]), found[4]))
        elif found := _ANGER.fullmatch(text):
            anger = Anger(float(found[1]), found[2])
        elif found := _DOUBT.fullmatch(text):
            doubt = Doubt(found[1])
        elif found := _TURNED.fullmatch(text):
            turned = found[1]
        elif found := _SET.fullmatch(text):
            phrases = found[1]
        elif text.startswith(TAUGHT):
            taught = text
        elif _SAID.fullmatch(text):
            # Who said so, and what the judge had said, stands with the message.
            continue
        else:
            weights.append(one)
    return Told(tuple(weights), tuple(raised), tuple(back), turned, phrases, taught, anger, doubt)
