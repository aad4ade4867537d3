from collections import Counter
from datetime import timedelta

import pytest

from console.connectors.demo import CHANNELS, demo_history, demo_start, storm
from console.connectors.demo.plan import day
from console.connectors.demo.rhythm import NIGHT, OSLO, rate
from console.connectors.demo.texts import decks, talks
from console.model.message import RawMessage
from console.text import admit, clean

START = demo_start(1)
FIRST = day(1, 0)


def minute(planned: object) -> float:
    return (planned.at - START).total_seconds() / 60  # type: ignore[attr-defined]


def test_the_day_begins_at_eight_in_oslo() -> None:
    assert START.astimezone(OSLO).strftime("%H:%M") == "08:00"


def test_the_same_seed_gives_the_same_messages() -> None:
    day.cache_clear()
    assert day(1, 0) == FIRST
    assert [one.fields["text"] for one in day(2, 0)] != [one.fields["text"] for one in FIRST]


@pytest.mark.parametrize("number", [0, 1, 2, 30])
def test_every_message_is_admitted_as_it_is(number: int) -> None:
    for planned in day(1, number):
        message = admit(RawMessage(planned.fields), planned.at)
        assert message.text == planned.fields["text"]
        assert message.channel == CHANNELS[planned.network]
        assert "{" not in message.text
        assert message.created_at <= planned.at


def test_ids_are_unique_but_for_edits_and_deletions() -> None:
    said = [one.fields["id"] for number in (0, 1) for one in day(1, number) if not changed(one.fields)]
    assert len(said) == len(set(said))


def changed(fields: object) -> bool:
    return bool(fields.get("edited_at") or fields.get("deleted"))  # type: ignore[attr-defined]


def test_some_messages_are_edited_and_some_deleted() -> None:
    edits = [one for one in FIRST if one.fields.get("edited_at")]
    deletions = [one for one in FIRST if one.fields.get("deleted")]
    assert edits
    assert deletions
    known = {one.fields["id"]: one.at for one in reversed(FIRST) if not changed(one.fields)}
    assert all(known[one.fields["id"]] < one.at for one in edits + deletions)


def test_the_night_left_a_backlog_and_some_of_it_is_answered() -> None:
    night = [one for one in FIRST if one.at < START]
    assert 50 <= len(night) <= 100
    assert min(one.at for one in night) >= START - NIGHT
    assert 5 <= sum(one.fields["ours"] is True for one in night) <= 30
    assert not any(one.fields["ours"] for one in FIRST if one.at >= START + timedelta(hours=1))


def test_life_from_the_start() -> None:
    assert sum(0 <= minute(one) < 30 for one in FIRST) >= 5


def test_all_languages_and_kinds_occur() -> None:
    assert {one.lang for one in FIRST} == {"nb", "nn", "en", "sv", "da"}
    assert {one.fields["kind"] for one in FIRST} == {"comment", "mention", "reply", "dm", "review"}
    moods = Counter(one.mood for one in FIRST)
    for mood in (
        "question",
        "praise",
        "complaint",
        "sarcasm",
        "spam",
        "dm",
        "report",
        "anger",
        "worry",
        "wave",
    ):
        assert moods[mood] > 2, mood


def test_the_crisis_builds_from_a_few_reports_into_a_storm_on_three_networks() -> None:
    reports = [one for one in FIRST if one.mood == "report"]
    assert min(minute(one) for one in reports) == pytest.approx(storm.FIRST_REPORT, abs=2)
    assert len(reports) >= 8
    assert {one.network for one in reports} == set(CHANNELS)
    per_bucket = Counter(int(minute(one) // 5) for one in FIRST)
    calm = sum(per_bucket[bucket] for bucket in range(20)) / 20
    peak = max(per_bucket, key=lambda bucket: per_bucket[bucket])
    assert per_bucket[peak] > 8 * calm
    assert 150 <= peak * 5 <= 215
    for network in CHANNELS:
        assert sum(one.network == network and 165 <= minute(one) < 195 for one in FIRST) > 20


def test_the_wave_is_copied_with_small_variations() -> None:
    wave = [str(one.fields["text"]) for one in FIRST if one.mood == "wave"]
    assert len(wave) > 20
    assert len(set(wave)) > len(wave) / 3
    assert all("glo 2" in text.lower() for text in wave)


def test_the_troll_returns_under_one_name() -> None:
    visits = [one for one in FIRST if one.mood == "troll"]
    assert len(visits) >= 5
    assert {one.fields["author"]["name"] for one in visits} == {"Ragnar Motvind"}  # type: ignore[index]


def test_people_come_back_to_their_threads() -> None:
    threads = Counter(one.fields["thread_id"] for one in FIRST if not changed(one.fields))
    assert sum(count > 1 for count in threads.values()) > 15


def test_later_days_are_quieter_and_never_end() -> None:
    for number in (1, 2, 7, 400):
        texts = day(1, number)
        assert 100 < len(texts) < len(FIRST) / 2
        assert all(
            START + timedelta(days=number) <= one.at < START + timedelta(days=number + 1) for one in texts
        )
    assert [one.fields["text"] for one in day(1, 7)] != [one.fields["text"] for one in day(1, 8)]


def test_no_day_repeats_itself_much() -> None:
    """Beside the wave and the short cries, a text is seen three times a day at most, with other blanks."""
    for seed in (1, 2, 3):
        texts = Counter(one.fields["text"] for one in day(seed, 1) if not changed(one.fields))
        assert max(texts.values()) <= 3


def test_at_least_250_texts_are_written_by_hand() -> None:
    slots = {"product", "place", "size", "shop", "weekday", "first", "last", "opener", "closer", "passing-on"}
    texts = {text for (mood, _), deck in decks().items() if mood not in slots for text in deck}
    texts |= {turn.text for talk in talks() for turn in talk.turns if turn.text}
    assert len(texts) >= 500
    assert all(clean(text) == text for text in texts)


def test_history_gives_the_detector_a_past() -> None:
    points = demo_history(1, until=START)
    assert points == demo_history(1, until=START)
    kinds = {"kind:comment", "kind:mention", "kind:reply", "kind:dm"}
    assert {point.stream for point in points} == {"all", *CHANNELS.values(), *kinds}
    assert len(points) == 14 * 288 * 8
    assert max(point.bucket_at for point in points) == START - NIGHT - timedelta(minutes=5)
    every = {point.bucket_at: point for point in points if point.stream == "all"}
    parts: Counter[object] = Counter()
    of_kinds: Counter[object] = Counter()
    for point in points:
        assert 0 <= point.negatives <= point.volume
        assert point.bucket_at.timestamp() % 300 == 0
        if point.stream in kinds:
            of_kinds[point.bucket_at] += point.volume
        elif point.stream != "all":
            parts[point.bucket_at] += point.volume
    assert all(every[at].volume == volume for at, volume in [*parts.items(), *of_kinds.items()])


def test_the_past_and_the_first_day_keep_one_rhythm() -> None:
    wanted = sum(rate(START + timedelta(minutes=step)) for step in range(1440))
    days = sum(point.volume for point in demo_history(1, until=START) if point.stream == "all") / 14
    assert days == pytest.approx(wanted, rel=0.2)
    assert len(day(1, 7)) == pytest.approx(wanted, rel=0.35)
