"""A batch is judged stage by stage, and says what one message after another would."""

import gc
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.judge import Judge, JudgeSettings, flags, language, tone, wording
from console.judge.finding import Finder
from console.judge.language import Languages
from console.judge.score import Score
from console.judge.tongues import Tongues
from console.judge.voices import _beside
from console.model.message import Judgement, Message, RawMessage
from console.text import admit
from console.watch.sifting import sift
from tests.support.fastclock import FastClock
from tests.support.rooms import raw

SETTINGS = JudgeSettings(brand_names=("Nordbank",), default_lang="no", remembered=20)
NOW = FastClock().now()
CHANNEL = "mastodon/@nordbank"
WRITTEN = """
the app is DOWN again and nobody answers me, appen er nede og jeg får ikke logget inn! kjempebra kundeservice
not bad at all but never again ikke dårlig så bra at Nordbank @nordbank https://nordbank.no #boikottNordbank
d'y'all've rock'n'roll l’argent très déçu soooo good 😡 🙏🏽 :) xD ... ?? – h4cked ² İstanbul ß ж привет
I will sue you lawyer fire ingen brann BBB 100 K ﷺ
"""
WORDS = WRITTEN.split()
TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.text(max_size=40),
    st.text("aå'’-1_²\u00b5\u00df.!?😡 \n", max_size=30),
)
TONGUES = Tongues()
JUDGED_AT_ONCE, JUDGED_ALONE = Judge(SETTINGS), Judge(SETTINGS)


def messages(texts: Sequence[str]) -> list[Message]:
    return [
        admit(raw(str(at), text), NOW + timedelta(seconds=at))
        for at, text in enumerate(texts)
        if text.strip()
    ]


@given(st.lists(TEXTS, max_size=12))
def test_a_batch_is_judged_as_its_messages_are(texts: list[str]) -> None:
    batch = messages(texts)
    assert list(map(repr, JUDGED_AT_ONCE.judge_all(batch))) == [
        repr(JUDGED_ALONE.judge(message)) for message in batch
    ]


def test_garbage_is_searched_for_again_after_a_batch() -> None:
    JUDGED_AT_ONCE.judge_all(messages(["takk"]))
    assert gc.isenabled()


@given(TEXTS)
@pytest.mark.parametrize("finder", [language._WORD, tone._TOKEN, flags._TOKEN, wording._WORD])
def test_tokens_are_those_of_the_pattern(finder: Finder, text: str) -> None:
    for one in (text, text.lower()):
        assert finder.all(one) == finder.pattern.findall(one)


@given(TEXTS)
def test_a_sure_language_is_the_likeliest(text: str) -> None:
    plain = text.replace("’", "'")
    words = language._WORD.all(plain.lower())
    (said,) = Languages(None, 1)._said([plain])
    if said.sure and said.alone in TONGUES.languages:
        chances = TONGUES.of(words)
        assert said.alone == max(chances, key=chances.__getitem__)
        assert chances[said.alone] >= language._LEARNT


def test_what_a_word_says_in_several_places_is_added_up() -> None:
    words = (("slow", -0.1), ("app", 0.2), ("slow", -0.1), ("very", 0.1))
    told = _beside(Score(0.0, ()), (0.2, 0.3, 0.5), words, exact=True)
    assert told.parts == (("slow", -0.2), ("app", 0.2))


@given(st.lists(st.floats(-2, 2), min_size=7, max_size=12))
def test_of_many_telling_words_those_that_tell_most_are_given_in_order(shares: list[float]) -> None:
    words = tuple((str(at), share) for at, share in enumerate(shares))
    told = _beside(Score(0.0, ()), (0.2, 0.3, 0.5), words, exact=True).parts
    places = [int(word) for word, _ in told]
    assert places == sorted(places)
    assert len(told) == min(6, sum(abs(share) >= 0.15 for share in shares))
    assert min((abs(shares[at]) for at in places), default=2) >= max(
        (abs(share) for at, share in enumerate(shares) if at not in places and abs(share) >= 0.15), default=0
    )


def test_a_mistake_of_ours_parks_the_message_that_brings_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    judged_all = Judge.judge_all

    def mistaken(judge: Judge, batch: Sequence[Message]) -> list[Judgement]:
        if any("fatal" in message.text for message in batch):
            raise ZeroDivisionError
        return judged_all(judge, batch)

    monkeypatch.setattr(Judge, "judge_all", mistaken)
    refused = RawMessage({"network": "mastodon", "channel": "@nordbank", "id": "7"}, '{"id": "7"}', line=3)
    raws = [raw("1", "takk"), raw("2", "a fatal word"), refused, raw("3", "takk igjen")]
    judged, parked = sift(Judge(SETTINGS), raws, CHANNEL, NOW)
    assert [one.message.remote_id for one in judged] == ["1", "3"]
    assert sorted(one.line or 0 for one in parked) == [0, 3]
    assert any("ZeroDivisionError" in one.reason for one in parked)
