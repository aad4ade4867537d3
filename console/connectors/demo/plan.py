"""What happens on each day of the demo: a campaign day with a crisis in it, then quieter days for ever."""

from datetime import datetime, timedelta
from functools import lru_cache

from console.connectors.demo import storm
from console.connectors.demo.cast import ourselves, troll
from console.connectors.demo.rhythm import NIGHT, demo_start, poisson, rate
from console.connectors.demo.texts import talks
from console.connectors.demo.writing import Diary, Planned

DAY_MINUTES = 24 * 60

_MOODS = {
    "question": 0.34,
    "praise": 0.27,
    "complaint": 0.17,
    "sarcasm": 0.04,
    "dm": 0.1,
    "review": 0.03,
    "spam": 0.05,
}
_TROLL_AT = (-480, 18, 74, 196, 260, 420, 660)
_BACKLOG = 1.3
"""The campaign was announced the evening before, so that night was livelier than others."""
_CAMPAIGN = 1.7
"""And so is the first hour."""
_LATER = 0.85


@lru_cache(maxsize=4)
def day(seed: int, number: int) -> tuple[Planned, ...]:
    """All messages of one day on all networks, in the order in which they become known.

    Args:
        seed: The same seed gives the same messages.
        number: 0 is the day that begins at `demo_start`, with the night before it.
    """
    start = demo_start(seed) + timedelta(days=number)
    diary = Diary(seed, number, start)
    if number == 0:
        _night(diary)
        storm.plan(diary)
    if number == 0:
        _ordinary(diary, 0, 60, _CAMPAIGN - 1, 0.0)
    _ordinary(diary, 0, DAY_MINUTES, 1.0 if number == 0 else _LATER, _aftermath(number))
    _visits(diary, number)
    _talks(diary, number)
    end = start + timedelta(days=1)
    kept = [planned for planned in diary.planned if planned.at < end]
    return tuple(sorted(kept, key=lambda planned: planned.at))


def _night(diary: Diary) -> None:
    minutes = NIGHT.total_seconds() / 60
    before = len(diary.planned)
    _ordinary(diary, -int(minutes), 0, _BACKLOG, 0.0)
    for message in list(diary.planned[before:]):
        late = message.at > diary.after(-470)
        if late or message.mood not in ("question", "complaint", "praise") or diary.random.random() < 0.5:
            continue
        _answer(diary, message, message.at + timedelta(minutes=diary.random.randrange(6, 40)))
    for place, talk in enumerate(talk for talk in talks() if talk.when == "night"):
        diary.converse(-minutes + 12 + 19 * place, talk)


def _answer(diary: Diary, message: Planned, at: datetime) -> None:
    text, lang = diary.dealer.draw("ours", message.lang)
    us = ourselves(message.network)
    diary.say(at, message.network, "reply", us, text, lang, mood="ours", parent=message)


def _ordinary(diary: Diary, first: int, last: int, pace: float, aftermath: float) -> None:
    for minute in range(first, last):
        for _ in range(poisson(diary.random, rate(diary.after(minute)) * pace)):
            at = diary.after(minute + diary.random.random())
            _one(diary, at, "aftermath" if diary.random.random() < aftermath else diary.pick(_MOODS))


def _one(diary: Diary, at: datetime, mood: str) -> None:
    network = diary.network()
    if (mood == "dm" and network == "bluesky") or mood == "review":
        # Private messages and the shop's reviews are not to be had everywhere.
        network = "instagram"
    text, lang = diary.dealer.draw(mood, diary.language())
    person = diary.crook(network, text) if mood == "spam" else diary.author(network, lang)
    kind = {"dm": diary.private_kind(network), "review": "review"}.get(mood) or diary.public_kind(network)
    diary.say(at, network, kind, person, text, lang, mood=mood)


def _visits(diary: Diary, number: int) -> None:
    """The troll comes back."""
    when = _TROLL_AT if number == 0 else sorted(diary.random.sample(range(120, 900), 2))
    for minute in when:
        network = diary.network()
        text, lang = diary.dealer.draw("troll", "nb")
        at = diary.after(minute + diary.random.random())
        diary.say(at, network, diary.public_kind(network), troll(network), text, lang, mood="troll")


def _talks(diary: Diary, number: int) -> None:
    chosen = [talk for talk in talks() if talk.when == "day"]
    chosen = diary.random.sample(chosen, 8 if number == 0 else 4)
    for talk in chosen:
        diary.converse(diary.random.uniform(4, 720), talk)
    if number <= 2:
        late = [talk for talk in talks() if talk.when == "late"]
        diary.converse(540 if number == 0 else diary.random.uniform(60, 600), late[number % len(late)])


def _aftermath(number: int) -> float:
    """Which part of an ordinary day still speaks of the crisis."""
    return {1: 0.14, 2: 0.08, 3: 0.04}.get(number, 0.0)
