"""Coordination is told as counts: of made brigades and of honest storms, and never as a verdict."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.detect import bokmal, english
from console.detect.coordination import LEAST, evidence
from console.detect.explain import finding
from console.detect.sentences import LANGUAGES
from console.model.explanation import Evidence
from console.model.item import StoredMessage
from tests.unit.detect.test_detect_explain import BEFORE, EPISODE, stored

WORDS = ("card", "app", "login", "queue", "fee", "branch", "letter", "phone", "code", "loan")


def brigade(size: int = 40) -> list[StoredMessage]:
    """Five accounts with one text, one link and one tag, within two minutes."""
    return [
        stored(
            1000 + n,
            f"#BoycottNord they knew, read https://leak.example/a {n}",
            handle=f"@b{n % 5}",
            seconds=3 * n,
            wave=1000,
        )
        for n in range(size)
    ]


def honest(size: int = 40) -> list[StoredMessage]:
    """Many people, each with their own words, over two hours."""
    return [
        stored(
            2000 + n,
            f"my {WORDS[n % 10]} and the {WORDS[(n // 10 + n) % 10]} fail since {n}",
            handle=f"@h{n}",
            seconds=180 * n,
        )
        for n in range(size)
    ]


def by_kind(found: tuple[Evidence, ...]) -> dict[str, Evidence]:
    return {one.kind: one for one in found}


def test_a_brigade_shows_in_every_number() -> None:
    found = by_kind(evidence(brigade()))
    assert found["burst"].numbers == {"most": 40, "minutes": 5, "span": 5}
    assert found["alike"].numbers == {"messages": 40, "largest": 40}
    assert found["authors"].numbers == {"authors": 5, "busiest": 3, "by_busiest": 24}
    assert found["link"].text == "https://leak.example/a"
    assert found["hashtag"].numbers == {"messages": 40, "authors": 5}


def test_an_honest_storm_shows_in_none() -> None:
    found = by_kind(evidence(honest()))
    assert found["burst"].numbers == {"most": 2, "minutes": 5, "span": 117}
    assert found["alike"].numbers == {"messages": 0, "largest": 0}
    assert found["authors"].numbers == {"authors": 40, "busiest": 3, "by_busiest": 3}
    assert "link" not in found
    assert "hashtag" not in found


def test_few_messages_say_nothing() -> None:
    assert evidence(brigade(LEAST - 1)) == ()
    assert evidence([]) == ()


def test_the_lines_have_their_counts_and_what_is_not_known_is_said() -> None:
    lines = [english.evidence(one, 40) for one in evidence(brigade())]
    assert lines == [
        "burst: 40 of 40 messages came within 5 min of 5 min",
        "alike: 40 of 40 messages nearly repeat another one, the largest wave has 40",
        "authors: 5 wrote 40 messages; the busiest 3 wrote 24",
        "account ages: unknown, no network tells us when these accounts were made",
        "same link: https://leak.example/a is in 40 of 40 messages by 5 authors",
        "same hashtag: #BoycottNord is in 40 of 40 messages by 5 authors",
    ]
    assert bokmal.evidence(evidence(brigade())[2], 40) == (
        "avsendere: 5 skrev 40 meldinger; de 3 ivrigste skrev 24"
    )


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
@pytest.mark.parametrize("messages", [brigade(), honest()])
def test_no_verdict_is_spoken(lang: str, messages: list[StoredMessage]) -> None:
    said = " ".join(LANGUAGES[lang].evidence(one, 40) for one in evidence(messages)).lower()
    for word in ("coordinated", "samordnet", "brigade", "bot", "fake", "falsk"):
        assert word not in said.split()


def test_an_alert_carries_its_evidence() -> None:
    explained = finding(EPISODE, brigade(), BEFORE).explanation
    assert explained is not None
    assert explained.evidence == evidence(brigade())


def aged(messages: list[StoredMessage], *days: float | None) -> list[StoredMessage]:
    """The same, by accounts that were made so many days before they wrote; None if nobody tells."""
    handles = sorted({one.message.author.handle for one in messages})
    by = dict(zip(handles, days, strict=True))
    made = []
    for one in messages:
        age = by[one.message.author.handle]
        since = None if age is None else one.message.created_at - timedelta(days=age)
        author = replace(one.message.author, created_at=since)
        made.append(replace(one, message=replace(one.message, author=author)))
    return made


def test_ages_of_accounts_are_counted_and_so_are_those_that_nobody_tells() -> None:
    found = by_kind(evidence(aged(brigade(), 1, 2, 29, 900, None)))["ages"]
    assert found.numbers == {"known": 4, "unknown": 1, "young": 3, "days": 30, "median": 29}
    assert english.evidence(found, 40) == (
        "account ages: 3 of 4 younger than 30 days, half at most 29 days old; of 1 more it is unknown"
    )
    assert bokmal.evidence(found, 40) == (
        "kontoenes alder: 3 av 4 yngre enn 30 dager, halvparten høyst 29 dager gamle; for 1 til er den ukjent"
    )


def test_old_accounts_are_told_as_plainly() -> None:
    found = by_kind(evidence(aged(brigade(), 400, 400, 400, 400, 400)))["ages"]
    assert (
        english.evidence(found, 40) == "account ages: 0 of 5 younger than 30 days, half at most 400 days old"
    )


def test_an_account_from_after_its_message_has_no_age_below_none() -> None:
    assert by_kind(evidence(aged(brigade(), -3, -3, -3, -3, -3)))["ages"].numbers["median"] == 0


def test_ages_that_an_older_release_stored_are_unknown() -> None:
    assert english.evidence(Evidence("ages"), 40) == english.evidence(
        Evidence("ages", {"known": 0, "unknown": 5}), 40
    )
