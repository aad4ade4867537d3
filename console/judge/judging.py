"""The judge: language, sentiment with its words, content flags and priority of one message."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from console.judge.anger import Anger, AngerMeter
from console.judge.doubt import doubt_of
from console.judge.flags import Flags, Found, Read
from console.judge.kept import Kept
from console.judge.language import Languages
from console.judge.learning import Brand, Correction
from console.judge.masking import Masker
from console.judge.score import Score
from console.judge.settings import JudgeSettings
from console.judge.voices import Heard, Voices
from console.judge.waves import Origin, Waves
from console.model.correction import say_taught
from console.model.message import Earlier, Judgement, Message, Weighed
from console.model.reasons import (
    Doubt,
    TakenBack,
    say_anger,
    say_doubt,
    say_raised,
    say_set,
    say_taken_back,
    say_turned,
)
from console.model.words import Flag, Label
from console.priority import Traits, points
from console.text import one_line

_WORDS_KEPT = 20_000


class Opinion(NamedTuple):
    """What a text alone tells."""

    lang: str | None
    score: Score
    label: Label
    doubt: Doubt | None
    found: tuple[Found, ...]
    taken_back: tuple[TakenBack, ...]
    """Flags that did not count, with what took them back."""
    turned: tuple[str, ...]
    """Words that weigh the other way than they do by themselves, mostly for a negation."""
    scorer: str
    anger: Anger
    overruled: Label | None
    """The label of the shipped judge, where what the brand's operators taught gives another."""
    phrases: tuple[str, ...]
    """Set phrases, as written, that weigh as a whole and not by their words."""

    @property
    def unsure(self) -> bool:
        return self.doubt is not None

    @property
    def flags(self) -> tuple[Flag, ...]:
        return tuple(found.flag for found in self.found)


