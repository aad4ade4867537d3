"""Strings that want something from whoever shows them: our own, by class, and the public lists.

The canary in most of them is the word PWNED, so that a test which looks at a screen can tell text that was
shown (fine) from an effect (not fine).
"""

import json
import re
from functools import cache
from pathlib import Path

from tests.hostile import characters, content, sequences

DATA = Path(__file__).parent.parent / "data" / "hostile"


@cache
def by_class() -> dict[str, tuple[str, ...]]:
    """Our own strings, at least 300, all different."""
    return {
        "osc": tuple(sequences.osc()),
        "csi": tuple(sequences.csi()),
        "c1": tuple(sequences.c1()),
        "dcs": tuple(sequences.dcs()),
        "esc": tuple(sequences.esc()),
        "c0": tuple(sequences.c0()),
        "bidi": tuple(characters.bidi()),
        "invisible": tuple(characters.invisible()),
        "width": tuple(characters.width()),
        "markup": tuple(content.markup()),
        "csv": tuple(content.csv()),
        "confusable": tuple(characters.confusable()),
        "url": tuple(content.url()),
        "broken": tuple(content.broken()),
    }


def own_strings() -> list[str]:
    return [text for texts in by_class().values() for text in texts]


@cache
def naughty_strings() -> tuple[str, ...]:
    """The Big List of Naughty Strings."""
    return tuple(json.loads((DATA / "blns.json").read_text("utf-8")))


@cache
def grapheme_breaks() -> tuple[tuple[str, int], ...]:
    """Every line of GraphemeBreakTest.txt: the text and how many grapheme clusters it has."""
    found = []
    for line in (DATA / "GraphemeBreakTest.txt").read_text("utf-8").splitlines():
        rule = line.partition("#")[0].strip()
        if rule:
            text = "".join(chr(int(code, 16)) for code in re.findall(r"[0-9A-F]{4,6}", rule))
            found.append((text, rule.count("÷") - 1))
    return tuple(found)


@cache
def emoji() -> tuple[str, ...]:
    """Every sequence of emoji-test.txt."""
    found = []
    for line in (DATA / "emoji-test.txt").read_text("utf-8").splitlines():
        rule = line.partition("#")[0].partition(";")[0].strip()
        if rule:
            found.append("".join(chr(int(code, 16)) for code in rule.split()))
    return tuple(found)


def all_strings() -> list[str]:
    """Everything, our own first, each string once."""
    breaks = [text for text, _ in grapheme_breaks()]
    return list(dict.fromkeys([*own_strings(), *naughty_strings(), *breaks, *emoji()]))
