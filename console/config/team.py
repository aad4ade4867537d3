"""The `[[colleague]]` tables: who shares the queue, in which languages, how much at once, on which shifts."""

import re

from console.config.calendars import read_hours
from console.config.table import Table
from console.model.team import AUTO, Colleague
from console.sla import Calendar, Roster

_NAME = re.compile(r"\w[\w.@-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_TAKEN = (AUTO, "me", "none")


def read_team(root: Table) -> tuple[tuple[Colleague, ...], Roster]:
    """In the order of the file, and when those work who have shifts; what is wrong is left in the source."""
    team: dict[str, Colleague] = {}
    shifts: dict[str, Calendar] = {}
    for table in root.tables("colleague"):
        name = table.text("name", "", check=_wrong_name)
        languages = table.texts("languages")
        for language in languages:
            if not _LANGUAGE.fullmatch(language):
                table.reject("languages", f"{language!r} is no two-letter language code such as en")
        most = table.whole("most", 0, 0, 100_000)
        if table.has("hours"):
            shifts[name] = read_hours(table, name)
        elif table.raw("zone") is not None:
            table.reject("zone", "stands here without hours", "add [colleague.hours], or take it out")
        table.done()
        if not name:
            table.reject("name", "a colleague needs a name")
        elif name in team:
            table.reject("name", f"{name!r} stands here twice")
        team[name] = Colleague(name, tuple(languages), most or None)
    return tuple(team.values()), Roster(shifts)


def _wrong_name(text: str) -> str | None:
    if text in _TAKEN:
        return f"{text!r} means something else where a name is given"
    return None if _NAME.fullmatch(text) else f"{text!r} is no name: letters, digits and . @ - _"
