"""What the chart of an alert shows, by what the alert is about."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.desk.answers import Band
from console.model.alert import Alert, Signal
from console.model.explanation import ByRule
from console.model.safe import SafeText
from console.ui.locales import Words
from console.ui.render.charted import Charted, bars, chart, charted, reach
from console.ui.render.marks import Marks
from tests.support.explained import explained
from tests.support.fastclock import START

STEP = timedelta(minutes=5)
RULE = ByRule(3, "cards", 1, SafeText("card"), "negatives", 12, 14, None, 10, 15, 60)
COUNTED = [
    Band(START + place * STEP, 10 + place, place % 4, 8.0, 20.0, 2.5 * (place % 4)) for place in range(96)
]
UNTIL = START + 96 * STEP


def of(stream: str, measure: str) -> Alert:
    finding = replace(explained(START), signals=(Signal(stream, measure, START, 24, 0.1, 0.4, 6.1, 7.2, 15),))
    return Alert(1, finding, START, START, None, None, None, None)


def by_rule() -> Alert:
    alert = of("all", "volume")
    explanation = alert.finding.explanation
    assert explanation is not None
    return replace(alert, finding=replace(alert.finding, explanation=replace(explanation, rule=RULE)))


def drawn(what: Charted, lang: str = "en") -> str:
    lines = chart(what, COUNTED, UNTIL, (110, 6), UNTIL, Words(lang), Marks())
    return "\n".join("".join(span.text for span in line) for line in lines)


def test_a_chart_of_volume_has_the_band_of_its_stream() -> None:
    what = charted(of("kind:dm", "volume"))
    assert (what.stream, what.measure) == ("kind:dm", "volume")
    assert bars(what, COUNTED, UNTIL) == COUNTED[24:]
    assert "messages in direct messages, " in drawn(what)


def test_other_measures_are_drawn_against_what_the_alert_told() -> None:
    shown = bars(charted(of("flag:outage", "negatives")), COUNTED, UNTIL)
    assert [one.volume for one in shown[:4]] == [0, 1, 2, 3]
    assert {(one.expected, one.upper) for one in shown} == {(0.1, 0.4)}
    weighed = bars(charted(of("all", "reach_negatives")), COUNTED, UNTIL)
    assert [one.volume for one in weighed[:4]] == [0, 2, 5, 8]
    share = bars(charted(of("all", "share")), COUNTED, UNTIL)
    assert share[0].upper == pytest.approx(40)
    assert share[0].volume == round(100 * 18 / sum(range(23, 35)))


@pytest.mark.parametrize(
    ("alert", "lang", "said"),
    [
        (of("flag:outage", "negatives"), "en", "negative messages about "),
        (of("all", "share"), "en", "share of negative of all, "),
        (of("all", "reach_negatives"), "nb", "negative etter rekkevidde av alle, "),
        (of("mastodon/@nordbank", "volume"), "en", "messages on mastodon/@nordbank, "),
        (of("watch:strike", "volume"), "en", "messages with “strike”, "),
        (by_rule(), "en", "negative messages that fit “card”, each over 15 min, "),
        (by_rule(), "nb", "negative meldinger som passer med «card», hver over 15 min, "),
    ],
)
def test_it_says_which_it_shows(alert: Alert, lang: str, said: str) -> None:
    assert drawn(charted(alert), lang).lstrip().startswith(said)


def test_a_message_rules_alert_has_the_chart_of_all() -> None:
    alert = of("all", "volume")
    bare = replace(alert, finding=replace(alert.finding, signals=(), explanation=None))
    assert charted(bare) == Charted("all", "volume")
    assert drawn(charted(bare)).lstrip().startswith("messages of all, ")


def test_of_an_alert_that_is_over_its_own_hours_are_shown() -> None:
    now = START + timedelta(days=2)
    alert = of("all", "volume")
    assert reach(alert, now, START + timedelta(hours=1)) == (52.0, START + timedelta(hours=2))
    # It was over a day later: what it tells of is shown all the same.
    assert reach(alert, now, START + timedelta(days=1)) == (49.0, START + timedelta(hours=5))
    grown = replace(alert, finding=replace(alert.finding, at=START + timedelta(hours=20)))
    assert reach(grown, now, START + timedelta(days=1)) == (33.0, START + timedelta(hours=21))
    assert reach(alert, now, None) == (6.0, now)
    late = START + timedelta(days=30)
    assert reach(alert, late, START) == (6.0, late)
