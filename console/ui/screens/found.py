"""From one place in a thread that the filter found to the next."""

from typing import TYPE_CHECKING

from console.query import sought
from console.ui.render.found import STYLE
from console.ui.widgets.painted import Reader

if TYPE_CHECKING:
    from console.ui.screens.filtering import Filtering


def places(reader: Reader) -> list[int]:
    """The lines of the thread that hold a hit."""
    return [index for index, line in enumerate(reader.lines) if any(span.style == STYLE for span in line)]


def into_view(reader: Reader) -> None:
    """A thread that was just opened begins where the first hit is in sight."""
    found = places(reader)
    last = reader.top + max(1, reader.size.height - 1)
    if found and not any(reader.top <= index < last for index in found):
        reader.to(found[0] - reader.size.height // 2)


def jump(place: "Filtering", step: int) -> None:
    """To the next hit, or the one before; round at either end."""
    reader, words = place.reader, place.words
    found = places(reader)
    if not found:
        said = "found.none" if sought(place.asked) else "found.no-words"
        place.console_app.tell(words(said), "bar-key")
        return
    here = reader.cursor
    if here is None:
        at = 0 if step > 0 else len(found) - 1
    elif here in found:
        at = (found.index(here) + step) % len(found)
    else:
        beyond = [number for number, index in enumerate(found) if (index - here) * step > 0]
        order = beyond or list(range(len(found)))
        at = order[0] if step > 0 else order[-1]
    reader.select(found[at])
    place.console_app.tell(words("found.at", number=at + 1, all=len(found)), "bar")
