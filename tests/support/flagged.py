"""The labelled messages of tests/unit/judge/flagged/, and how many of their flags are found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from console.judge.flags import Found

FOLDER = Path(__file__).resolve().parents[1] / "unit" / "judge" / "flagged"
LANGUAGES = ("en", "nb", "nn", "sv", "da")


class Finder(Protocol):
    def find(self, text: str, lang: str | None) -> tuple[Found, ...]: ...


@dataclass(frozen=True, slots=True)
class Labelled:
    lang: str | None
    text: str
    must: frozenset[str]
    may: frozenset[str]


@dataclass(slots=True)
class Tally:
    right: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0


def labelled(lang: str, part: str = "all") -> Iterator[Labelled]:
    """`worked` are the odd messages, which the lists were written with; `aside` the even ones."""
    lines = (FOLDER / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(line for line in lines if not line.startswith("#")):
        if part != "all" and (part == "aside") != (number % 2 == 1):
            continue
        flags, _, text = line.partition(" | ")
        names = flags.split()
        yield Labelled(
            lang,
            text,
            frozenset(name for name in names if name[0] not in "?-"),
            frozenset(name[1:] for name in names if name[0] == "?"),
        )


def mixed(name: str, part: str = "all") -> Iterator[Labelled]:
    """Messages of a file that names the language before the flags; `xx` for one that nobody told."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(line for line in lines if not line.startswith("#")):
        if part != "all" and (part == "aside") != (number % 2 == 1):
            continue
        head, _, text = line.partition(" | ")
        lang, *names = head.split()
        must = frozenset(one for one in names if one[0] not in "?-")
        may = frozenset(one[1:] for one in names if one[0] == "?")
        yield Labelled(None if lang == "xx" else lang, text, must, may)


def tally(
    finder: Finder, messages: Iterable[Labelled]
) -> tuple[dict[str, Tally], dict[str, Tally], Tally, list[str]]:
    """Per language, per flag and in all; then a line for each message that went wrong."""
    by_lang: dict[str, Tally] = {}
    by_flag: dict[str, Tally] = {}
    whole = Tally()
    errors = []
    for one in messages:
        found = {hit.flag.value: hit.words for hit in finder.find(one.text, one.lang)}
        for flag in sorted(one.must | found.keys()):
            if flag in one.may:
                continue
            what = (
                "right" if flag in one.must and flag in found else "missed" if flag in one.must else "wrong"
            )
            counts = by_lang.setdefault(one.lang or "unknown", Tally()), by_flag.setdefault(flag, Tally())
            for count in (*counts, whole):
                setattr(count, what, getattr(count, what) + 1)
            if what != "right":
                errors.append(f"{one.lang} {what} {flag}: {one.text}  [{found.get(flag, '')}]")
    return by_lang, by_flag, whole, errors