class Judge:
    """Judges messages; the same ones in the same order give the same judgements, however many at a time.

    It remembers the language of authors, and waves (both bounded), and does no I/O once it is made. One
    thread at a time.

    Raises:
        ConfigError: The English scorer's library is not what it should be.
    """

    def __init__(self, settings: JudgeSettings) -> None:
        self._settings = settings
        self._masker = Masker(settings.brand_names)
        self._languages = Languages(settings.default_lang, settings.remembered)
        self._voices = Voices()
        self._flags = Flags(settings.flag_words, settings.brand_names)
        self._anger = AngerMeter()
        self._waves = Waves()
        self._words = Kept(_WORDS_KEPT, _weigh)
        # Apart, since 2 is 2.0 as a key and not on a screen.
        self._points_told = Kept(_WORDS_KEPT, _weigh)

    def teach(self, brand: Brand) -> None:
        """From now on judge by what the brand's operators taught as well."""
        self._voices.teach(brand)

    def correction(self, key: str, text: str, label: Label, lang: str | None) -> Correction:
        """An operator's label in the form that `Brand` learns from.

        Args:
            key: What the correction is kept and taken back by.
            text: As written.
            label: What the operator says it is.
            lang: The language that it was judged in.
        """
        masked = self._masker.mask(text)
        return Correction(key, masked, label, self._voices.hear(lang, masked).chances)

    def judge(self, message: Message) -> Judgement:
        """Judge a message that passed the gate. Raises nothing."""
        return self.judge_all([message])[0]

    def judge_all(self, messages: Sequence[Message]) -> list[Judgement]:
        """Judge messages in their order, which gives what judging one after another does. Raises nothing.

        Each stage reads all of them before the next does: what it looks things up in stays near the
        processor, which saves about a fifth of the time at a hundred messages.
        """
        with _uncollected():
            # By a call of its own: what it held is gone when the search is allowed again.
            return self._judgements(messages)

    def _judgements(self, messages: Sequence[Message]) -> list[Judgement]:
        opinions = self._opinions(
            [message.text for message in messages],
            [message.lang for message in messages],
            [(message.channel, message.author.id) for message in messages],
        )
        waves = self._repeats(messages)
        return [*map(self._judgement, messages, opinions, waves)]

    def _judgement(self, message: Message, opinion: Opinion, repeats: Origin | None) -> Judgement:
        total, parts = self._points(message, opinion)
        return self.judged(opinion, total, _weighed(parts, self._points_told), repeats)

    def judged(
        self,
        opinion: Opinion,
        points: int = 0,
        reasons: tuple[Weighed, ...] = (),
        repeats: Origin | None = None,
    ) -> Judgement:
        """An opinion as it is stored; without what comes from more than the text, its points and its wave."""
        return Judgement(
            lang=opinion.lang,
            compound=opinion.score.compound,
            label=opinion.label,
            unsure=opinion.unsure,
            flags=opinion.flags,
            reasons=self.reasons(opinion),
            scorer=opinion.scorer,
            priority=points,
            priority_reasons=reasons,
            repeats=repeats,
        )

    def _points(self, message: Message, opinion: Opinion) -> tuple[int, tuple[tuple[str, int], ...]]:
        """Our own messages, and deleted ones, are no work."""
        if message.ours or message.deleted:
            return 0, ()
        traits = Traits(
            kind=message.kind,
            label=opinion.label,
            compound=opinion.score.compound,
            unsure=opinion.unsure,
            flags=opinion.flags,
            asks="?" in message.text,
            reach=message.reach,
            followers=message.author.followers,
        )
        return points(traits, self._settings.priority)

    def recall(self, earlier: Iterable[Earlier]) -> None:
        """Learn messages that were judged before, oldest first, so that their waves go on after a restart."""
        self._waves.place_all([(one.text, (one.channel, one.remote_id), one.received_at) for one in earlier])

    def _repeats(self, messages: Sequence[Message]) -> list[Origin | None]:
        """The first message of the wave that each belongs to; our own, and deleted ones, belong to none."""
        found: list[Origin | None] = [None] * len(messages)
        told = [place for place, one in enumerate(messages) if not (one.ours or one.deleted)]
        said = [
            (one.text, (one.channel, one.remote_id), one.received_at)
            for one in map(messages.__getitem__, told)
        ]
        for place, first in zip(told, self._waves.place_all(said), strict=True):
            found[place] = first
        return found

    def opinions(self, texts: Sequence[str], claims: Sequence[str | None]) -> list[Opinion]:
        """Those of several texts, at once; as `opinion`."""
        with _uncollected():
            return self._opinions(texts, claims, [None] * len(texts))

    def opinion(self, text: str, claim: str | None = None, author: tuple[str, str] | None = None) -> Opinion:
        """Language, sentiment and flags of a text.

        Args:
            text: As written.
            claim: The language that the network or the caller says it is in.
            author: Channel and author id, whose last language helps with short texts.
        """
        return self._opinions([text], [claim], [author])[0]

    def _opinions(
        self,
        texts: Sequence[str],
        claims: Sequence[str | None],
        authors: Sequence[tuple[str, str] | None],
    ) -> list[Opinion]:
        masked = [*map(self._masker.mask, texts)]
        langs = self._languages.of_all(masked, claims, authors)
        heard = self._voices.hear_all(langs, masked)
        read = [*map(self._flags.read, texts, langs)]
        anger = [*map(self._anger.of, masked, langs)]
        return [*map(_opinion, masked, langs, heard, read, anger)]

    def reasons(self, opinion: Opinion) -> tuple[Weighed, ...]:
        """The words behind flags, anger and sentiment, and any doubt; what carries no sentiment weighs 0.

        `console.model.reasons` reads them again.
        """
        beside = [say_raised(one.flag, one.words) for one in opinion.found]
        beside += map(say_taken_back, opinion.taken_back)
        if opinion.anger.words:
            beside.append(say_anger(opinion.anger.score, opinion.anger.words))
        if opinion.doubt is not None:
            beside.append(say_doubt(opinion.doubt))
        if opinion.turned:
            beside.append(say_turned(opinion.turned))
        if opinion.phrases:
            beside.append(say_set(opinion.phrases))
        if opinion.overruled is not None:
            beside.append(say_taught(opinion.label, opinion.overruled))
        return _weighed([*[(words, 0.0) for words in beside], *opinion.score.parts], self._words)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's search for circles of garbage: judging makes none, and it took a tenth of the time."""
    wanted = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if wanted:
            gc.enable()


def _weighed(
    parts: Sequence[tuple[str, float]], kept: "Kept[tuple[str, float], Weighed]"
) -> tuple[Weighed, ...]:
    # What weighs nothing is seldom said twice, and -0.0 is 0.0 as a key.
    return tuple([kept[part] if part[1] else _weigh(part) for part in parts])


def _weigh(part: tuple[str, float]) -> Weighed:
    return Weighed(one_line(part[0]), part[1])


def _opinion(masked: str, lang: str | None, heard: Heard, read: Read, anger: Anger) -> Opinion:
    flags = tuple([one.flag for one in read.found])
    return Opinion(
        lang=lang,
        score=heard.score,
        label=heard.label,
        doubt=doubt_of(masked, lang, heard, flags),
        found=read.found,
        taken_back=read.taken_back,
        turned=heard.turned,
        scorer=heard.scorer,
        anger=anger,
        overruled=heard.overruled,
        phrases=heard.phrases,
    )
