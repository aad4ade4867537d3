"""Waves: copies meet however they were changed, and what many say by themselves stays apart."""

from datetime import UTC, datetime, timedelta
from random import Random
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.waves import measure, mixed, place_all
from console.judge.sketch import NONE, SKETCH, sketches_of
from console.judge.waves import Origin, Waves
from console.judge.wording import words_of

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
CALL = "Boycott Turglo, they burned my friend's tent and then refused every refund"


def place(waves: Waves, text: str, origin: Origin, at: datetime) -> Origin | None:
    return waves.place_all([(text, origin, at)])[0]


def placed(*texts: str, waves: Waves | None = None) -> list[str | None]:
    """For each text the number of the one that it repeats."""
    waves = waves or Waves()
    found = [place(waves, text, ("c", str(n)), NOON + timedelta(seconds=n)) for n, text in enumerate(texts)]
    return [None if one is None else one[1] for one in found]


@pytest.mark.parametrize(
    "copy",
    [
        CALL,
        CALL.upper(),
        f"@turglo@sosial.example {CALL} 🔥🔥 https://example.org/x",
        "Boycott Turglo!!! They burned my friends tent and then they refused every single refund",
        CALL.replace("Turglo", "Nordlys"),
        f"Kari: {CALL}",
        f"RT @user7: {CALL} #shame #delvidere",
        CALL.replace("friend's", "neighbour's"),
        CALL.replace("refused", "really refused"),
        CALL[:50] + "…",
        "boycot turglo they burned my friend's tent and refused every refund",
        "Please, boycott Turglo: they burned my friend's tent and then refused every refund. Share!",
    ],
)
def test_a_changed_copy_belongs_to_its_wave(copy: str) -> None:
    assert placed(CALL, copy) == [None, "0"]


def test_what_stands_before_a_copy_in_a_few_words_makes_no_other() -> None:
    call = "Krev pengene tilbake fra Fjellmat nå"
    assert placed(call, f"RT @kari: RT @ola: {call}") == [None, "0"]
    assert placed(call, f"Ola bare folkens virkelig: {call}") == [None, "0"]


def test_who_and_why_begin_an_accusation_and_not_a_customers_question() -> None:
    assert placed("Who paid Nordbank to stay silent?", "Who paid Nordlys to stay silent?") == [None, "0"]
    asked = "Where can I {} this tent in Norway?"
    assert placed(asked.format("buy"), asked.format("rent")) == [None, None]


def test_a_copy_on_another_channel_belongs_to_the_first() -> None:
    waves = Waves()
    assert place(waves, CALL, ("bluesky/@us", "1"), NOON) is None
    assert place(waves, CALL, ("mastodon/@us", "9"), NOON) == ("bluesky/@us", "1")
    assert place(waves, CALL + " now", ("mastodon/@us", "10"), NOON) == ("bluesky/@us", "1")


@pytest.mark.parametrize(
    "text",
    ["takk!", "when?", "hei", "Love it!", "❤️", "Tusen takk for hjelpen", "When do you open?", "", "5/5"],
)
def test_what_many_say_by_themselves_is_no_wave(text: str) -> None:
    assert placed(text, text, text) == [None, None, None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("When does the shop in Bergen open?", "When does the shop in Oslo close?"),
        ("My order 1234 has not arrived yet", "My refund has still not been paid out"),
        ("Når kommer pakken min fram?", "Når åpner butikken på lørdag?"),
        ("do you open tomorrow evening", "do you close tomorrow evening"),
        ("when do you open tomorrow", "when do you close tomorrow"),
        ("this stove is safe to use indoors", "this stove is not safe to use indoors"),
        ("I will buy from this shop again", "I will never buy from this shop again"),
        ("jeg anbefaler denne butikken til andre", "jeg anbefaler ikke denne butikken til andre"),
        ("where is my order 12345", "where is my order 54321"),
        ("I love this jacket so much, thank you", "I hate this jacket so much, never again"),
    ],
)
def test_different_short_messages_stay_apart(one: str, other: str) -> None:
    assert placed(one, other) == [None, None]


def test_a_wave_does_not_drift_from_text_to_text() -> None:
    words = CALL.split()
    steps = []
    for place, new in enumerate(f"other{n}" for n in range(12)):
        words[place] = new
        steps.append(" ".join(words))
    found = placed(CALL, *steps)
    assert found[1] == "0"
    assert found[-1] != "0"


