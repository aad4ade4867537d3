"""The order on the screens: what a place is made of, and how far a new order has come."""

from datetime import timedelta
from pathlib import Path

import pytest

from console.model.words import State
from console.priority import PriorityWeights
from console.query.ast import Query
from console.store.sqlite import reordering
from console.ui.session import UiSettings
from console.watch.reorder import reorder
from tests.support.fastclock import START, FastClock
from tests.support.rooms import ingest, open_store, raw
from tests.support.screens import SIZES, console_on, some_day

VIPS = PriorityWeights(vips=frozenset({"@ola@x.example"}))
TWO = [
    raw(name, "When do you open?", handle="ola@x.example", at=START - timedelta(minutes=age))
    for name, age in (("m1", 60), ("m2", 20))
]


@pytest.mark.parametrize("size", SIZES)
async def test_why_shows_each_part_the_sum_and_the_tie(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *TWO, size=size, weights=VIPS) as console:
        await console.press("w")
        why = console.reader()
        row = (await console.desk.item(2)).row
        assert f"{1000 - row.rank} points" in why
        assert sum(part.weight for part in row.parts) == 1000 - row.rank
        for words, points in (
            ("asks a question", "+25"),
            ("1 earlier message without an answer", "+30"),
            ("a VIP", "+150"),
        ):
            assert any(words in line and points in line for line in why.splitlines()), words
        assert "oldest first" in " ".join(why.split())


async def test_why_in_norwegian(tmp_path: Path) -> None:
    async with console_on(
        tmp_path, *TWO, settings=UiSettings(lang="nb"), size=(200, 50), weights=VIPS
    ) as console:
        await console.press("w")
        why = " ".join(console.reader().split())
        for words in (
            "1 tidligere melding uten svar",
            "VIP",
            "stiller et spørsmål",
            "de eldste først",
        ):
            assert words in why, words


async def test_why_is_about_the_message_that_counts(tmp_path: Path) -> None:
    thread = [
        raw("m1", "I hate this, it is the worst!", handle="ola@x.example", at=START - timedelta(minutes=60)),
        raw("m2", "Oh well", handle="liv@x.example", at=START - timedelta(minutes=50), parent_id="m1"),
    ]
    async with console_on(tmp_path, *thread) as console:
        await console.press("w")
        assert "the worst" in console.reader()
        # Once nothing waits it is about the newest.
        async with console.store.act(console.desk.actor, START) as tx:
            await tx.set_state(1, State.PENDING)
        await console.tick()
        assert "Oh well" in console.reader()


@pytest.mark.parametrize("lang", ["en", "nb"])
async def test_the_header_tells_how_far_a_new_order_is(
    tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reordering, "PART", 2)
    store = await open_store(tmp_path, FastClock())
    await ingest(store, *some_day())
    await store.close()
    weights = PriorityWeights(negative=0, question=500)
    said = {"en": "re-ordering 2 of 6", "nb": "sorterer på nytt 2 av 6"}[lang]
    short = {"en": "re-ordering 66 %", "nb": "sorterer på nytt 66 %"}[lang]
    async with console_on(
        tmp_path, size=(140, 30), settings=UiSettings(lang=lang), weights=weights
    ) as console:
        first = console.queue.roll.cursor
        await console.store.reorder()
        await console.tick()
        assert said in console.bar("head")
        await console.store.reorder()
        await console.pilot.resize_terminal(80, 24)
        await console.tick()
        assert short in console.bar("head")
        await reorder(console.store, console.clock)
        await console.tick()
        assert short.split()[0] not in console.bar("head")
        # The row under the cursor stays where it is; asked anew, the questions stand first.
        assert console.queue.roll.cursor == first
        rows = await console.desk.queue(Query(()))
        assert {row.text for row in rows[:2]} == {
            "When do you open on Saturday?",
            "Is the branch in Bergen closed?",
        }


TWICE = "Ikke bra. Ingen ble skadet, men hva om laderen tok fyr? Appen er nede, idioter"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            (
                'OUTAGE: "Appen er nede"',
                'SAFETY does not count for "ble skadet": negated by "Ingen"',
                'only supposed, "hva om"',
                "Turned the other way by a negation or by what stands around: bra",
                "Anger 0.",
            ),
        ),
        (
            "nb",
            (
                "DRIFTSFEIL: «Appen er nede»",
                "SIKKERHET teller ikke for «ble skadet»: nektet av «Ingen»",
                "bare tenkt, «hva om»",
                "Snudd av en nektelse eller av det som står rundt: bra",
                "Sinne 0,",
                "flagget driftsfeil",
            ),
        ),
    ],
)
async def test_why_tells_flags_that_count_and_those_taken_back(
    tmp_path: Path, lang: str, told: tuple[str, ...], size: tuple[int, int]
) -> None:
    one = raw("m1", TWICE, handle="ola@x.example", at=START - timedelta(minutes=5), lang="nb")
    async with console_on(tmp_path, one, settings=UiSettings(lang=lang), size=size) as console:
        await console.press("w")
        why = " ".join(console.reader().split())
        for words in told:
            assert words in why, why


@pytest.mark.parametrize("lang", ["en", "nb"])
async def test_why_tells_the_wave(tmp_path: Path, lang: str) -> None:
    text = "Alle kortene til Nordbank er sperret igjen og ingen svarer oss i dag"
    copies = [
        raw(f"m{n}", text, handle=f"p{n}@x.example", at=START - timedelta(minutes=n)) for n in range(1, 5)
    ]
    async with console_on(tmp_path, *copies, settings=UiSettings(lang=lang), size=(200, 50)) as console:
        await console.press("w")
        assert {"en": "4 messages that nearly say the same", "nb": "4 meldinger som sier nesten det samme"}[
            lang
        ] in " ".join(console.reader().split())
