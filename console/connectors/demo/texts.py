"""Reading the demo's texts from their files: decks by mood and language, and conversations."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_LINE = re.compile(r"(?:\+(?P<minutes>\d+) )?(?:(?P<act>edit|delete) )?(?P<who>a|b|c|us)(?:: (?P<text>.+))?")
_WHO = re.compile(r"a = (?P<name>[^,]+), (?P<handle>[^,]+), (?P<followers>\d+)")

Decks = Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of a conversation."""

    minutes: int
    """After the line before."""
    who: str
    """`a` who began it, `b` and `c` others, or `us`."""
    act: str
    """`say`, `edit` or `delete`; the last two change that person's latest message."""
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation with its answers, edits and deletions."""

    when: str
    """`night`, `day`, `storm` or `late`."""
    network: str
    kind: str
    lang: str
    opener: tuple[str, str, int] | None
    """Name, handle and followers of `a`, where it matters who that is."""
    turns: tuple[Turn, ...]


@cache
def decks() -> Decks:
    """All texts but the conversations, by mood and language; a language of "" serves every one."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in ("everyday", "storm", "answers", "slots"):
        section: list[str] = []
        for line in _lines(name):
            if line.startswith("["):
                mood, _, lang = line.strip("[]").partition(" ")
                section = found.setdefault((mood, lang), [])
            elif line:
                section.append(line)
    return {key: tuple(texts) for key, texts in found.items()}


@cache
def talks() -> tuple[Talk, ...]:
    """Every conversation, in the order of the file."""
    found: list[list[str]] = [[]]
    for line in _lines("threads"):
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return tuple(_talk(block) for block in found if block)


def _talk(block: list[str]) -> Talk:
    when, network, kind, lang = block[0].split()
    who = _WHO.fullmatch(block[1])
    opener = (who["name"], who["handle"], int(who["followers"])) if who else None
    return Talk(when, network, kind, lang, opener, tuple(map(_turn, block[2 if who else 1 :])))


def _turn(line: str) -> Turn:
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"not a line of a conversation: {line}")
    return Turn(int(found["minutes"] or 0), found["who"], found["act"] or "say", found["text"] or "")


def _lines(name: str) -> Iterator[str]:
    source = files(__package__).joinpath("texts", f"{name}.txt").read_text("utf-8")
    return (line.strip() for line in source.splitlines() if not line.startswith("#"))
