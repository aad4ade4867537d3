"""The people who share a queue, as the configuration names them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from console.model.duty import GROUP, Duty

AUTO = "auto"
"""In the place of a name: whoever has least to do and speaks the language."""
AWAY = "away"
"""The setting that holds the names of those who are not to be given anything now, as JSON."""
ROLES = tuple(GROUP + duty for duty in (Duty.OPERATOR, Duty.APPROVER, Duty.LEAD))
"""In the place of a name: everybody with that role, until one of them claims it."""


_WIDER = {"nb": "no", "nn": "no"}


@dataclass(frozen=True, slots=True)
class Colleague:
    name: str
    languages: tuple[str, ...] = ()
    """ISO 639-1 codes of what they answer in; empty: all."""
    most: int | None = None
    """How many new items they may have before them; None: any number."""

    def speaks(self, lang: str | None) -> bool:
        return not self.languages or lang is None or bool({lang, _WIDER.get(lang, lang)} & {*self.languages})


def roles_of(duty: Duty | None) -> tuple[str, ...]:
    """What an item can be assigned to so that it is also for somebody who may do so much."""
    return tuple(role for role in ROLES if duty is not None and duty.covers(Duty(role.removeprefix(GROUP))))


@dataclass(frozen=True, slots=True)
class Load:
    """What a colleague has before them now."""

    colleague: Colleague
    items: int
    """New items that they hold or are to look after."""
    away: bool
    """They said that they are."""
    off_shift: bool = False


def freest(
    team: Sequence[Colleague], loads: Mapping[str, int], away: Collection[str], lang: str | None
) -> Colleague | None:
    """Who is to look after an item in a language next; None if nobody can.

    Of those who are here and may have one more, those who speak the language go first, then who has least to
    do; among equals the order of the configuration decides, and since the chosen one has one more then, it
    goes round.
    """
    able = [
        one
        for one in team
        if one.name not in away and (one.most is None or loads.get(one.name, 0) < one.most)
    ]
    return min(able, key=lambda one: (not one.speaks(lang), loads.get(one.name, 0)), default=None)
