"""The judge: language, sentiment with its words, content flags and priority of one message."""

from console.judge.masking import Masker
from console.judge.priority import points
from console.judge.score import Score, label_of
from console.judge.settings import JudgeSettings
from console.judge.vader import Vader
from console.model.message import Judgement, Message, Weighed
from console.model.words import Flag
from console.text import one_line


class Judge:
    def __init__(self, settings: JudgeSettings) -> None:
        self._settings = settings
        self._masker = Masker(settings.brand_names)
        self._scorers = {"en": Vader()}

    def judge(self, message: Message) -> Judgement:
        masked = self._masker.mask(message.text)
        lang = message.lang or self._settings.default_lang or "en"
        scorer = self._scorers.get(lang)
        score = scorer.score(masked) if scorer else Score(0.0, ())
        flags: tuple[Flag, ...] = ()
        label = label_of(score.compound)
        unsure = not score.parts
        total, parts = points(
            message,
            label=label,
            compound=score.compound,
            unsure=unsure,
            flags=flags,
            weights=self._settings.priority,
        )
        return Judgement(
            lang=lang,
            compound=score.compound,
            label=label,
            unsure=unsure,
            flags=flags,
            reasons=tuple(Weighed(one_line(word), weight) for word, weight in score.parts),
            scorer=scorer.name if scorer else "none",
            priority=total,
            priority_reasons=tuple(Weighed(one_line(words), weight) for words, weight in parts),
        )