def test_a_wave_is_forgotten_after_its_window_and_not_before_half_of_it() -> None:
    waves = Waves(window=timedelta(hours=2))
    assert place(waves, CALL, ("c", "1"), NOON) is None
    assert place(waves, CALL, ("c", "2"), NOON + timedelta(minutes=61)) == ("c", "1")
    # It rolls on, so that it is remembered from its newest copy.
    assert place(waves, CALL, ("c", "3"), NOON + timedelta(minutes=123)) == ("c", "1")
    assert (
        place(waves, "Something else altogether that nobody has said", ("c", "4"), NOON + timedelta(hours=4))
        is None
    )
    assert (
        place(
            waves, "And yet another thing of which there was no word", ("c", "5"), NOON + timedelta(hours=6)
        )
        is None
    )
    assert place(waves, CALL, ("c", "6"), NOON + timedelta(hours=6)) is None


def test_memory_is_bounded_by_the_number_of_wordings() -> None:
    waves, rng = Waves(most=200), Random(1)
    size = len(waves._table)
    assert place(waves, CALL, ("c", "call"), NOON) is None
    for n in range(2_000):
        text = " ".join(f"w{rng.randrange(10**6)}" for _ in range(9))
        place(waves, text, ("c", str(n)), NOON)
    assert (len(waves._known), len(waves._table)) == (200, size)
    assert place(waves, CALL, ("c", "again"), NOON) is None


def test_what_is_said_again_and_again_does_not_make_room() -> None:
    waves, rng = Waves(most=200), Random(1)
    place(waves, CALL, ("c", "call"), NOON)
    for n in range(2_000):
        text = " ".join(f"w{rng.randrange(10**6)}" for _ in range(9))
        place(waves, text, ("c", str(n)), NOON)
        if n % 50 == 0:
            assert place(waves, CALL, ("c", f"again{n}"), NOON) == ("c", "call")


@pytest.mark.parametrize("seed", [3, 11])
def test_brigades_are_found_whole_and_pure(seed: int) -> None:
    samples = mixed(20_000, Random(seed), None)
    result = measure(place_all([one.text for one in samples]), samples)
    assert result.recall >= 0.93
    assert result.purity >= 0.98
    assert max(share for kind, share in result.folded.items() if kind != "one word differs") <= 0.01
    assert result.folded["one word differs"] <= 0.2


def test_a_long_text_takes_no_more_than_what_is_read_of_it() -> None:
    for text in (
        "a " * 10**6,
        "word " * 10**6,
        "x" * 10**6,
        "#" * 10**6,
        "'-" * 10**6,
        " ".join(map(str, range(10**5))),
    ):
        words = words_of(text)
        assert len(" ".join(words).encode()) <= 300


@given(st.lists(st.lists(st.text("abæ", min_size=1, max_size=12), max_size=9), min_size=1, max_size=5))
def test_a_sketch_is_of_the_smallest_hashes_of_pairs(runs: list[list[str]]) -> None:
    def hashed(one: str, other: str) -> int:
        left, right = crc32(one.encode()) * 0x9E3779B97F4A7C15, crc32(other.encode()) * 0xC2B2AE3D27D4EB4F
        return ((left ^ right) & (1 << 60) - 1) // (min(len(one), 9) * min(len(other), 9))

    for words, row in zip(runs, sketches_of(runs).tolist(), strict=True):
        pairs = {hashed(*pair) for gap in (1, 2) for pair in zip(words, words[gap:], strict=False)}
        assert [one for one in row if one != NONE] == sorted(pairs)[:SKETCH]


# Lone surrogates among them, as a broken JSON escape leaves them.
HOSTILE = st.text(st.characters(), max_size=400)


@given(st.lists(HOSTILE, max_size=6))
def test_no_text_breaks_it_and_the_same_order_gives_the_same_waves(texts: list[str]) -> None:
    assert placed(*texts) == placed(*texts)


def test_lone_surrogates_are_words_like_others() -> None:
    text = "\ud800\udfff they burned \udc00 my friend's tent and refused every refund"
    assert placed(text, text + " now") == [None, "0"]
