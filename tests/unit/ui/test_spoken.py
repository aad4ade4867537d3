"""What other rooms say in English has a Norwegian sentence, and values find their place in it."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.commands import REGISTRY
from console.commands.line import parse_args, usage
from console.commands.spec import Command
from console.crisis import timeline
from console.desk import deeds, many, undo
from console.desk.deeds import (
    Assign,
    Claim,
    Close,
    Correct,
    Deed,
    Note,
    Release,
    Reopen,
    Snooze,
    Tag,
    Wait,
)
from console.errors import InputError
from console.model.event import Event
from console.model.words import Label, Reason
from console.ui.locales import Words, load
from console.ui.locales.spoken import Spoken

ROOT = Path(__file__).parents[3] / "console"
SPEAKING = (
    "commands",
    "connectors",
    "desk",
    "playbooks/run.py",
    "query",
    "reply",
    "rules",
    "store/sqlite",
    "text",
    "ui",
    "watch",
)
TO_SENDERS = ("signature.py", "delivery.py", "engine.py", "store.py")
"""What these say goes to the sender of a webhook, or to a programmer."""
ERRORS = {
    "AuthFailed",
    "BeredtError",
    "ConfigError",
    "Conflict",
    "ConnectionLost",
    "ConnectorError",
    "Done",
    "InputError",
    "NotAllowed",
    "NotFound",
    "QueryError",
    "RateLimited",
    "Refused",
    "SendRefused",
    "SendUnknown",
    "StoreError",
    "StoreFull",
    "TurnedAway",
    "Unreachable",
}
VALUE = "Xx1"
BY_VALUE = f"{VALUE} is no {VALUE}"
"""Said by what the second value is: tested with the real ones below."""
NB = Words("nb")


def template(node: ast.expr, constants: Mapping[str, str]) -> str:
    """A sentence with `VALUE` wherever something is filled in; empty when it is all filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return constants.get(name, "")
        case ast.FormattedValue(value=value, conversion=conversion):
            return template(value, constants) or (f"'{VALUE}'" if conversion == ord("r") else VALUE)
        case ast.JoinedStr(values=parts):
            return "".join(template(part, constants) for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return (template(left, constants) or VALUE) + (template(right, constants) or VALUE)
        case _:
            return ""


def branches(node: ast.expr) -> list[ast.expr]:
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def spoken() -> Iterator[tuple[str, str]]:
    for name in SPEAKING:
        place = ROOT / name
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            if path.name in TO_SENDERS:
                continue
            module = ast.parse(path.read_text(encoding="utf-8"))
            constants = {
                node.targets[0].id: node.value.value
                for node in module.body
                if isinstance(node, ast.Assign)
                and isinstance(node.targets[0], ast.Name)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            }
            for node in ast.walk(module):
                if not isinstance(node, ast.Call):
                    continue
                called = node.func.id if isinstance(node.func, ast.Name) else ""
                given = list(node.args) if called in ERRORS else []
                given += [one.value for one in node.keywords if one.arg in ("fix", "kept", "fix_auth")]
                for one in (part for whole in given for part in branches(whole)):
                    text = template(one, constants)
                    if any(char.isalpha() for char in text.replace(VALUE, "")):
                        yield f"{path.name}:{node.lineno}", text


def unsaid(text: str) -> bool:
    return NB.said(text) == text


def test_every_error_that_can_reach_a_screen_is_said_in_norwegian() -> None:
    found = list(spoken())
    assert len(found) > 180
    assert not [
        f"{where}: {text}" for where, text in found if " " in text and text != BY_VALUE and unsaid(text)
    ]


class _Anything(defaultdict[str, object]):
    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
        del default
        return datetime.now(UTC).isoformat() if key in ("snoozed_until", "start", "until") else VALUE


@pytest.mark.parametrize("values", [_Anything(lambda: VALUE), {"reason": None}])
def test_every_act_is_said_in_norwegian(values: Mapping[str, object]) -> None:
    silent = set()
    for verb in undo._DESCRIPTIONS:
        if verb == "many.done":
            # In the words of its deed, below.
            continue
        if verb == "item.done" or isinstance(values, _Anything):
            event = Event(1, datetime.now(UTC), "kari", verb, "item:1", values, values, False, None, "", "")
            text = undo.describe(event)
            if unsaid(text):
                silent.add(text)
    assert not silent


@pytest.mark.parametrize(
    "deed",
    [Claim(), Release(), Assign("ola"), Assign("none"), Close(), Close(Reason.SPAM), Reopen(), Wait(),
     Wait(False), Snooze(datetime.now(UTC)), Tag(("a", "-b")), Note("seen"),
     Correct(Label.NEGATIVE)],
    ids=lambda deed: type(deed).__name__,
)  # fmt: skip
def test_every_deed_is_said_in_norwegian(deed: Deed) -> None:
    assert not unsaid(deed.text)
    assert not unsaid(f"12 items: {deed.text}")
    assert "taken back" not in NB.said(f"taken back: {deed.text}")


def returned(module: ModuleType) -> Iterator[str]:
    """The sentences with a blank in them that a module's functions return."""
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Return) and node.value is not None:
            for one in branches(node.value.elts[0] if isinstance(node.value, ast.Tuple) else node.value):
                text = template(one, {})
                if " " in text and not text.startswith(("done (", VALUE + " ")):
                    yield text


def test_why_something_was_left_alone_or_stays_is_said_in_norwegian() -> None:
    found = [text for module in (deeds, many, undo) for text in returned(module)]
    assert len(found) > 15
    found += [*undo._LEFT.values(), undo.CHANGED, undo.NEVER, "ola has changed it since"]
    assert not [text for text in found if unsaid(text)]
    for why in (text for text in found if "; " not in text):
        assert why not in NB.said(f"can't take back “done”: {why}"), why


