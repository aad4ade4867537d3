"""What speaks for or against coordination: numbers about who wrote what when, and never a conclusion.

An honest storm also bursts, and a campaign of friends also repeats one text; so each line is a count of the
same messages, told whichever way it points.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from console.model.explanation import Evidence
from console.model.item import StoredMessage
from console.text import fold, one_line

LEAST = 8
"""Messages below which none of this says anything."""
_BURST = timedelta(minutes=5)
_BUSIEST = 3
YOUNG = timedelta(days=30)
"""Up to this age an account is counted as young; networks themselves hold new ones back for days or weeks."""
_DAY = timedelta(days=1)
_SHARED_LEAST = 3
_SHARED = 0.1
"""Messages that hold the same link or hashtag before it is told: three, and a tenth."""
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_TAG = re.compile(r"(?<![\w&/])#(\w{2,60})")
_LONGEST = 100

Author = tuple[str, str]


def evidence(messages: Sequence[StoredMessage]) -> tuple[Evidence, ...]:
    """Burst, likeness, authors, ages of accounts, shared links and hashtags; messages in any order."""
    if len(messages) < LEAST:
        return ()
    found = [_burst(messages), _alike(messages), _authors(messages), _ages(messages)]
    for kind, pattern in (("link", _LINK), ("hashtag", _TAG)):
        found += _shared(kind, pattern, messages)
    return tuple(found)


def _author(stored: StoredMessage) -> Author:
    return stored.message.network, stored.message.author.id


def _burst(messages: Sequence[StoredMessage]) -> Evidence:
    """The most messages that any five minutes hold."""
    times = sorted(stored.message.created_at for stored in messages)
    most = first = 0
    for last, at in enumerate(times):
        while at - times[first] >= _BURST:
            first += 1
        most = max(most, last - first + 1)
    whole = max(_BURST, times[-1] - times[0])
    minute = timedelta(minutes=1)
    return Evidence("burst", {"most": most, "minutes": _BURST / minute, "span": round(whole / minute)})


def _alike(messages: Sequence[StoredMessage]) -> Evidence:
    waves = Counter(stored.wave for stored in messages if stored.wave is not None)
    repeating = [count for count in waves.values() if count > 1]
    return Evidence("alike", {"messages": sum(repeating), "largest": max(repeating, default=0)})


def _authors(messages: Sequence[StoredMessage]) -> Evidence:
    wrote = Counter(_author(stored) for stored in messages)
    busiest = wrote.most_common(_BUSIEST)
    numbers = {
        "authors": len(wrote),
        "busiest": len(busiest),
        "by_busiest": sum(count for _, count in busiest),
    }
    return Evidence("authors", numbers)


def _ages(messages: Sequence[StoredMessage]) -> Evidence:
    """How old the authors' accounts were when they first wrote here; what no network tells is counted too."""
    made: dict[Author, timedelta | None] = {}
    for stored in sorted(messages, key=lambda stored: stored.key):
        since = stored.message.author.created_at
        age = None if since is None else max(timedelta(), stored.message.created_at - since)
        if made.get(_author(stored)) is None:
            made[_author(stored)] = age
    ages = sorted(age for age in made.values() if age is not None)
    numbers: dict[str, float] = {"known": len(ages), "unknown": len(made) - len(ages)}
    if ages:
        numbers |= {
            "young": sum(age < YOUNG for age in ages),
            "days": YOUNG / _DAY,
            "median": round(ages[len(ages) // 2] / _DAY),
        }
    return Evidence("ages", numbers)


def _shared(kind: str, pattern: re.Pattern[str], messages: Sequence[StoredMessage]) -> list[Evidence]:
    """The link or hashtag that most messages hold, if enough of them do."""
    holding: dict[str, list[StoredMessage]] = {}
    shown: dict[str, str] = {}
    for stored in messages:
        once: dict[str, str] = {}
        for match in pattern.finditer(stored.message.text):
            whole = match.group().rstrip(".,;:!?)»”'")
            once.setdefault(whole if kind == "link" else fold(whole), whole)
        for key, whole in once.items():
            holding.setdefault(key, []).append(stored)
            shown.setdefault(key, whole)
    if not holding:
        return []
    key = max(holding, key=lambda one: (len(holding[one]), one))
    count = len(holding[key])
    if count < max(_SHARED_LEAST, _SHARED * len(messages)):
        return []
    authors = len({_author(stored) for stored in holding[key]})
    return [Evidence(kind, {"messages": count, "authors": authors}, one_line(shown[key][:_LONGEST]))]
