"""Closing an incident: not before it was said how much of its playbooks is still to do."""

from typing import TYPE_CHECKING

from console.commands import REGISTRY
from console.playbooks import progress_of
from console.ui.screens import asking
from console.ui.widgets.ask import Question

if TYPE_CHECKING:
    from console.ui.screens.base import Place

RUNS = 100
"""Open walks that are looked at, newest first."""


def close(place: "Place") -> None:
    """Close the incident at once if nothing of its playbooks is left, else on `y`."""
    command, incident = REGISTRY["incident close"], place.context().incident
    if incident is None:
        return
    words = place.words

    async def work() -> None:
        runs = [run for run in await place.desk.runs(RUNS, open_only=True) if run.incident_id == incident.id]
        walked = [progress_of(place.desk.playbook_of(run), run.steps) for run in runs]
        left = sum(one.open + one.blocked for one in walked)
        if not left:
            asking.do(place, command, {})
            return
        text = words("war.ask-close", title=incident.title, count=left) + asking.warned(words, command)
        keys = {"y": (words("war.close"), "y"), "n": (words("undo.no"), "")}
        place.ask_if_free(
            Question(text, lambda yes: asking.do(place, command, {}) if yes else None, keys=keys)
        )

    place.aside(work(), "close")
