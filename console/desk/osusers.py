"""Who a user of this machine is at the desk. Names come from the operating system alone."""

import grp
import os
import pwd
from collections.abc import Sequence

from console.model.actor import Actor
from console.model.duty import Duty, Roles

ROOT = 0


def actor_of(uid: int, roles: Roles, *, owner: int) -> Actor:
    """Who this user id is now; asked anew, it finds what changed in the groups meanwhile.

    The system's databases may be on a network: call it off the event loop.

    Args:
        uid: As the kernel tells it.
        roles: What the configuration says.
        owner: The user id that the desk runs as, who has the database anyway, as root has.

    Returns an actor without a duty for whoever is not listed, and for an id without a name.
    """
    try:
        user = pwd.getpwuid(uid)
    except (KeyError, OSError):
        # Nobody can be listed under a name that the system does not know.
        duty = Duty.ADMIN if uid in (ROOT, owner) else None
        return Actor(f"uid:{uid}", duty=duty, dms=duty is not None)
    duty = Duty.ADMIN if uid in (ROOT, owner) else roles.duty_of(user.pw_name, groups_of(user))
    return Actor(user.pw_name, duty=duty, dms=duty is not None and duty.covers(roles.dms))


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
        return actor_of(uid, roles, owner=owner)
    return Actor(operator or actor_of(uid, roles, owner=uid).name)
