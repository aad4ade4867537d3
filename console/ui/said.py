"""What the footer says, and how long: the keys that it hides are needed again."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

READ = 6.0
"""Seconds that a sentence stands."""
READ_TROUBLE = 15.0
"""Seconds for what went wrong: its sentence is longer, and says what to do."""


@dataclass
class Said:
    """One sentence at a time; `show` is called when it is another one, or none."""

    show: Callable[[], None]
    text: str = ""
    style: str = ""
    fresh: bool = False
    """Said since the last key: it belongs to whatever that key opened."""
    began: float = field(default_factory=time.monotonic)
    stays: bool = False
    """Until a key is pressed: nobody may be there to read it, and it is not told again."""

    unreached: bool = False
    """That the desk can't be reached: true only until it can."""

    def tell(self, text: str, style: str, *, stays: bool = False, unreached: bool = False) -> None:
        if self.stays and not stays and style != "bar-bad":
            return
        self.stays, self.unreached = stays, unreached
        self.text, self.style, self.fresh, self.began = text, style, True, time.monotonic()
        self.show()

    def key(self) -> None:
        """A key was pressed: what stood before it does not follow to another place."""
        self.fresh = False

    def stirred(self) -> None:
        """Somebody is there, whatever takes their key: from now on it stands as long as anything else."""
        if self.stays:
            self.stays, self.began = False, time.monotonic()

    def hush(self, *, all: bool = False) -> None:
        """Another place is shown."""
        if self.text and (all or not self.fresh):
            self.text, self.stays = "", False
            self.show()

    def tick(self, *, reached: bool = True) -> None:
        """Silence what stood long enough to be read, and what is not so any more."""
        stands = READ_TROUBLE if self.style == "bar-bad" else READ
        over = self.unreached and reached
        if over or (not self.stays and time.monotonic() - self.began > stands):
            self.hush(all=True)
