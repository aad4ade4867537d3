"""An episode explained: numbers, phrases that grew, sources, the wave behind it, messages that show it."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from console.detect.coordination import evidence
from console.detect.episode import Episode
from console.detect.grams import Gram, grams_of, grown, words_of
from console.detect.sentences import sentence
from console.detect.watched import LEVEL
from console.model.alert import Finding, Phrase
from console.model.calendar import CalendarEntry
from console.model.explanation import Ending, Explanation, Numbers, Source, WaveBehind
from console.model.item import StoredMessage
from console.model.stream import QUIET, is_channel
from console.model.words import Flag, Label
from console.text import fold, one_line

_SAMPLES = 3
_SOURCES = 5
_WAVE_LEAST = 3
_WAVE_SHARE = 0.05
"""Messages of a wave that make it worth naming: three, and one in twenty of those looked at."""
_WAVE_TEXT = 120
_COPIED = 0.6
"""Share of common words from which two messages are copies of one text."""


def finding(
    episode: Episode,
    now_messages: Sequence[StoredMessage],
    before_messages: Sequence[StoredMessage],
    flags: Sequence[Flag] = (),
    *,
    lang: str = "en",
    ignore: Iterable[str] = (),
    cooldown: timedelta | None = None,
    known: CalendarEntry | None = None,
) -> Finding:
    """What an alert says of an episode.

    Args:
        episode: As `Alarms` reported it.
        now_messages: Messages from outside since the run began (`episode.raised_since`).
        before_messages: Messages from outside of a calm stretch before it, to compare with.
        flags: Content flags seen among them besides those that the episode counted.
        lang: Language of the stored sentence, `en` or `nb`; readers get theirs from the numbers.
        ignore: The brand's names, itself first, then its products.
        cooldown: For how long an episode stays open after it last grew.
        known: What the calendar knew of that time: the strongest entry.
    """
    now = [stored for stored in now_messages if not stored.message.ours]
    before = [stored for stored in before_messages if not stored.message.ours]
    phrases = grown(
        [stored.message.text for stored in now],
        [stored.message.text for stored in before],
        ignore=ignore,
    )
    first = episode.signals[0]
    numbers = Numbers(
        measure=first.measure,
        stream=first.stream,
        value=first.value,
        expected=first.expected,
        minutes=first.minutes,
        channels=sum(is_channel(stream) for stream in episode.channels),
        share=episode.share,
        usual_share=episode.usual_share,
        angry=episode.angry,
        flags=episode.flags,
        every_days=episode.every_days,
        history_days=episode.history_days,
        upper=first.upper,
        known=known.name if known else None,
        lift=known.lift if known else 1.0,
        share_of=episode.share_of,
    )
    explanation = Explanation(
        numbers=numbers,
        looked_at=len(now),
        sources=sources(now),
        wave=wave_behind(now),
        ending=None
        if first.measure == LEVEL
        else Ending(
            stream=first.stream,
            measure=first.measure,
            below=first.upper,
            quiet_minutes=QUIET // timedelta(minutes=1),
            not_before=_earliest(episode.at, cooldown),
        ),
        evidence=evidence(now),
    )
    return Finding(
        episode=episode.id,
        level=episode.level,
        at=episode.at,
        text=one_line(sentence(numbers, lang)),
        signals=episode.signals,
        phrases=phrases,
        samples=samples(now, phrases),
        flags=tuple(dict.fromkeys([*episode.flags, *flags])),
        explanation=explanation,
    )


def _earliest(at: datetime, cooldown: timedelta | None) -> datetime | None:
    return None if cooldown is None else at + max(cooldown, QUIET)


def sources(messages: Sequence[StoredMessage]) -> tuple[Source, ...]:
    """The authors with most reach, each with how often they wrote; those of unknown reach are left out."""
    reach: dict[tuple[str, str], int] = {}
    count: Counter[tuple[str, str]] = Counter()
    negative: Counter[tuple[str, str]] = Counter()
    newest: dict[tuple[str, str], StoredMessage] = {}
    for stored in messages:
        author = (stored.message.channel, stored.message.author.id)
        reach[author] = max(stored.message.people, reach.get(author, 0))
        count[author] += 1
        negative[author] += stored.label is Label.NEGATIVE
        newest.setdefault(author, stored)
    ranked = sorted(reach, key=lambda author: (-reach[author], -count[author], author))
    return tuple(
        Source(
            newest[author].message.author.handle, author[0], reach[author], count[author], negative[author]
        )
        for author in ranked[:_SOURCES]
        if reach[author] > 0
    )


def wave_behind(messages: Sequence[StoredMessage]) -> WaveBehind | None:
    """The wave that most of the messages belong to, if it is large enough to explain something."""
    waves = Counter(stored.wave for stored in messages if stored.wave is not None)
    if not waves:
        return None
    wave, count = max(waves.items(), key=lambda entry: (entry[1], -entry[0]))
    if count < max(_WAVE_LEAST, _WAVE_SHARE * len(messages)):
        return None
    copies = [stored for stored in messages if stored.wave == wave]
    text = one_line(copies[0].message.text)
    return WaveBehind(
        id=wave,
        messages=count,
        authors=len({(one.message.network, one.message.author.id) for one in copies}),
        text=text if len(text) <= _WAVE_TEXT else one_line(text[: _WAVE_TEXT - 1] + "…"),
    )


def samples(messages: Sequence[StoredMessage], phrases: Sequence[Phrase]) -> tuple[int, ...]:
    """The most telling messages, of different authors and with different words."""
    wanted: set[Gram] = {tuple(phrase.text.split()) for phrase in phrases}
    ranked = sorted(messages, key=lambda stored: (-_telling(stored, wanted), stored.id))
    chosen: list[StoredMessage] = []
    for stored in ranked:
        if len(chosen) == _SAMPLES:
            break
        if not any(_alike(stored, other) for other in chosen):
            chosen.append(stored)
    return tuple(stored.id for stored in chosen)


def _telling(stored: StoredMessage, phrases: set[Gram]) -> float:
    message = stored.message
    points = 2.0 * len(stored.flags)
    if stored.label is Label.NEGATIVE:
        points += 1.0 - stored.compound
    points += 1.5 * len(phrases & grams_of(message.text))
    points += 0.3 * math.log10(stored.message.people + 1)
    words = len(message.text.split())
    return points - (1.0 if words < 4 else 0.0) - (5.0 if message.deleted else 0.0)


def _alike(one: StoredMessage, other: StoredMessage) -> bool:
    same_author = (one.message.channel, one.message.author.id) == (
        other.message.channel,
        other.message.author.id,
    )
    if same_author or fold(one.message.text) == fold(other.message.text):
        return True
    words, others = set(words_of(one.message.text)), set(words_of(other.message.text))
    return len(words & others) >= _COPIED * len(words | others) > 0