def test_every_line_of_the_timeline_is_said_in_norwegian() -> None:
    silent = set()
    for verb, say in timeline._LINES.items():
        if verb == "incident.logged":
            continue
        values = _Anything(lambda: VALUE)
        event = Event(
            1, datetime.now(UTC), "kari", verb, "incident:1", values, values, False, None, VALUE, ""
        )
        if verb != "incident.word" and unsaid(say(event)):
            silent.add(say(event))
    assert not silent


@pytest.mark.parametrize(
    ("english", "norwegian"),
    [
        (
            "the reply is sent already and can't be stopped; see the outbox",
            "svaret er allerede sendt og kan ikke stoppes; se i utboksen",
        ),
        ("done (spam)", "ferdig (søppel)"),
        ("taken back: done (troll)", "angret: ferdig (troll)"),
        (
            "no connection to sky.example: it refuses connections",
            "ingen forbindelse med sky.example: den avviser forbindelser",
        ),
        (
            "check the network and the server; trying again in 5 s",
            "sjekk nettet og tjeneren; prøver igjen om 5 s",
        ),
        ("tags: none", "stikkord: ingen"),
        ("tags: nede, faktura", "stikkord: nede, faktura"),
        ("reach 1,200", "rekkevidde 1,200"),
        (
            "'potet' is no duration; write it like 30s, 20m, 1h30m or 2d",
            "'potet' er ikke en varighet; skriv den som 30s, 20m, 1h30m eller 2d",
        ),
        ("at character 5, “x” is no age", "ved tegn 5: “x” er ikke en alder"),
        ("at character 5, “x” is no time left", "ved tegn 5: “x” er ikke en gjenstående tid"),
        (
            "at character 1, there is no key “bogus”; did you mean tag:refund?",
            "ved tegn 1: det finnes ingen nøkkel “bogus”; mente du tag:refund?",
        ),
        ("done: The holding statement is missing", "ferdig: The holding statement is missing"),
        ("declared SEV-2: Payment is too large", "erklærte SEV-2: Payment is too large"),
        (
            "severity of 'incident severity' can't be '9'; it is one of 1, 2",
            "severity for 'incident severity' kan ikke være '9'; det er én av 1, 2",
        ),
        ("x answered 422: it is missing", "x svarte 422: it is missing"),
        (
            "at character 9, sentiment doesn't know “1”; compare with <, <=, > or >=, such as sentiment:<1",
            "ved tegn 9: sentiment kjenner ikke “1”; sammenlign med <, <=, > eller >=, som sentiment:<1",
        ),
        (
            "process 12 (a console) already has this database open for writing",
            "prosess 12 (en konsoll) har allerede åpnet denne databasen for skriving",
        ),
        (
            "process 12 (beredt watch) already has this database open for writing",
            "prosess 12 (beredt watch) har allerede åpnet denne databasen for skriving",
        ),
        (
            "another process already has this database open for writing",
            "en annen prosess har allerede åpnet denne databasen for skriving",
        ),
        ("nobody said this", "nobody said this"),
    ],
)
def test_values_find_their_place(english: str, norwegian: str) -> None:
    assert NB.said(english) == norwegian
    assert Words("en").said(english) == english


def test_a_translation_fills_in_what_the_sentence_has() -> None:
    for english, text in load("spoken.nb").items():
        names = {name for _, name, _, _ in Formatter().parse(english) if name}
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= names, english


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(NB.said(text), str)


def test_braces_in_a_value_stay_as_they_are() -> None:
    say = Spoken({"there is no {thing}": "det finnes ikke {thing}"}, lambda kind, value: str(value))
    assert say("there is no {x} {0} {") == "det finnes ikke {x} {0} {"


@pytest.mark.parametrize(
    "hostile",
    [
        "the reply is " + " too long (" * 4_000,
        "taken back: " * 3_000,
        "a; " * 5_000,
        "at character 1, " * 900,
    ],
)
def test_hostile_length_costs_nothing_and_breaks_nothing(hostile: str) -> None:
    assert NB.said(hostile) == hostile
    assert isinstance(NB.said(hostile[:590]), str)


def refusal(command: Command, words: list[str]) -> str:
    with pytest.raises(InputError) as refused:
        parse_args(command, words)
    return str(refused.value)


@pytest.mark.parametrize(
    "command", [one for one in REGISTRY.values() if one.params], ids=lambda one: one.name
)
def test_names_of_commands_and_of_their_arguments_stay_as_they_are_typed(command: Command) -> None:
    if any(param.required for param in command.params):
        first = next(param for param in command.params if param.required)
        told = NB.said(refusal(command, []))
        assert told.startswith(f"'{command.name}' trenger ")
        assert told.endswith(f"; skriv det som {usage(command)}")
        assert {first.name.upper(), f"--{first.name}"} & set(told.partition(";")[0].split())
    told = NB.said(refusal(command, ["--bogus"]))
    assert told.startswith(f"'{command.name}' har ikke valget '--bogus'; den har ")
    assert "none" not in told


@pytest.mark.parametrize(
    "command", [one for one in REGISTRY.values() if not one.params], ids=lambda one: one.name
)
def test_a_command_that_takes_nothing_says_so_in_norwegian(command: Command) -> None:
    told = NB.said(refusal(command, ["more"]))
    assert told == f"'{command.name}' tar ikke imot 'more'; skriv det som {usage(command)}"
