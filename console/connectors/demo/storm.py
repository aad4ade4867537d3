"""The crisis: a valve that does not close, from the first report to the evening after."""

from console.connectors.demo.rhythm import poisson
from console.connectors.demo.texts import decks, talks
from console.connectors.demo.writing import Diary

FIRST_REPORT = 112.0
"""Minutes after the start of the day."""
RISE = 138.0
PEAK = 178.0
PEAK_RATE = 5.0
"""Messages a minute at the peak."""
DOUBLING = 8.0
"""Minutes in which the storm doubles on its way up."""
HALVING = 38.0
"""Minutes in which it halves on its way down."""
END = 720.0

_NETWORKS = {"bluesky": 0.38, "mastodon": 0.27, "instagram": 0.35}
_LANGUAGES = {"nb": 0.62, "en": 0.26, "nn": 0.06, "sv": 0.035, "da": 0.025}
_REPORTS_AT = (0, 9, 16, 21, 25, 29, 34, 37, 41, 46)
_REPORTS_ON = ("bluesky", "mastodon", "instagram", "bluesky", "mastodon", "instagram")
_TALKS_AT = (146, 141, 139, 158, 166, 170, 160, 182, 205)
_COPIES = (168.0, 340.0)
"""When the wave is passed on."""


def storm_rate(minute: float) -> float:
    """Messages a minute about the crisis, at that minute of the day: up, down, and once more in the evening
    news."""
    if not RISE <= minute <= END:
        return 0.0
    if minute <= PEAK:
        return float(PEAK_RATE * 2 ** (-(PEAK - minute) / DOUBLING))
    news = 1.6 if 290 <= minute <= 345 else 0.0
    return float(PEAK_RATE * 2 ** (-(minute - PEAK) / HALVING)) + news


def plan(diary: Diary) -> None:
    """Put the whole arc into the diary."""
    _first_reports(diary)
    for minute, talk in zip(_TALKS_AT, (talk for talk in talks() if talk.when == "storm"), strict=True):
        diary.converse(minute, talk)
    for minute in range(int(RISE), int(END)):
        for _ in range(poisson(diary.random, storm_rate(minute))):
            _outcry(diary, minute + diary.random.random())


def _first_reports(diary: Diary) -> None:
    known = [(lang, text) for lang in ("nb", "en", "nn", "sv") for text in decks()[("report", lang)]]
    for place, (lang, text) in enumerate(diary.random.sample(known, len(known))):
        network = _REPORTS_ON[place % len(_REPORTS_ON)]
        at = diary.after(FIRST_REPORT + _REPORTS_AT[place] + diary.random.random())
        person = diary.author(network, lang)
        text = diary.dealer.fill(text, lang)
        diary.say(at, network, diary.public_kind(network), person, text, lang, mood="report")


def _outcry(diary: Diary, minute: float) -> None:
    network = diary.pick(_NETWORKS)
    mood = diary.pick(_moods(minute))
    wanted = diary.pick(_LANGUAGES)
    if mood == "wave":
        text, lang = diary.dealer.copied("nb" if wanted in ("nb", "nn", "da") else "en")
    elif mood in ("anger", "worry"):
        text, lang = diary.dealer.outcry(mood, wanted)
    else:
        text, lang = diary.dealer.draw(mood, wanted)
    private = mood == "worry" and network != "bluesky" and diary.random.random() < 0.3
    kind = diary.private_kind(network) if private else diary.public_kind(network)
    diary.say(diary.after(minute), network, kind, diary.author(network, lang), text, lang, mood=mood)


def _moods(minute: float) -> dict[str, float]:
    """First people ask, then they are angry, then they want to know what happens now."""
    late = max(0.0, min(1.0, (minute - 260) / 200))
    wave = 0.16 if _COPIES[0] <= minute <= _COPIES[1] else 0.0
    angry = max(0.0, min(1.0, (minute - RISE) / 25))
    return {
        "worry": 0.5 - 0.18 * angry,
        "short": 0.26 * (1 - late / 2),
        "anger": 0.1 + 0.32 * angry * (1 - late / 2),
        "wave": wave,
        "aftermath": 0.6 * late,
    }
