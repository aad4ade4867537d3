"""Who a user of this machine is at the desk. Names come from the operating system alone."""

import grp
import os
import pwd
from collections.abc import Sequence
from dataclasses import dataclass

from console.model.actor import Actor
from console.model.duty import Duty, Roles

ROOT = 0


def keeps_host(uid: int) -> bool:
    """Whether it is root or whom this process runs as: they have the database anyway, and can mend it."""
    return uid in (ROOT, os.geteuid())


@dataclass(frozen=True, slots=True)
class User:
    """A user of this machine, as its databases know them; what they may do here is not part of it."""

    uid: int
    name: str = ""
    """Empty for an id that has none."""
    groups: tuple[str, ...] = ()


def user_of(uid: int) -> User:
    """Who the system says that this user id is now.

    The system's databases may be on a network: call it off the event loop.

    Args:
        uid: As the kernel tells it.
    """
    try:
        user = pwd.getpwuid(uid)
    except (KeyError, OSError):
        return User(uid)
    return User(uid, user.pw_name, tuple(groups_of(user)))


def actor_of(user: User, roles: Roles, *, owner: int) -> Actor:
    """Who a user is at the desk.

    Args:
        user: As the system knows them.
        roles: What the configuration says.
        owner: The user id that the desk runs as, who has the database anyway, as root has.

    Returns an actor without a duty for whoever is not listed, and for an id without a name.
    """
    if user.uid in (ROOT, owner):
        duty: Duty | None = Duty.ADMIN
    else:
        # Nobody can be listed under a name that the system does not know.
        duty = roles.duty_of(user.name, user.groups) if user.name else None
    dms = duty is not None and duty.covers(roles.dms)
    return Actor(user.name or f"uid:{user.uid}", duty=duty, dms=dms)


def groups_of(user: pwd.struct_passwd) -> Sequence[str]:
    """The names of the user's groups, as far as the system knows them."""
    names = []
    try:
        numbers = os.getgrouplist(user.pw_name, user.pw_gid)
    except OSError:
        return ()
    for number in numbers:
        try:
            names.append(grp.getgrgid(number).gr_name)
        except (KeyError, OSError):
            continue
    return names


def actor_here(roles: Roles, *, operator: str, owner: int | None) -> Actor:
    """Who sits at a desk in their own process.

    Where nobody is listed that is whoever can open the database, and its file's mode says who can. Else the
    file's owner and root may do all, and others what they are listed for.

    Args:
        operator: Under which name the configuration says that they act; empty for the system's.
        owner: Whose the database's file is; None while there is none.
    """
    uid = os.getuid()
    if roles.listed and owner is not None and uid not in (ROOT, owner):
        return actor_of(user_of(uid), roles, owner=owner)
    return Actor(operator or actor_of(user_of(uid), roles, owner=uid).name)
