"""`beredt alerts show`: an alert that a Norwegian session raised, for readers of both languages."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.model.actor import WATCH
from console.store.sqlite import SqliteStore
from tests.support.commandline import Beredt, jsonl, message
from tests.support.explained import explained
from tests.support.fastclock import FastClock

NOW = datetime.now(UTC).replace(microsecond=0)
ENDS = f"{NOW + timedelta(hours=24):%Y-%m-%dT%H:%M:%SZ}"


async def _raise(path: Path, when: datetime) -> None:
    store = SqliteStore(path, clock=FastClock())
    await store.open()
    async with store.act(WATCH, when) as tx:
        await tx.put_alert(explained(when))
    await store.close()


@pytest.fixture
def alerted(beredt: Beredt, tmp_path: Path) -> Beredt:
    assert beredt("ingest").code == 0
    asyncio.run(_raise(tmp_path / "data" / "beredt.db", NOW))
    return beredt


def test_an_alert_is_told_in_the_readers_language(alerted: Beredt) -> None:
    english = alerted("alerts", "show", "1").text
    norwegian = alerted("alerts", "show", "1", "--lang", "nb").text
    assert english.startswith("24 negative messages in 5 min against a usual 3 (up to 9), raised for 15 min")
    assert norwegian.startswith(
        "24 negative meldinger på 5 min mot vanligvis 3 (opptil 9), forhøyet i 15 min"
    )
    for said in (
        "wave 17: 22 of 64 messages nearly repeat one text, by 20 authors",
        "@avisa@presse.example (mastodon/@nordbank): reach 120,400, 2 messages, 1 negative",
        "authors: 51 wrote 64 messages; the busiest 3 wrote 9",
        f"{ENDS} at the earliest",
        "kind:dm",
    ):
        assert said in english
    assert "bølge 17" in norwegian
    assert "24 negative meldinger på 5 min mot vanligvis 3" in alerted("alerts", "--lang", "nb").text


@pytest.mark.parametrize(
    ("lang", "ended"),
    [
        ("en", "Over since {at}: nothing was raised in the 60 min before."),
        ("nb", "Over siden {at}: ingenting var forhøyet de siste 60 min før det."),
    ],
)
def test_one_that_is_over_is_told_as_over(beredt: Beredt, tmp_path: Path, lang: str, ended: str) -> None:
    assert beredt("ingest").code == 0
    asyncio.run(_raise(tmp_path / "data" / "beredt.db", NOW - timedelta(hours=30)))
    over = f"{NOW - timedelta(hours=6):%Y-%m-%dT%H:%M:%SZ}"
    shown = beredt("alerts", "show", "1", "--lang", lang).text
    assert ended.format(at=over) in shown
    assert "it ends when" not in shown
    assert "det er over når" not in shown
    told = beredt("alerts", "show", "1", "--json", "--lang", lang).line
    assert told["over_since"] == over
    assert ended.format(at=over) in told["told"]  # type: ignore[operator]
    (listed,) = beredt("alerts", "list", "--json", "--lang", lang).lines
    assert (listed["over_since"], listed["told"]) == (over, told["told"])
    assert f"{over}  over" in beredt("alerts", "list", "--lang", lang).text


def test_the_numbers_stand_in_the_json(alerted: Beredt) -> None:
    shown = alerted("alerts", "show", "1", "--json", "--lang", "nb").line
    assert str(shown["text"]).startswith("24 negative meldinger")
    explanation = shown["explanation"]
    assert isinstance(explanation, dict)
    assert explanation["numbers"]["upper"] == 9.2
    assert explanation["sources"][0]["reach"] == 120_400
    assert explanation["ending"]["not_before"] == ENDS
    assert len(shown["told"]) == 5  # type: ignore[arg-type]


def test_a_wave_is_told_with_its_evidence(beredt: Beredt) -> None:
    text = "They knew about the valve in May and sold it anyway, read https://leak.example/a"
    lines = [
        message(n, f"{text} {'!' * n}", author={"id": f"a{n % 3}", "handle": f"@a{n % 3}"})
        for n in range(1, 11)
    ]
    assert beredt("ingest", "-", stdin=jsonl(*lines)).code == 0
    (wave,) = beredt("wave", "list", "--json").lines
    told = beredt("wave", "show", str(wave["id"]), "--json", "--lang", "nb").line
    assert "avsendere: 3 skrev 10 meldinger; de 3 ivrigste skrev 10" in told["told"]  # type: ignore[operator]
    shown = beredt("wave", "show", str(wave["id"])).text
    assert "same link: https://leak.example/a is in 10 of 10 messages by 3 authors" in shown
