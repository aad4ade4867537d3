"""Who is at the desk now, and on what. It lasts as long as their connection, and is kept nowhere."""

from dataclasses import dataclass

PRESENCE = "presence"
"""The subject, and the verb, of a change of it."""


@dataclass(frozen=True, slots=True)
class Present:
    """A colleague's console."""

    name: str
    item_id: int | None
    """What is under their cursor; None for nothing, and for one who wants to be left alone."""
    writing: bool = False
    """An answer to it is being written."""
    terminal: str = ""
    """Where they sit, such as `pts/3`; told to nobody but themselves."""
