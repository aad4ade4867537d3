"""The way in: text from outside becomes text that a terminal can be handed.

Nothing here parses escape sequences. Every control character is neutralised by itself, so whatever sequence
it began is harmless text, and the operator sees that somebody tried.
"""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from console.model.safe import SafeText
from console.text import signs

if TYPE_CHECKING:
    from regex import Match, Pattern

MAX_SHOWN = 20_000
"""Characters of one text that are shown; the rest stays in the evidence."""
MAX_LINES = 500
"""Line breaks in one text; a screen lays out ten thousand short lines in seconds, not milliseconds."""
MAX_ROW = 1_000
"""Characters of one row or title."""

_PLAIN_ASCII = re.compile(r"[^\n -~]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MANY_BREAKS = re.compile(r"\n{4,}")
_ROW_BREAKS = re.compile(r"[\s\u2800]{2,}|\n")
_DANGLING = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e01ef]+$")

# Latin, Greek and Cyrillic without combining marks, common punctuation and symbols, kana, Han, Hangul and
# emoji without modifiers: nothing in here joins, hides, reorders or stacks.
_UNPLAIN = re.compile(
    "[^\n -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0530\u2010-\u2027\u202f-\u205e\u20a0-\u20cf"
    "\u2100-\u2bff\u3000-\u3029\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60"
    "\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
)


def clean(text: str, limit: int = MAX_SHOWN) -> SafeText:
    """Make text of several lines safe to show. `clean(clean(text)) == clean(text)`.

    Control characters, bidirectional overrides, embeddings and isolates and invisible characters become
    visible marks such as `␛` and `⟨RLO⟩`; left-to-right and right-to-left marks vanish; joiners stay where a
    script or an emoji needs them; stacked combining marks, line breaks and the length are capped.

    Args:
        text: Anything, lone surrogates included.
        limit: The most characters that come back; a text that was cut says so at its end.
    """
    whole = len(text)
    if whole <= limit:
        unplain = _PLAIN_ASCII if text.isascii() else _UNPLAIN
        if unplain.search(text) is None and ("\n" not in text or _few_breaks(text)):
            return SafeText(text)
    shown = "\n".join(map(_standing, _neutral(text[:limit]).split("\n")))
    breaks = _MANY_BREAKS.sub("\n\n\n", shown).split("\n", MAX_LINES)
    if whole <= limit and len(breaks) <= MAX_LINES and sum(map(len, breaks)) + len(breaks) - 1 <= limit:
        return SafeText("\n".join(breaks))
    shown = "\n".join(breaks[: MAX_LINES - 1])
    note = f"\n⟨cut: {whole:,} characters in all⟩"
    if limit <= len(note):
        return SafeText(_head(shown, limit - 1).rstrip("\n") + "…")
    return SafeText(_head(shown, limit - len(note)).rstrip("\n") + note)


def one_line(text: str, limit: int = MAX_ROW) -> SafeText:
    """Make text safe for a row or a title: as `clean`, with line breaks and runs of blanks folded.

    Args:
        text: Anything, lone surrogates included.
        limit: The most characters that come back; a text that was cut ends in an ellipsis.
    """
    if len(text) <= limit and text.isprintable() and "  " not in text and is_latin(text):
        return SafeText(text.strip(" "))
    # Runs of blanks shrink, so look at more than is shown.
    shown = _standing(_ROW_BREAKS.sub(" ", _neutral(text[: limit * 2])).strip())
    if len(shown) <= limit and len(text) <= limit * 2:
        return SafeText(shown)
    return SafeText(_head(shown, limit - 1).rstrip() + "…")


def is_latin(text: str) -> bool:
    """Whether all of it is of Latin-1, where what can be printed is safe as it is."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def _few_breaks(text: str) -> bool:
    return "\n\n\n\n" not in text and text.count("\n") < MAX_LINES


def _head(text: str, length: int) -> str:
    """The beginning of a safe text, still safe: no joiner or selector may lose what it belongs to."""
    return _DANGLING.sub("", text[:length])


def _standing(line: str) -> str:
    """A line that begins with a combining mark gets a base, or it would change what stands before it."""
    return f"◌{line}" if line and unicodedata.category(line[0])[0] == "M" else line


def _neutral(text: str) -> str:
    text = _SURROGATES.sub("\ufffd", text).replace("\r\n", "\n").translate(signs.REPLACED)
    if _UNPLAIN.search(text) is None:
        return text
    stacked, chained, hidden = _patterns()
    text = stacked.sub(r"\1", text)
    text = chained.sub("\\1⟨ZWJ⟩", text)
    return str(hidden.sub(_mark, text))


def _mark(match: "Match[str]") -> str:
    run = match.group("bad")
    if run is None:
        return str(match.group())
    label = signs.label(run[0])
    return f"⟨{label}⟩" if len(run) == 1 else f"⟨{label}×{len(run)}⟩"


@cache
def _patterns() -> "tuple[Pattern[str], Pattern[str], Pattern[str]]":
    # Late, so that a start-up with nothing but plain text never pays for the import.
    import regex

    return regex.compile(signs.STACKED), regex.compile(signs.CHAINED), regex.compile(signs.HIDDEN)
