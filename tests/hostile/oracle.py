"""Finds what got through: anything in terminal output that a benign run would not emit."""

import re
from collections.abc import Iterable

# What a Textual application writes of its own accord. Modes are named one by one: a message that could leave
# the alternate screen or clear it would not be found otherwise.
BENIGN = (
    r"\x1b\[[0-9;:]*m",
    r"\x1b\[[0-9]*;?[0-9]*H",
    r"\x1b\[[0-9]*[ABCDG]",
    r"\x1b\[\?(?:25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]",
    r"\x1b\[\?(?:2026|2048|1016)\$p",
    r"\x1b\[>[0-9]*u",
    r"\x1b\[<u",
    r"\x1b\[=[0-9;]*u",
)
_SEQUENCE = re.compile(
    r"\x1b[\]P_^X](?:[^\x07\x1b]|\x1b(?!\\))*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?",
    re.DOTALL,
)
_STRAY = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff]"
)
_TAGS = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0000-\U000e007f]")


def sequences(output: bytes) -> set[str]:
    """Every escape sequence in the output."""
    return set(_SEQUENCE.findall(output.decode("utf-8", "surrogateescape")))


def smuggled(output: bytes, *, benign: bytes = b"", allowed: Iterable[str] = BENIGN) -> list[str]:
    """What must not be in the output, as readable descriptions; empty when all is well.

    Args:
        output: What went to the terminal, or to the standard output of a command.
        benign: Output of the same screens without hostile text: its sequences and its stray controls (a
            bell, say) are allowed too.
        allowed: Patterns of the escape sequences that are always allowed. A command that isn't
            interactive passes `()`.
    """
    text = output.decode("utf-8", "surrogateescape")
    seen = sequences(benign)
    strays = set(_STRAY.findall(benign.decode("utf-8", "surrogateescape")))
    known = re.compile("|".join(allowed) or r"(?!)")
    found = [
        f"sequence {sequence[:60]!r}"
        for sequence in _SEQUENCE.findall(text)
        if not known.fullmatch(sequence) and sequence not in seen
    ]
    rest = _SEQUENCE.sub("", text)
    found += [
        f"character U+{ord(char):04X} in {rest[max(0, at - 20) : at + 20]!r}"
        for at, char in ((hit.start(), hit[0]) for hit in _STRAY.finditer(rest))
        if char not in strays
    ]
    found += [f"tag character in {rest[max(0, hit.start() - 20) :][:40]!r}" for hit in _TAGS.finditer(rest)]
    return found
