"""`beredt alerts precision`: how often the alerts of each source were right, and on how few labels."""

import pytest

from console.model.precision import Precision
from tests.support.commandline import Beredt, jsonl, message


def test_each_rule_shows_what_people_said_of_its_alerts(beredt: Beredt) -> None:
    assert beredt("alerts", "precision", "--json").lines == []
    for name in ("down", "refund"):
        assert beredt("rule", "add", name, "--when", name, "--do", "alert", "--yes").code == 0
    lines = (message(1), message(2, "Where is my refund?"))
    assert beredt("ingest", stdin=jsonl(*lines)).code == 0
    raised = beredt("alerts", "--json").lines
    assert len(raised) == 2
    assert "nothing labelled yet" in beredt("alerts", "precision").text
    before = {one["source"]: one for one in beredt("alerts", "precision", "--json").lines}
    assert (before["rule:down"]["labelled"], before["rule:down"]["precision"]) == (0, None)
    (down,) = [one["id"] for one in raised if "down" in str(one["text"])]
    assert beredt("alerts", "label", str(down), "false").code == 0
    found = {one["source"]: one for one in beredt("alerts", "precision", "--json").lines}
    assert (found["rule:down"]["false"], found["rule:down"]["precision"]) == (1, 0)
    assert found["rule:refund"]["precision"] is None
    # A label can be changed.
    assert beredt("alerts", "label", str(down), "useful").code == 0
    found = {one["source"]: one for one in beredt("alerts", "precision", "--json").lines}
    assert (found["rule:down"]["useful"], found["rule:down"]["precision"]) == (1, 1)
    low, high = found["rule:down"]["interval"]  # type: ignore[misc]
    assert (round(low, 2), high) == (0.21, 1)
    # And taken back, one after the other.
    for verdict in ("false", None):
        assert beredt("undo").code == 0
        assert beredt("alerts", "show", str(down), "--json").line["verdict"] == verdict


def test_the_interval_is_wilsons() -> None:
    assert Precision("detector:crisis", 5, 0, 0, 0).interval is None
    assert Precision("detector:crisis", 10, 6, 2, 2).interval == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert Precision("detector:crisis", 1, 1, 0, 0).interval == pytest.approx((0.2065, 1.0), abs=1e-4)
