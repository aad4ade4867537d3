"""An episode in words: the sentence, the phrases that grew, the samples."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.detect import Episode, bokmal, english
from console.detect.explain import finding
from console.detect.grams import grown
from console.detect.sentences import LANGUAGES, sentence, told
from console.model.alert import Signal
from console.model.explanation import Numbers
from console.model.item import StoredMessage
from console.model.words import Flag, Label, Level
from tests.support.counts import START
from tests.support.judged import judged

NUMBERS = Numbers(
    measure="volume",
    stream="all",
    value=84,
    expected=3.2,
    minutes=25,
    channels=3,
    share=0.61,
    usual_share=0.12,
    angry=True,
    flags=(),
    every_days=40.2,
    history_days=90,
)
EPISODE = Episode(
    id="20260101T0000",
    level=Level.CRISIS,
    at=START,
    opened_at=START,
    grown=True,
    signals=(Signal("all", "volume", START, 84, 3.2, 9.9, 6.1, 3.1, 25),),
    raised_since=START - timedelta(minutes=20),
    channels=("a", "b", "c"),
    share=0.61,
    usual_share=0.12,
    angry=True,
    flags=(Flag.SAFETY,),
    every_days=40.2,
    history_days=90,
)


def stored(number: int, text: str, *, wave: int | None = None, **changes: object) -> StoredMessage:
    one = judged(str(number), text=text, **changes)
    judgement = one.judgement
    return StoredMessage(
        id=number,
        item_id=number,
        message=one.message,
        lang=judgement.lang,
        compound=judgement.compound,
        label=judgement.label,
        unsure=judgement.unsure,
        flags=judgement.flags,
        reasons=(),
        scorer="test-1",
        priority=0,
        priority_reasons=(),
        wave=wave,
    )


BEFORE = [stored(n, f"a calm question about my order {n}", handle=f"@b{n}") for n in range(40)]
NOW = [
    *(
        stored(
            100 + n,
            f"my charger caught fire {'tonight' if n % 2 else 'today'}",
            handle=f"@n{n}",
            compound=-0.4,
            label=Label.NEGATIVE,
        )
        for n in range(12)
    ),
    *(stored(200 + n, f"a calm question about my order {n}", handle=f"@q{n}") for n in range(10)),
]


def test_the_sentence_has_its_numbers() -> None:
    assert sentence(NUMBERS) == (
        "84 mentions in 5 min against a usual 3, raised for 25 min on 3 channels; "
        "61 % negative against a usual 12 %; a run this strong is expected about once in 40 days"
    )


def test_the_sentence_in_norwegian() -> None:
    assert sentence(replace(NUMBERS, expected=0.4, flags=(Flag.SAFETY, Flag.PRESS)), "nb") == (
        "84 omtaler på 5 min mot vanligvis 0,4, forhøyet i 25 min på 3 kanaler; "
        "61 % negative mot vanligvis 12 %; meldingene handler om fare for folk og pressen; "
        "så sterkt ventes det omtrent hver 40. dag"
    )


def test_what_is_not_known_is_not_said() -> None:
    small = replace(
        NUMBERS,
        measure="negatives",
        stream="x/@y",
        value=1,
        channels=1,
        share=None,
        every_days=None,
        minutes=180,
    )
    assert sentence(small) == "1 negative message on x/@y in 5 min against a usual 3, raised for 3 h"


def test_more_than_the_history_knows_is_said_so() -> None:
    assert "nothing this strong in 6 days of history" in sentence(
        replace(NUMBERS, every_days=40, history_days=6)
    )
    assert "6 dager" in sentence(replace(NUMBERS, every_days=40, history_days=6), "nb")


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
@pytest.mark.parametrize("flag", list(Flag))
def test_every_flag_has_its_words(lang: str, flag: Flag) -> None:
    assert sentence(replace(NUMBERS, flags=(flag,)), lang) != sentence(NUMBERS, lang)


def test_phrases_grew_and_were_not_only_frequent() -> None:
    phrases = finding(EPISODE, NOW, BEFORE).phrases
    assert "charger caught fire" in [phrase.text for phrase in phrases]
    assert not any("order" in phrase.text or "question" in phrase.text for phrase in phrases)
    assert phrases[0].now == 12
    assert phrases[0].before == 0


def test_stop_words_and_the_brands_name_are_no_phrases() -> None:
    now = ["Nordbank is down and it is not working"] * 6
    texts = [phrase.text for phrase in grown(now, ["hello"] * 10, ignore=["Nordbank"])]
    assert texts
    assert not any(word in text.split() for text in texts for word in ("nordbank", "is", "and", "it"))


def test_a_product_that_is_suddenly_in_every_mouth_is_a_phrase() -> None:
    now = [f"the Glo 2 hisses, says number {n}" for n in range(8)]
    before = [f"nice tent, number {n}" for n in range(30)]
    texts = [str(phrase.text) for phrase in grown(now, before, ignore=["Turglo", "Glo 2"])]
    assert texts[0].startswith("glo 2")


def test_a_batch_number_is_a_phrase_and_a_quantity_is_none() -> None:
    texts = [phrase.text for phrase in grown(["waited 3 hours, parti 2614"] * 5, ["waited for it"] * 20)]
    assert any(text.endswith("parti 2614") for text in texts)
    assert "3" not in texts


def test_copies_of_one_text_are_one_sample() -> None:
    copied = [
        stored(
            700 + n,
            f"THEY KNEW ABOUT THE VALVE IN MAY AND SOLD IT ANYWAY{'!' * n} share {n}",
            handle=f"@c{n}",
        )
        for n in range(9)
    ]
    samples = finding(EPISODE, [*copied, *NOW[:2]], BEFORE).samples
    assert sum(sample >= 700 for sample in samples) == 1


def test_without_anything_before_there_are_still_phrases() -> None:
    assert grown(["appen er nede igjen"] * 5, [])
    assert grown([], []) == ()


def test_samples_are_telling_and_of_different_authors() -> None:
    louder = stored(
        900,
        "the charger caught fire and burned my hand",
        handle="@loud",
        compound=-0.9,
        label=Label.NEGATIVE,
        flags=(Flag.SAFETY,),
        reach=100_000,
    )
    same_author = stored(
        901, "caught fire, charger, I said", handle="@loud", compound=-0.9, label=Label.NEGATIVE
    )
    samples = finding(EPISODE, [*NOW, louder, same_author], BEFORE).samples
    assert len(samples) == 3
    assert samples[0] == 900
    assert 901 not in samples
    authors = {one.message.author.id for one in [*NOW, louder] if one.id in samples}
    texts = {str(one.message.text) for one in [*NOW, louder] if one.id in samples}
    assert len(authors) == len(texts) == 3


def test_our_own_messages_are_neither_cause_nor_sample() -> None:
    own = [stored(n, "we are looking into it", ours=True) for n in range(300, 310)]
    result = finding(EPISODE, own, BEFORE)
    assert (result.samples, result.phrases) == ((), ())


def test_the_finding_carries_level_flags_and_signals() -> None:
    result = finding(EPISODE, NOW, BEFORE, [Flag.LEGAL, Flag.SAFETY])
    assert (result.episode, result.level, result.at) == (EPISODE.id, Level.CRISIS, START)
    assert result.flags == (Flag.SAFETY, Flag.LEGAL)
    assert result.signals == EPISODE.signals
    assert result.text.startswith("84 mentions in 5 min")


def test_the_band_stands_in_the_sentence() -> None:
    said = sentence(replace(NUMBERS, upper=9.9))
    assert said.startswith("84 mentions in 5 min against a usual 3 (up to 10), raised for 25 min")
    assert "(opptil 10)" in sentence(replace(NUMBERS, upper=9.9), "nb")


@pytest.mark.parametrize(
    ("stream", "english", "norwegian"),
    [
        ("kind:dm", "in direct messages", "blant direktemeldinger"),
        ("flag:safety", "about danger to people", "om fare for folk"),
        ("topic:refund", "tagged refund", "merket refund"),
        ("watch:recall", "with “recall”", "med «recall»"),
        ("wave:7", "in wave 7", "i bølge 7"),
        ("bluesky/@a.example", "on bluesky/@a.example", "på bluesky/@a.example"),
    ],
)
def test_every_kind_of_stream_is_named(stream: str, english: str, norwegian: str) -> None:
    assert f"mentions {english} in 5 min" in sentence(replace(NUMBERS, stream=stream))
    assert f"omtaler {norwegian} på 5 min" in sentence(replace(NUMBERS, stream=stream), "nb")


def test_a_share_and_weighted_negatives_are_said_as_what_they_are() -> None:
    share = replace(NUMBERS, measure="share", value=0.7, expected=0.1)
    assert sentence(share).startswith("70 % negative against a usual 10 %, raised for")
    assert sentence(share, "nb").startswith("70 % negative mot vanligvis 10 %, forhøyet i")
    one, many = replace(share, share_of=1), replace(share, share_of=30, stream="mastodon/@a")
    assert sentence(one).startswith("70 % negative (of 1 message) against a usual 10 %")
    assert sentence(many).startswith("70 % negative on mastodon/@a (of 30 messages) against a usual 10 %")
    assert sentence(one, "nb").startswith("70 % negative (av 1 melding) mot vanligvis 10 %")
    weighed = replace(NUMBERS, measure="reach_negatives", value=41, expected=4, upper=12)
    assert sentence(weighed).startswith("negative messages weigh 41 by their reach in 5 min")


def test_a_finding_is_told_in_the_readers_language_whoever_raised_it() -> None:
    raised = finding(EPISODE, NOW, BEFORE, lang="nb")
    assert raised.text.startswith("84 omtaler")
    assert told(raised, "en").startswith("84 mentions in 5 min against a usual 3 (up to 10)")
    assert told(raised, "nb") == raised.text
    assert told(replace(raised, explanation=None), "en") == raised.text


def test_the_sources_with_most_reach_and_their_counts() -> None:
    loud = [
        stored(500, "caught fire", handle="@press", reach=90_000, label=Label.NEGATIVE),
        stored(501, "more on the fire", handle="@press", reach=50_000),
        stored(502, "saw it", handle="@some", reach=300),
    ]
    explained = finding(EPISODE, [*NOW, *loud], BEFORE).explanation
    assert explained is not None
    assert [(one.handle, one.reach, one.messages, one.negatives) for one in explained.sources] == [
        ("@press", 90_000, 2, 1),
        ("@some", 300, 1, 0),
    ]
    assert english.source(explained.sources[0]) == "reach 90,000, 2 messages, 1 negative"


def test_the_wave_behind_it_is_named_only_if_it_is_large_enough() -> None:
    copies = [stored(600 + n, f"THEY KNEW {n}", handle=f"@w{n}", wave=600) for n in range(4)]
    explained = finding(EPISODE, [*NOW, *copies], BEFORE).explanation
    assert explained is not None
    assert explained.wave is not None
    assert (explained.wave.id, explained.wave.messages, explained.wave.authors) == (600, 4, 4)
    few = finding(EPISODE, [*NOW, *copies[:2]], BEFORE).explanation
    assert few is not None
    assert few.wave is None


def test_what_would_make_it_stop() -> None:
    explained = finding(EPISODE, NOW, BEFORE, cooldown=timedelta(hours=24)).explanation
    assert explained is not None
    assert explained.ending is not None
    assert explained.ending.not_before == START + timedelta(hours=24)
    assert english.ending(explained.ending, lambda at: f"{at:%H:%M}") == (
        "Up to 10 messages in 5 min it stops growing, and the lower, the sooner it falls; it ends when "
        "nothing has been raised for 60 min, at 00:00 at the earliest."
    )
    assert bokmal.ending(explained.ending, lambda at: f"{at:%H:%M}").endswith("tidligst 00:00.")
