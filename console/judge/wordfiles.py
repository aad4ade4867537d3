"""Reading the word lists that ship beside the code."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files

_AFINN_SCALE = 0.8
"""AFINN runs from -5 to 5, ours from -4 to 4."""


@dataclass(slots=True)
class Lexicon:
    """Weights of words and of phrases (words joined by `_`), and named word groups for the rules."""

    weights: dict[str, float] = field(default_factory=dict)
    groups: dict[str, frozenset[str]] = field(default_factory=dict)

    def group(self, name: str) -> frozenset[str]:
        return self.groups.get(name, frozenset())


def text_of(name: str) -> str:
    """One data file of the judge."""
    return files("console.judge").joinpath("data", *name.split("/")).read_text(encoding="utf-8")


def lines_of(name: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, numbered from 1; `#` at the start or after a space begins a comment."""
    for number, line in enumerate(text_of(name).splitlines(), 1):
        stripped = line.partition(" #")[0].strip()
        if stripped and not stripped.startswith("#"):
            yield number, stripped


def expand(entry: str) -> list[str]:
    """`god/e/t` means god, gode, godt."""
    stem, *endings = entry.split("/")
    return [stem, *(stem + ending for ending in endings)]


def lexicon(name: str) -> Lexicon:
    """A lexicon file: `@group words` and `weight words` lines; where a word stands twice, the first counts.

    Raises:
        ValueError: With file and line, if a line cannot be understood.
    """
    found = Lexicon()
    for number, line in lines_of(name):
        head, *entries = line.split()
        if head.startswith("@"):
            words = found.group(head[1:]) | {word for entry in entries for word in expand(entry)}
            found.groups[head[1:]] = words
            continue
        try:
            weight = float(head)
        except ValueError:
            raise ValueError(f"{name}, line {number}: expected a weight or @group, got {head!r}") from None
        for entry in entries:
            for word in expand(entry):
                found.weights.setdefault(word, weight)
    return found


def symbols(name: str) -> dict[str, float]:
    """A file of emoji or emoticons: no groups, no endings; small and capital letters are one."""
    found: dict[str, float] = {}
    for _, line in lines_of(name):
        weight, *entries = line.split()
        found.update(dict.fromkeys((entry.lower() for entry in entries), float(weight)))
    return found


def afinn(name: str) -> dict[str, float]:
    """An AFINN list: word, tab, valence; phrases come out joined by `_`."""
    found: dict[str, float] = {}
    for line in text_of(name).splitlines():
        word, tab, valence = line.partition("\t")
        if tab:
            found["_".join(word.lower().split())] = _AFINN_SCALE * float(valence)
    return found


def small_words(lang: str) -> frozenset[str]:
    """Function words of a language, without the endings that stand beside them."""
    for _, line in lines_of("function_words.txt"):
        code, _, words = line.partition(":")
        if code == lang:
            return frozenset(word for word in words.split() if not word.startswith("-"))
    return frozenset()
