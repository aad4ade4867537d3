"""A calendar entry, asked for part by part; what is wrong keeps its question."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.commands import REGISTRY
from console.commands.calendar import read_channels, read_lift, read_stretch
from console.commands.until import moment
from console.errors import InputError
from console.ui.screens import asking
from console.ui.widgets.ask import Question

if TYPE_CHECKING:
    from console.ui.screens.base import Place

_PARTS = ("name", "from", "until", "lift", "on")


def ask(place: "Place", part: str = "name", known: Mapping[str, str] | None = None) -> None:
    """Name, from, until, lift, channels: a line each."""
    initial = {"from": place.words("calendar.now"), "lift": "x3"}.get(part, "")

    def then(text: str) -> None:
        given = {**(known or {}), part: text.strip()}
        _check(part, given, place)
        if part == _PARTS[-1]:
            asking.do(place, REGISTRY["calendar add"], given)
        else:
            ask(place, _PARTS[_PARTS.index(part) + 1], given)

    place.ask(Question(place.words(f"calendar.ask-{part}"), then, initial=initial))


def _check(part: str, given: Mapping[str, str], place: "Place") -> None:
    """Raises InputError for the part that was just given."""
    value, now = given[part], place.desk.now()
    if part == "name" and not value:
        raise InputError("name is empty", fix="write something, or Esc")
    if part == "from":
        moment(value, now)
    elif part == "until":
        read_stretch(given["from"], value, now)
    elif part == "lift":
        read_lift(value)
    elif part == "on":
        read_channels(value)
