"""Why a judgement was unsure."""

import pytest

from console.judge.uncertainty import why_unsure
from console.model.message import Weighed
from console.model.safe import SafeText
from console.model.words import Flag, Label


@pytest.mark.parametrize(
    ("weights", "label", "flags", "lang", "why"),
    [
        ((), Label.NEUTRAL, (), None, "no-lang"),
        ((0.0,), Label.NEUTRAL, (Flag.PRESS,), "en", "no-words"),
        ((2.0,), Label.POSITIVE, (Flag.OUTAGE,), "en", "flagged"),
        ((2.0, -1.5), Label.POSITIVE, (), "en", "mixed"),
        ((2.0,), Label.POSITIVE, (), "en", "other"),
    ],
)
def test_the_first_reason_that_holds(
    weights: tuple[float, ...], label: Label, flags: tuple[Flag, ...], lang: str | None, why: str
) -> None:
    reasons = [Weighed(SafeText("word"), weight) for weight in weights]
    assert why_unsure(reasons, label, flags, lang) == why
