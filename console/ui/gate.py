"""The way out: no control byte of a text reaches the terminal, whatever let it in."""

import re
from collections.abc import Sequence

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_CONTROL = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x2070)), "\ufffd"),
    **dict.fromkeys((0x200E, 0x200F, 0x061C, 0x2028, 0x2029, 0xFEFF), "\ufffd"),
    **dict.fromkeys(range(0xFFF9, 0xFFFC), "\ufffd"),
}
_BAD = re.compile("[" + "".join(re.escape(chr(code)) for code in _CONTROL) + "\ud800-\udfff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def neutral(text: str) -> str:
    """The text with every control, direction override and lone surrogate replaced by one visible sign."""
    if _BAD.search(text) is None:
        return text
    return _SURROGATES.sub("\ufffd", text).translate(_CONTROL)


def storable(text: str) -> str:
    """What was typed, without the halves of characters that a broken terminal can send."""
    return _SURROGATES.sub("\ufffd", text)


class OutputGate(LineFilter):
    """Runs over every strip of every widget as the last filter before the terminal.

    Belt and braces: data is `SafeText` already. Links are dropped as well, since a remote text must never
    become something to click on.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if not any(_suspicious(segment) for segment in segments):
            return segments
        return _neutralised(segments)


def _suspicious(segment: Segment) -> bool:
    style = segment.style
    return (
        _BAD.search(segment.text) is not None
        or segment.control is not None
        or (style is not None and style.link is not None)
    )


def _neutralised(segments: Sequence[Segment]) -> list[Segment]:
    kept: list[Segment] = []
    for text, style, control in segments:
        if control is not None:
            continue
        plain = style.update_link(None) if style is not None and style.link is not None else style
        kept.append(Segment(neutral(text), plain))
    return kept
