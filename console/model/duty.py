"""What somebody may do at the desk, and to whom that is given."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Duty(StrEnum):
    """From the least to the most; each may do what those before it may.

    Not to be confused with `words.Role`, which is a part in one incident or playbook run.
    """

    VIEWER = "viewer"
    """Looks: the wall, the press office, a colleague from another team."""
    OPERATOR = "operator"
    """Answers, and declares an incident when it burns."""
    APPROVER = "approver"
    """The second pair of eyes on what a playbook wants approved."""
    LEAD = "lead"
    """Answers for the shift: what all share, and when publishing goes on."""
    ADMIN = "admin"
    """Whoever keeps the machine and its data."""

    def covers(self, least: "Duty") -> bool:
        return RISING.index(self) >= RISING.index(least)


RISING = tuple(Duty)
GROUP = "@"
"""How an entry that names a group begins."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Who may do what, as the configuration says: users and groups of the operating system.

    Nobody is listed by default, and who is not listed has no access.
    """

    listed: Mapping[Duty, tuple[str, ...]] = field(default_factory=dict)
    """User names, and groups as `@name`."""
    dms: Duty = Duty.OPERATOR
    """The least that sees private messages."""

    def duty_of(self, name: str, groups: Collection[str]) -> Duty | None:
        """The most that the user, or a group of theirs, is listed for; None if they are not listed."""
        mine = {name, *(GROUP + group for group in groups)}
        held = [duty for duty, entries in self.listed.items() if mine.intersection(entries)]
        return max(held, key=RISING.index, default=None)


def differences(before: Roles, after: Roles) -> list[str]:
    """What changed, a clause each, such as `operator: + @social, - kari`."""
    said = []
    for duty in RISING:
        was, now = before.listed.get(duty, ()), after.listed.get(duty, ())
        moved = [f"+ {one}" for one in now if one not in was] + [f"- {one}" for one in was if one not in now]
        if moved:
            said.append(f"{duty}: {', '.join(moved)}")
    if before.dms is not after.dms:
        said.append(f"private messages: {after.dms} instead of {before.dms}")
    return said
