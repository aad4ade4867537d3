"""The judge as a whole: masking, doubt, priority and the line of `beredt score`."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.errors import InputError
from console.judge import Judge, JudgeSettings, PriorityWeights, score_line
from console.judge.masking import MASK, Masker
from console.model.message import Author, Judgement, Message
from console.model.safe import SafeText
from console.model.words import Flag, Kind, Label
from console.text import clean

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
JUDGE = Judge(JudgeSettings(brand_names=("United", "Nordbank")))


def message(text: str, **changes: object) -> Message:
    base = Message(
        network="mastodon",
        channel="mastodon/@b",
        remote_id="1",
        kind=Kind.COMMENT,
        author=Author("a1", SafeText("@a"), SafeText("A")),
        text=clean(text),
        created_at=AT,
        received_at=AT,
    )
    return replace(base, **changes)


def judged(text: str, **changes: object) -> Judgement:
    return JUDGE.judge(message(text, **changes))


def test_handles_and_brand_names_are_no_praise() -> None:
    plain = judged("@united the United flight was late, the worst trip https://great.example/best", lang="en")
    assert plain.label is Label.NEGATIVE
    assert [reason.text for reason in plain.reasons] == ["worst"]


def test_masking_keeps_what_is_no_handle() -> None:
    masker = Masker(("Best Buy",))
    assert masker.mask("mail a@b.no to @ola@snabel.no, see www.x.no/a?b BEST BUY besten") == (
        f"mail a@b.no to {MASK}, see {MASK} {MASK} besten"
    )
    assert Masker(()).mask("") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Das ist sehr schlecht und ich bin wütend auf euch alle",
        "When do you open on Sundays?",
        "Good food and bad service",
        "Great job, the app is down for the third time",
        "Herlig at Nordbank er nede igjen 🙄",
        "👾",
        "",
    ],
)
def test_unsure_where_a_person_should_look(text: str) -> None:
    assert judged(text).unsure


@pytest.mark.parametrize(
    "text", ["I love this, thank you so much!", "Elendig service, svindlere!", "This is horrible"]
)
def test_sure_where_the_evidence_is_clear(text: str) -> None:
    assert not judged(text).unsure


def test_a_language_without_scorer_has_no_opinion() -> None:
    result = judged("Das ist sehr schlecht und ich bin wütend auf euch alle")
    assert (result.lang, result.compound, result.label, result.scorer) == ("de", 0.0, Label.NEUTRAL, "none")


def test_the_scorer_is_named() -> None:
    assert judged("I love it so much").scorer == "vader-3.3.2"
    assert judged("Dette er elendig, jeg er skikkelig skuffet over dere").scorer == "beredt-no-1"


def test_a_flags_words_are_among_the_reasons() -> None:
    result = judged("My charger caught fire, this is a terrible product", lang="en")
    assert result.flags == (Flag.SAFETY,)
    assert "safety: caught fire" in [reason.text for reason in result.reasons]


def test_the_same_messages_give_the_same_judgements() -> None:
    texts = ["ok", "Jag är besviken på er service och vill ha pengarna", "ok", "Kjempebra!", "so bad"]
    first, second = (Judge(JudgeSettings()) for _ in range(2))
    assert [first.judge(message(text)) for text in texts] == [second.judge(message(text)) for text in texts]


def test_flags_outweigh_sentiment_and_reach() -> None:
    rude = judged("You are the worst, horrible, disgusting idiots", lang="en", kind=Kind.DM, reach=900_000)
    unsafe = judged("the oven exploded", lang="en")
    assert unsafe.priority > rude.priority > judged("nice", lang="en").priority


def test_a_direct_message_goes_before_a_comment() -> None:
    assert judged("hello there", kind=Kind.DM).priority > judged("hello there").priority


def test_our_own_and_deleted_messages_have_no_priority() -> None:
    assert judged("help, it exploded!", ours=True).priority == 0
    assert judged("help, it exploded!", deleted=True).priority == 0


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=120),
    st.sampled_from(list(Kind)),
    st.one_of(st.none(), st.integers(-5, 10**12)),
    st.sampled_from(
        ["", " exploded", " lawyer racist hacked exploded suicide i will kill you?", " ikke bra?"]
    ),
)
def test_priority_is_in_range_and_its_parts_add_up(
    text: str, kind: Kind, reach: int | None, more: str
) -> None:
    result = judged(text + more, kind=kind, reach=reach)
    assert 0 <= result.priority <= 999
    assert sum(part.weight for part in result.priority_reasons) == result.priority
    assert -1 <= result.compound <= 1


def test_weights_are_settings() -> None:
    judge = Judge(JudgeSettings(priority=PriorityWeights(question=300)))
    assert judge.judge(message("Open today?")).priority - JUDGE.judge(message("Open today?")).priority == 275


def test_a_line_has_the_fields_of_the_contract() -> None:
    line = score_line(JUDGE, {"id": "7", "text": "This is horrible, it caught fire", "lang": "en"})
    assert list(line) == ["id", "lang", "compound", "label", "unsure", "flags", "reasons"]
    assert (line["id"], line["lang"], line["label"], line["unsure"]) == ("7", "en", "negative", False)
    assert line["flags"] == ["safety"]
    assert {"text": "horrible", "weight": -2.5} in line["reasons"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "x"}, "'id'"),
        ({"id": 1}, "'text'"),
        ({"id": 1, "text": 5}, "'text'"),
        ({"id": True, "text": "x"}, "'id'"),
        ({"id": 1, "text": "x", "lang": 3}, "'lang'"),
    ],
)
def test_a_wrong_line_is_refused_with_its_field(fields: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        score_line(JUDGE, fields)


def test_importing_the_judge_loads_none_of_its_libraries() -> None:
    code = "import sys, console.judge; print({'eld', 'vaderSentiment'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_very_long_text_is_judged_like_a_short_one() -> None:
    assert judged("This is a horrible and awful mess, but good. " * 400, lang="en").lang == "en"


def test_hostile_text_reaches_the_reasons_only_safe() -> None:
    line = score_line(
        JUDGE, {"id": "\x1b[31m", "text": "hor\x1brible awful\x07 \u202ebad caught\u200b fire", "lang": "en"}
    )
    assert not {"\x1b", "\x07", "\u202e"} & set(str(line))
