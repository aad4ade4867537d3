"""Taking back: the newest act by its key, and any of them from the list."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.desk.answers import LISTED, PART, Act, Done
from console.model.event import Change
from console.ui.live import item_ids
from console.ui.render.acts import act_about
from console.ui.render.when import clock
from console.ui.screens import bulk
from console.ui.widgets.ask import Question

if TYPE_CHECKING:
    from console.ui.screens.base import Place


def undo(place: "Place", steps: int = 1, made: Sequence[int] = ()) -> None:
    """The newest act at once, or so many one after the other; one that can't be taken back ends it.

    `made` are acts that are taken back together, oldest first, if nothing was done after them.
    """

    async def work() -> Done | None:
        done: Done | None = None
        ids: Sequence[int | None] = [None] * steps
        if made:
            newest = await place.desk.last_act()
            ids = made[::-1] if newest is not None and newest.id == made[-1] else ids
        for number, act_id in enumerate(ids, 1):
            act = await place.desk.last_act() if act_id is None else None
            if act is not None and act.count > PART:
                begin(place, act)
                return None
            done = await _back(place, act.id if act else act_id)
            if len(ids) > 1:
                text = place.words("foot.many", count=number, text=place.words.said(done.text))
                done = Done(text, False, done.event_id)
        return done

    if not _busy(place):
        place.console_app.act(work)


def by_number(place: "Place", number: object) -> None:
    """The act with this number, or the newest."""
    if not isinstance(number, int):
        undo(place)
        return

    async def work() -> None:
        for act in await place.desk.acts(LISTED):
            if act.id == number:
                begin(place, act)
                return
        await place.desk.undo(number)

    if not _busy(place):
        place.console_app.act(work)


def ask(place: "Place", act: Act | None = None) -> None:
    """The act may be one of long ago on an item that is not on this screen: say which, and ask."""
    words = place.words

    async def work() -> None:
        found = act or await place.desk.last_act()
        if found is None or found.why_not:
            # The desk says why.
            await place.desk.undo(found.id if found else None)
            return
        time = clock(found.at, place.console_app.now())
        about = ", ".join(filter(None, (act_about(found, words), time)))
        text = words("undo.ask", act=words.said(found.text), about=about)
        keys = {"y": (words("undo.yes"), "y"), "n": (words("undo.no"), "")}
        then = lambda answer: begin(place, found) if answer else None  # noqa: E731
        place.ask_if_free(Question(text, then, keys=keys))

    if not _busy(place):
        place.console_app.act(work)


def begin(place: "Place", act: Act) -> None:
    """Take it back, part by part; one of many parts beside whatever else is done."""
    if _busy(place):
        return
    long = act.count > PART
    if long:
        place.console_app.long.begin()
    place.console_app.act(lambda: _back(place, act.id, long=long), apart=long)


async def _back(place: "Place", act_id: int | None, *, long: bool = False) -> Done:
    heard: set[str] = set()

    def hear(change: Change) -> None:
        heard.update(change.subjects)

    app, stop = place.console_app, place.desk.subscribe(hear)
    try:
        progress, stopped = await app.long.follow(
            place.desk.undoing(act_id), lambda now: bulk.tell(place, now), long=long
        )
    finally:
        stop()
    for shown in app.places:
        await shown.taken_back(item_ids(heard))
    one = progress.total == 1 and progress.done == 1
    text = progress.text if one else bulk.sentence(place.words, progress, stopped=stopped)
    return Done(text, False, progress.act)


def _busy(place: "Place") -> bool:
    if place.console_app.long.running:
        place.console_app.tell(place.words("bulk.busy"), "bar-key")
    return place.console_app.long.running
