"""The hostile corpus through the command line: no byte that it smuggled in comes out."""

import itertools
from pathlib import Path

import pytest

from tests.hostile.corpus import all_strings, own_strings
from tests.hostile.oracle import smuggled
from tests.support.commandline import Beredt, Ran, in_process, jsonl, message

SHOWN = [
    ["queue", "--limit", "10000"],
    ["queue", "--limit", "10000", "--json"],
    ["export", "messages"],
    ["export", "messages", "--format", "csv"],
    ["export", "items", "--format", "csv"],
    ["export", "items"],
    ["quarantine", "--limit", "10000"],
    ["quarantine", "--limit", "10000", "--json"],
]


@pytest.fixture
def beredt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Beredt:
    return in_process(monkeypatch, tmp_path / "data")


def checked(ran: Ran) -> Ran:
    # A CSV's line ends, and nothing else, may hold a carriage return.
    assert smuggled(ran.out.replace(b"\r\n", b"\n"), allowed=()) == []
    assert smuggled(ran.err, allowed=()) == []
    assert b"Traceback" not in ran.err
    return ran


def test_every_string_in_every_field(beredt: Beredt) -> None:
    lines = []
    for number, text in enumerate(all_strings()):
        spare = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")[:100]
        lines.append(message(number, text, author={"id": f"{number} {spare}", "handle": text, "name": text}))
    checked(beredt("ingest", stdin=jsonl(*lines)))
    for words in SHOWN:
        checked(beredt(*words))


def test_every_string_where_it_is_refused(beredt: Beredt) -> None:
    fields = itertools.cycle(
        ["network", "channel", "id", "kind", "created_at", "lang", "reach", "deleted", "url"]
    )
    lines = [
        message(number, **{name: text})
        for number, (name, text) in enumerate(zip(fields, own_strings(), strict=False))
    ]
    ran = checked(beredt("ingest", stdin=jsonl(*lines)))
    assert ran.code == 2
    raw = b"\n".join(text.encode("utf-8", "surrogatepass") for text in own_strings())
    checked(beredt("ingest", stdin=raw))
    checked(beredt("score", stdin=raw))
    checked(beredt("detect", "-", stdin=b"timestamp,value\n" + raw))
    for words in SHOWN:
        checked(beredt(*words))


def test_every_string_as_a_text_to_score(beredt: Beredt) -> None:
    lines = jsonl(*({"id": text, "text": text} for text in own_strings()))
    checked(beredt("score", stdin=lines))
    assert len(checked(beredt("score", "--json", stdin=lines)).lines) == len(own_strings())


@pytest.mark.parametrize("text", own_strings()[::40])
def test_as_an_argument_it_is_not_echoed_raw(beredt: Beredt, text: str) -> None:
    word = text.encode("utf-8", "surrogateescape" if text.isprintable() else "ignore").decode(
        "utf-8", "ignore"
    )
    word = word.replace("\x00", "") or "x"
    for words in (
        ["queue", "--filter", word],
        ["item", word],
        ["playbook", "show", word],
        ["export", word],
        ["ingest", word],
        [word],
        ["incident", "declare", "--severity", word],
        ["--config", word, "doctor"],
    ):
        checked(beredt(*words))


def test_what_operators_write_is_shown_safely(beredt: Beredt) -> None:
    beredt("ingest", stdin=jsonl(message(1)))
    for text in own_strings()[::10]:
        word = text.encode("utf-8", "ignore").decode().replace("\x00", "") or "x"
        checked(beredt("item", "1", "note", "--", word))
        checked(beredt("incident", "declare", "--severity", "3", "--", word))
    checked(beredt("item", "1"))
    checked(beredt("item", "1", "--json"))
    checked(beredt("incident"))
    checked(beredt("incident", "--json"))
    checked(beredt("export", "incidents", "--format", "csv"))
