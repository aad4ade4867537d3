"""`beredt item ID why`: what the page of reasons says, as lines and as JSON, in the reader's language."""

import json
from pathlib import Path

import pytest

from tests.support.commandline import Beredt


@pytest.fixture
def kept(beredt: Beredt) -> Beredt:
    message = {
        "network": "mastodon", "channel": "mastodon/@nordbank", "id": "1", "kind": "mention",
        "author": {"id": "a", "handle": "@ola@x.example"}, "created_at": "2026-11-23T08:00:00Z", "lang": "nb",
        "text": "Ikke bra. Ingen ble skadet, men appen er nede, idioter",
    }  # fmt: skip
    beredt("ingest", stdin=json.dumps(message).encode())
    return beredt


def test_the_page_in_both_languages(kept: Beredt) -> None:
    english = kept("item", "1", "why", "--lang", "en").out.decode()
    assert 'SAFETY does not count for "ble skadet": negated by "Ingen"' in english
    assert "+160" in english
    assert "flag outage" in english
    assert "SEV-3" in english
    norwegian = kept("item", "1", "why", "--lang", "nb").out.decode()
    assert "SIKKERHET teller ikke for «ble skadet»: nektet av «Ingen»" in norwegian
    assert "flagget driftsfeil" in norwegian
    assert "flagg: driftsfeil (appen er nede)" in norwegian


def test_the_parts_as_json(kept: Beredt) -> None:
    why = kept("item", "1", "why", "--json", "--lang", "nb").line
    assert why["flags"] == [{"flag": "outage", "words": "appen er nede"}]
    assert why["taken_back"] == [{"flag": "safety", "words": "ble skadet", "why": "negation", "by": "Ingen"}]
    assert "bra" in why["turned"]
    assert why["anger"]["words"] == "idioter"
    assert {"text", "weight"} == set(why["words"][0])
    assert sum(part["weight"] for part in why["priority"]) == why["points"]
    assert (why["severity"], why["severity_reasons"]) == ("SEV-3", ["flagg: driftsfeil (appen er nede)"])
    assert why["clock"]["step"] == "running"
    assert why["wave"] is None
    assert (why["unsure_why"] is not None) is why["unsure"]
    assert "DRIFTSFEIL: «appen er nede»" in why["told"]


def test_what_it_does_not_take(kept: Beredt, tmp_path: Path) -> None:
    assert kept("item", "1", "why", "more").code == 2
    assert kept("item", "1", "show", "--lang", "nb").code == 2
    assert kept("item", "7", "why").code != 0
