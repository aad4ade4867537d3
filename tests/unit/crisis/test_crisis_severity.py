"""The severity matrix: signal and content, content first, in doubt the higher, lowered in quiet."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.crisis.reasons import differing, line, lines
from console.crisis.severity import BY_CONTENT, content_of, gravest, of_finding, of_message, quiet_intervals
from console.model.alert import Finding, Signal
from console.model.explanation import ByRule, Content
from console.model.item import StoredMessage
from console.model.message import Author, Weighed
from console.model.safe import SafeText
from console.model.words import Flag, Label, Level, Severity
from tests.support.explained import explained
from tests.support.judged import T0, judged


def finding(*signals: tuple[str, str, float, float, int], flags: tuple[Flag, ...] = ()) -> Finding:
    """Stream, measure, value, expected, minutes of each signal."""
    made = tuple(
        Signal(stream, measure, T0, value, expected, 2 * expected, 5.0, 4.0, minutes)
        for stream, measure, value, expected, minutes in signals
    )
    return Finding("e", Level.WARNING, T0, SafeText("x"), made, (), (), flags)


def stored(**changes: object) -> StoredMessage:
    one = judged("1", **changes)
    judgement = one.judgement
    return StoredMessage(
        1, 1, one.message, "en", judgement.compound, judgement.label, False, judgement.flags,
        judgement.reasons, "t", 0, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("signal", "severity", "reason"),
    [
        (("all", "volume", 90, 10, 30), Severity.SEV1, "9.0 times the usual for 30 min"),
        (("all", "volume", 45, 10, 35), Severity.SEV2, "4.5 times the usual for 35 min"),
        (("all", "negatives", 25, 10, 60), Severity.SEV3, "2.5 times the usual for 60 min"),
        (("all", "volume", 15, 10, 60), Severity.SEV4, "1.5 times the usual for 60 min"),
        (("all", "volume", 90, 10, 10), Severity.SEV2, "9.0 times the usual, for 10 min so far"),
        (("all", "volume", 45, 10, 10), Severity.SEV3, "4.5 times the usual, for 10 min so far"),
        (("all", "volume", 3, 0.1, 30), Severity.SEV4, "small numbers: fewer than 20 messages"),
    ],
)
def test_volume(signal: tuple[str, str, float, float, int], severity: Severity, reason: str) -> None:
    suggested = of_finding(finding(signal))
    assert (suggested.severity, lines(suggested)) == (severity, [reason])


def shares(*signals: tuple[str, str, float, float, int]) -> list[tuple[Severity, str, str]]:
    told = [why for why in of_finding(finding(*signals)).reasons if why.kind == "share"]
    return [(why.severity, line(why), line(why, "nb")) for why in told]


def test_the_share_of_negatives_is_the_one_that_the_table_shows() -> None:
    told = ("all", "share", 0.45, 0.17, 80)
    small = ("net/@us", "volume", 30.0, 10.0, 80), ("net/@us", "negatives", 24.0, 2.0, 80)
    loud = ("net/@us", "share", 0.8, 0.17, 80)
    en = "negative share 28 points above the usual, for 80 min"
    nb = "negativ andel 28 poeng over det vanlige, i 80 min"
    assert shares(loud, told, *small) == [(Severity.SEV3, en, nb)]
    assert shares(*small) == []
    assert shares(("all", "share", 0.35, 0.17, 30)) == []


def test_the_share_of_another_stream_names_it() -> None:
    en = "negative share on net/@us 63 points above the usual, for 10 min"
    nb = "negativ andel på net/@us 63 poeng over det vanlige, i 10 min"
    assert shares(("net/@us", "share", 0.8, 0.17, 10)) == [(Severity.SEV2, en, nb)]


def test_three_networks() -> None:
    spread = finding(*((f"{name}/@us", "volume", 12, 8, 30) for name in ("bluesky", "mastodon", "x")))
    assert of_finding(spread).severity is Severity.SEV1


@pytest.mark.parametrize("flag", Flag)
def test_content_goes_before_volume(flag: Flag) -> None:
    calm = ("all", "volume", 15.0, 10.0, 60)
    suggested = of_finding(finding(calm, flags=(flag,)))
    assert suggested.severity is BY_CONTENT[flag]
    assert lines(suggested)[0] == f"flag: {flag.value}"
    assert lines(suggested, "nb")[0].startswith("flagg: ")
    assert of_finding(finding(("flag:" + flag.value, "volume", 15.0, 10.0, 60))).severity is BY_CONTENT[flag]


def test_volume_is_lowered_after_two_quiet_intervals_and_content_is_not() -> None:
    loud = ("all", "volume", 90.0, 10.0, 30)
    alone = finding(loud)
    assert of_finding(alone, quiet=1).severity is Severity.SEV1
    assert of_finding(alone, quiet=2).severity is Severity.SEV2
    assert "quiet for 60 min: the rise alone was SEV-1" in lines(of_finding(alone, quiet=2))
    assert of_finding(alone, quiet=40).severity is Severity.SEV4
    assert of_finding(finding(loud, flags=(Flag.DATA,)), quiet=40).severity is Severity.SEV1


def test_quiet_intervals_are_counted_from_the_end() -> None:
    assert quiet_intervals([50] * 6 + [1] * 12, 2) == 2
    assert quiet_intervals([1] * 12 + [50] * 6, 2) == 0
    assert quiet_intervals([1] * 5, 2) == 0
    assert quiet_intervals([0] * 12, 0) == 2


@given(st.lists(st.floats(0, 1e6), max_size=60), st.floats(0, 1e6))
def test_no_more_quiet_than_there_was_time(counts: list[float], usual: float) -> None:
    assert 0 <= quiet_intervals(counts, usual) <= len(counts) // 6


def test_one_message() -> None:
    leaked = stored(flags=(Flag.DATA,), reasons=(Weighed(SafeText("data: leaked my details"), 0.0),))
    suggested = of_message(leaked)
    assert suggested
    assert suggested.severity is Severity.SEV1
    assert lines(suggested) == ["flag: data (leaked my details)"]
    assert of_message(stored(flags=(Flag.DATA,), ours=True)) is None
    assert of_message(stored()) is None


@pytest.mark.parametrize(
    ("words", "severity"),
    [("Datatilsynet", Severity.SEV1), ("police report", Severity.SEV1), ("my lawyer", Severity.SEV2)],
)
def test_a_regulator_is_more_than_a_lawyer(words: str, severity: Severity) -> None:
    one = stored(flags=(Flag.LEGAL,), reasons=(Weighed(SafeText(f"legal: {words}"), 0.0),))
    suggested = of_message(one)
    assert suggested
    assert suggested.severity is severity


def test_reach() -> None:
    def of(followers: int, label: Label) -> Severity | None:
        author = Author("a", SafeText("@a"), SafeText("A"), followers)
        suggested = of_message(stored(author=author, label=label))
        return suggested.severity if suggested else None

    assert of(120_000, Label.NEGATIVE) is Severity.SEV2
    assert of(20_000, Label.NEGATIVE) is Severity.SEV4
    assert of(900, Label.NEGATIVE) is None
    assert of(120_000, Label.POSITIVE) is None


def test_the_gravest_of_a_thread() -> None:
    thread = [stored(flags=(Flag.OUTAGE,)), stored(flags=(Flag.SELF_HARM,)), stored()]
    suggested = gravest(thread)
    assert suggested
    assert suggested.severity is Severity.SEV1
    assert gravest([stored()]) is None


def by_rule(volume: int, minutes: int = 30, **content: object) -> Finding:
    found = explained(T0)
    assert found.explanation is not None
    rule = ByRule(3, "cards", 1, SafeText("card"), "volume", volume, volume, None, 10, minutes, 60)
    said = Content(**({"flags": {}, "authority": 0, "people": 0, "negatives": 0} | NO_USUAL | content))  # type: ignore[arg-type]
    explanation = replace(found.explanation, rule=rule, content=said, looked_at=volume, ending=None)
    return replace(finding(), episode="alertrule:3:1", explanation=explanation)


NO_USUAL: Mapping[str, object] = {"usual": None, "usual_negatives": None}


@pytest.mark.parametrize(
    ("volume", "minutes", "content", "severity", "reasons"),
    [
        (40, 30, {}, Severity.SEV4, ["too little history to say what is usual"]),
        (12, 30, {"usual": 1.0}, Severity.SEV4, ["small numbers: fewer than 20 messages"]),
        (
            40,
            30,
            {"flags": {"safety": 1}},
            Severity.SEV1,
            ["flag: safety, in 1 of 40 messages", "too little history to say what is usual"],
        ),
        (
            40,
            30,
            {"flags": {"legal": 3}, "authority": 1, "usual": 30.0, "usual_negatives": 3.0},
            Severity.SEV1,
            [
                "flag: regulator or police, in 1 of 40 messages",
                "flag: legal, in 3 of 40 messages",
                "1.3 times the usual for 30 min",
            ],
        ),
        (
            90,
            30,
            {"usual": 10.0, "usual_negatives": 1.0},
            Severity.SEV1,
            ["9.0 times the usual for 30 min"],
        ),
        (
            90,
            15,
            {"usual": 10.0, "usual_negatives": 1.0},
            Severity.SEV2,
            ["9.0 times the usual, for 15 min so far"],
        ),
        (
            60,
            30,
            {"usual": 50.0, "usual_negatives": 5.0, "negatives": 30},
            Severity.SEV2,
            ["6.0 times the usual for 30 min", "negative share 40 points above the usual, for 30 min"],
        ),
        (
            40,
            30,
            {"usual": 40.0, "usual_negatives": 0.0, "people": 150_000},
            Severity.SEV2,
            ["a negative account with 150,000 followers or reach", "1.0 times the usual for 30 min"],
        ),
    ],
)
def test_an_alert_rules_alert_goes_by_the_same_matrix(
    volume: int, minutes: int, content: Mapping[str, object], severity: Severity, reasons: list[str]
) -> None:
    suggested = of_finding(by_rule(volume, minutes, **content))
    assert (suggested.severity, lines(suggested)) == (severity, reasons)
    assert all(lines(suggested, "nb"))


def test_quiet_lowers_what_an_alert_rules_numbers_said_and_not_its_content() -> None:
    loud = by_rule(90, usual=10.0, usual_negatives=1.0)
    assert of_finding(loud, quiet=2).severity is Severity.SEV2
    told = by_rule(90, usual=10.0, usual_negatives=1.0, flags={"safety": 2})
    assert of_finding(told, quiet=6).severity is Severity.SEV1


def test_what_the_messages_of_a_window_say() -> None:
    police = stored(flags=(Flag.LEGAL,), reasons=(Weighed(SafeText("legal: police report"), 0.0),))
    lawyer = stored(flags=(Flag.LEGAL,), reasons=(Weighed(SafeText("legal: my lawyer"), 0.0),))
    far = stored(author=Author("a", SafeText("@a"), SafeText("A"), 9_000), label=Label.NEGATIVE)
    liked = stored(author=Author("b", SafeText("@b"), SafeText("B"), 900_000), label=Label.POSITIVE)
    ours = stored(flags=(Flag.SAFETY,), ours=True)
    found = content_of([police, lawyer, far, liked, ours], 1, 2.0, 1.0)
    assert found == Content({"legal": 2}, 1, 9_000, 1, 2.0, 1.0)


@pytest.mark.parametrize(
    ("level", "severity", "told"),
    [
        (Level.CRISIS, Severity.SEV4, True),
        (Level.CRISIS, Severity.SEV3, True),
        (Level.CRISIS, Severity.SEV2, False),
        (Level.WARNING, Severity.SEV4, True),
        (Level.WARNING, Severity.SEV3, False),
        (Level.WATCH, Severity.SEV4, False),
    ],
)
def test_a_high_level_beside_a_low_severity_is_explained(
    level: Level, severity: Severity, told: bool
) -> None:
    assert ("how unusual this is for you" in (differing(level, severity) or "")) is told
    assert ("hvor uvanlig dette er hos dere" in (differing(level, severity, "nb") or "")) is told
