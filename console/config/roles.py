"""The `[roles]` table: who may do what at the desk."""

import re

from console.config.table import Table
from console.model.duty import GROUP, Duty, Roles

KEYS = {f"{duty.value}s": duty for duty in Duty}
"""`viewers`, `operators`, `approvers`, `leads`, `admins`."""
_NAME = re.compile(r"[\w][\w.-]{0,63}\$?")


def read_roles(root: Table) -> Roles:
    """What can be read; what is wrong is left in the source."""
    table = root.table("roles")
    listed = {duty: _entries(table, key) for key, duty in KEYS.items()}
    least = table.text("dms", Duty.OPERATOR.value, choices=tuple(duty.value for duty in Duty))
    table.done()
    return Roles({duty: names for duty, names in listed.items() if names}, Duty(least))


def _entries(table: Table, key: str) -> tuple[str, ...]:
    found = table.texts(key, most=500, longest=80)
    for entry in found:
        if not _NAME.fullmatch(entry.removeprefix(GROUP)):
            table.reject(
                key, f"{entry!r} is no user and no group", f'write "kari", or "{GROUP}social" for a group'
            )
    return found
