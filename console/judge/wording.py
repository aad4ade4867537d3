"""What a text says, apart from how it was passed on; how far two wordings are apart.

All is bounded by the letters that are read, whatever they are.
"""

from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from console.judge.finding import Finder
from console.judge.wordfiles import lexicon
from console.text import fold

_READ = 1_500
"""Characters of a text that are looked at."""
_LONGEST = 300
"""Bytes of its words, in UTF-8, that are kept and compared."""
_WORD = Finder(r"[^\W_]+(?:['’-][^\W_]+)*")

_ALIKE = 58.0
"""Similarity of the letters (0 to 100) below which two wordings are not compared word by word."""
_STRICT = 32
_STRICT_WORDS = 6
"""In a shorter sentence, letters and spaces, or one of fewer words, another word makes another message."""
_ASKED = 50
"""The same for a question: it is about its one word."""
_SHORT = 55
"""Up to here a "not" or another number turns the meaning."""
_REPLACED = 0.34
"""Share of the letters that may stand in other words."""
_SURPLUS = 0.9
"""Letters that one may have more than the other, as a share of those in common: it was cut short."""
_PUT_IN = 0.4
_COMMENT = 25
"""The same before the end, unless it is no more letters than a short comment has."""
_RUN = 2
"""Words on end that may be others; more of them are another sentence after the same opening."""
_BREAK = 5
"""Letters in common that end such a run."""
_LEASH = 0.3
"""Share of the words' letters that a copy of copies has in common with the first at least."""

_WORDS = lexicon("wave_words.txt")
_TURNING = _WORDS.group("turning")
_OPPOSING = _WORDS.group("opposing")
_GREETING = _WORDS.group("greeting")
_ASKING = _WORDS.group("asking")
_NAMED_ALIKE = _WORDS.group("named_alike")


def words_of(text: str) -> list[str]:
    """The words in small letters, without addresses, handles, emoji, "RT" and the hashtags at the end."""
    bare = fold(text[:_READ])
    if "#" in bare or "/" in bare:
        parts = [part for part in bare.split() if "/" not in part or "." not in part]
        while parts and parts[-1].startswith("#"):
            del parts[-1]
        bare = " ".join(parts)
    if len(bare) > _LONGEST // 4:
        bare = bare.encode("utf-8", "ignore")[:_LONGEST].decode("utf-8", "ignore")
    words = _WORD.all(bare)
    if words and words[0] == "rt":
        start = next((at for at, word in enumerate(words) if word != "rt"), len(words))
        return words[start:]
    return words


def changed(one: str, other: str) -> int | None:
    """Letters in words that only one of two wordings has; None if they are two messages."""
    if one == other:
        return 0
    if fuzz.ratio(one, other, score_cutoff=_ALIKE) == 0:
        return None
    found = _compare(one.split(), other.split())
    lost, gained = sum(map(len, found.lost)), sum(map(len, found.gained))
    apart = found.lost + found.gained
    if not apart and not found.turned:
        return 0
    length = max(len(one), len(other))
    if found.widest > _RUN or (length < _SHORT and (found.turned or _turns(found))):
        return None
    words = 1 + max(one.count(" "), other.count(" "))
    if length < _STRICT or words < _STRICT_WORDS or (length < _ASKED and _asks(other)):
        if len(apart) > 1 or any(word.isdigit() for word in apart):
            return None
        return lost + gained
    fewer, more = sorted((lost, gained))
    if fewer > _REPLACED * (found.kept + fewer) or more > _SURPLUS * found.kept:
        return None
    if more - found.tail > max(_COMMENT, _PUT_IN * found.kept):
        return None
    return lost + gained


def related(one: str, other: str) -> bool:
    """Whether a copy of copies still has to do with the first."""
    words, others = set(one.split()), set(other.split())
    fewer = min(sum(map(len, words)), sum(map(len, others)))
    return sum(map(len, words & others)) >= _LEASH * fewer


@dataclass(slots=True)
class _Difference:
    kept: int = 0
    """Letters of the words that both have."""
    lost: list[str] = field(default_factory=list)
    gained: list[str] = field(default_factory=list)
    turned: bool = False
    """A word stands against its opposite."""
    widest: int = 0
    """The longest run of words replaced by others."""
    tail: int = 0
    """Letters after the last words in common, of the longer."""


def _compare(one: list[str], other: list[str]) -> _Difference:
    found = _Difference()
    lost = gained = 0
    for step in Levenshtein.opcodes(one, other):
        what, a, b, c, d = step.tag, step.src_start, step.src_end, step.dest_start, step.dest_end
        if what == "equal":
            letters = sum(map(len, one[a:b]))
            found.kept += letters
            if b - a > 1 or letters >= _BREAK:
                found.widest = max(found.widest, min(len(found.lost) - lost, len(found.gained) - gained))
                lost, gained = len(found.lost), len(found.gained)
        elif what == "replace":
            for at, (word, new) in enumerate(zip(one[a:b], other[c:d], strict=True)):
                last = a + at + 1 == len(one) or c + at + 1 == len(other)
                if _opposite(word, new):
                    found.turned = True
                elif _slipped(word, new) or (last and (word.startswith(new) or new.startswith(word))):
                    found.kept += min(len(word), len(new))
                    continue
                found.lost.append(word)
                found.gained.append(new)
        else:
            found.lost += one[a:b]
            found.gained += other[c:d]
    found.widest = max(found.widest, min(len(found.lost) - lost, len(found.gained) - gained))
    found.tail = max(sum(map(len, found.lost[lost:])), sum(map(len, found.gained[gained:])))
    return found


def _slipped(word: str, new: str) -> bool:
    """A slip of the finger: one letter, two in a long word; never a number, nor another day or month."""
    shorter = min(len(word), len(new))
    if shorter < 3 or abs(len(word) - len(new)) > 2 or not (word.isalpha() and new.isalpha()):
        return False
    slips = 1 if shorter < 10 else 2
    return OSA.distance(word, new, score_cutoff=slips) <= slips and not {word, new} <= _NAMED_ALIKE


def _opposite(word: str, new: str) -> bool:
    """ "farlig" and "ufarlig", "can" and "can't"."""
    shorter, longer = sorted((word, new), key=len)
    if longer.endswith(("n't", "n’t")):
        return not shorter.endswith("t")
    return len(shorter) > 3 and longer.endswith(shorter) and longer.removesuffix(shorter) in _OPPOSING


def _turns(found: _Difference) -> bool:
    """A "not" on one side alone, or one number against another."""
    apart = found.lost + found.gained
    if any(word in _TURNING or word.endswith(("n't", "n’t")) for word in apart):
        return True
    return any(map(str.isdigit, found.lost)) and any(map(str.isdigit, found.gained))


def _asks(text: str) -> bool:
    first, *rest = text.split(" ", 2)
    return first in _ASKING or (first in _GREETING and bool(rest) and rest[0] in _ASKING)
