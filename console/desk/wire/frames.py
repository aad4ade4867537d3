"""What goes over the socket: one JSON object a line, with its kind under `type`.

A client says `hello`, is answered `welcome` or `sorry`, and from then on asks, stops what it asked, and
beats. Answers carry the number that the question had; what changed comes unasked, numbered without a gap
unless the client read too slowly to be told.
"""

from datetime import timedelta

from msgspec import Raw, Struct

from console.model.duty import Duty
from console.model.event import Change

VERSION = 1
"""Of this protocol: raised by what an older client or server would misread."""
LONGEST_QUESTION = 1 << 20
"""Bytes of one line that a client may send: a bulk act on a hundred thousand items."""
LONGEST_ANSWER = 1 << 26
"""Bytes of one line that a client takes."""
BEAT = 2.0
"""Seconds between two signs of life of a client that has nothing to ask."""
SILENCE = 3.0
"""Seconds without one after which what a client claimed is no longer renewed."""


class Hello(Struct, tag="hello", frozen=True, forbid_unknown_fields=True):
    version: int
    program: str
    """The client's release: what it asks and reads is that of the same release alone."""
    held: list[int] = []
    """Items that it had claimed before the connection broke."""
    brief: bool = False
    """It asks one thing and goes: what it claims is for its user's next command."""


class Ask(Struct, tag="ask", frozen=True, forbid_unknown_fields=True):
    id: int
    name: str
    """A method of the desk."""
    given: Raw = Raw(b"{}")
    """Its arguments by name."""


class Stop(Struct, tag="stop", frozen=True, forbid_unknown_fields=True):
    """Nobody wants the answer any more."""

    id: int


class Beat(Struct, tag="beat", frozen=True, forbid_unknown_fields=True):
    """The client lives."""

    idle: float = 0.0
    """Seconds since its operator last did something."""
    unreached: bool = False
    """The operator's terminal does not answer."""


class Welcome(Struct, tag="welcome", frozen=True):
    version: int
    program: str
    name: str
    """Who the client is, as the kernel and the system's list of users say."""
    hold: timedelta
    """How long a reply can be stopped before it leaves."""
    duty: Duty | None = None
    """What the client may do, for what its screen offers; the desk asks itself each time."""
    dms: bool = False


class Seated(Struct, tag="seated", frozen=True):
    """Who the client is from now on, as in its `welcome`."""

    name: str
    duty: Duty | None
    dms: bool


class Sorry(Struct, tag="sorry", frozen=True):
    """The client is not let in, and the connection ends."""

    what: str
    fix: str = ""
    program: str = ""
    """The watch's release, if the client's being another is the reason."""


class Answer(Struct, tag="answer", frozen=True):
    id: int
    value: Raw


class Part(Struct, tag="part", frozen=True):
    """One of several answers, or how far the work on one has come."""

    id: int
    value: Raw


class Ended(Struct, tag="ended", frozen=True):
    """There are no more parts."""

    id: int


class Failed(Struct, tag="failed", frozen=True):
    id: int
    kind: str
    """A class of `console.errors`, or `QueryError`."""
    what: str
    kept: str = ""
    fix: str = ""
    more: dict[str, str | int | float | None] = {}
    """What else errors of this kind carry."""


class Told(Struct, tag="told", frozen=True):
    """What moved. A number that does not follow on the last one: everything may have."""

    number: int
    changes: list[Change]


class Held(Struct, tag="held", frozen=True):
    """What this client has claimed now, for its `hello` after a broken connection."""

    items: list[int]


Asked = Hello | Ask | Stop | Beat
Replied = Welcome | Seated | Sorry | Answer | Part | Ended | Failed | Told | Held
