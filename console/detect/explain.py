"""An episode in words: the sentence with its numbers, the phrases that grew, three messages that show it."""

import math
from collections.abc import Iterable, Sequence

from console.detect.episode import Episode
from console.detect.grams import Gram, grams_of, grown, words_of
from console.detect.sentences import Numbers, sentence
from console.model.alert import Finding, Phrase
from console.model.item import StoredMessage
from console.model.words import Flag, Label
from console.text import fold, one_line

_SAMPLES = 3
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
) -> Finding:
    """What an alert says of an episode.

    Args:
        episode: As `Alarms` reported it.
        now_messages: Messages from outside since the run began (`episode.raised_since`).
        before_messages: Messages from outside of a calm stretch before it, to compare with.
        flags: Content flags seen among them besides those that the episode counted.
        lang: Language of the sentence, `en` or `nb`.
        ignore: The brand's names, itself first, then its products.
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
        channels=len(episode.channels),
        share=episode.share,
        usual_share=episode.usual_share,
        angry=episode.angry,
        flags=episode.flags,
        every_days=episode.every_days,
        history_days=episode.history_days,
    )
    return Finding(
        episode=episode.id,
        level=episode.level,
        at=episode.at,
        text=one_line(sentence(numbers, lang)),
        signals=episode.signals,
        phrases=phrases,
        samples=_samples(now, phrases),
        flags=tuple(dict.fromkeys([*episode.flags, *flags])),
    )


def _samples(messages: Sequence[StoredMessage], phrases: Sequence[Phrase]) -> tuple[int, ...]:
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
    people = max(message.reach or 0, message.author.followers or 0)
    points += 0.3 * math.log10(people + 1)
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
