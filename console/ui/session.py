"""What a console is given from outside: its desk, and how it should look."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # A first frame must not wait for all of the model.
    from console.desk.protocol import Session

OpenDesk = Callable[[], Awaitable["Session"]]


@dataclass(frozen=True, slots=True)
class Carried:
    """What a console takes along when it starts itself anew: written by one release, read by another.

    A field that one of the two does not know is left out; so none ever changes its meaning.
    """

    release: str
    """Of the console that left it."""
    place: str = ""
    """The place over the inbox, as `:` calls it."""
    cursor: int | None = None
    view: str = "thread"
    in_thread: bool = False
    item_id: int | None = None
    """To which an answer is being written."""
    text: str = ""
    saved: str | None = None
    """The draft that the answer was made from; None: whatever stands there."""
    tried: tuple[str, ...] = ()
    """What was to be saved since then without an answer: it may stand there as well."""
    taken: bool = False
    """The item was claimed for the answer, and nothing of it was written before."""
    held: tuple[int, ...] = ()
    """Items that were claimed."""
    modes: tuple[int, int] | None = None
    """The terminal's input and local modes (termios) as a person has them; None: they stand already."""

    @property
    def typing(self) -> bool:
        """An answer has the keys: what is typed meanwhile belongs to it."""
        return self.item_id is not None and not self.place


class Again(Protocol):
    """Starting this console anew in the same terminal, as the release that is installed now."""

    def installed(self) -> str:
        """Which that is; empty where it can't be said."""
        ...

    def start(self, carried: Carried) -> None:
        """Returns never. Raises OSError."""
        ...


@dataclass(frozen=True, slots=True)
class UiSettings:
    lang: str | None = None
    """`en` or `nb`; None takes it from LC_ALL, LC_MESSAGES or LANG."""
    ascii: bool = False
    """Only ASCII in our own marks and charts."""
    mouse: bool | None = None
    """None: on, but off over SSH, where it blocks the terminal's own selection."""
    editor: str | None = None
    """For ctrl+e; None takes VISUAL or EDITOR; the empty string forbids it."""
    log_file: Path | None = None
    """Where the details of a failure go; None: nowhere that the operator can look."""
    theme: str = "dark"
    """A name of `console.ui.render.tones.THEMES`, or `mono`."""
    linear: bool = False
    """One thing a line in reading order, words for signs, and the terminal's cursor where the operator is."""
    bell: bool = True
    """Ring once when a new alert is raised."""
    keyboard: str = "qwerty"
    """Which keymap: a name of `console.commands.layouts`."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Remapped keys by command name, as Textual names keys."""
    again: Again | None = None
    """None: this console does not start anew by itself."""
    carried: Carried | None = None
    """What the console before this one left."""
