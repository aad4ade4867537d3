"""Named styles, in three dresses: full colour, the terminal's own sixteen, and none at all."""

from dataclasses import dataclass, field

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from console.ui.gate import neutral
from console.ui.render.line import Span, cell_len
from console.ui.render.plain import same_width
from console.ui.render.tones import SIXTEEN, THEMES, styles

_ANSI = {
    "": "",
    "dim": "",
    "faint": "dim",
    "strong": "bold",
    "accent": "cyan",
    "title": "bold cyan",
    "bar": "reverse",
    "bar-dim": "reverse",
    "bar-strong": "bold reverse",
    "bar-key": "bold reverse",
    "bar-bad": "bold reverse",
    "bar-good": "reverse",
    "brand": "bold black on cyan",
    "demo": "bold black on magenta",
    "paused": "bold black on yellow",
    "key": "bold yellow",
    "cursor": "reverse",
    "cursor-off": "underline",
    "marked": "bold yellow",
    "negative": "red",
    "neutral": "",
    "positive": "green",
    "unsure": "magenta",
    "urgent": "bold red",
    "high": "bold yellow",
    "normal": "",
    "low": "dim",
    "flag": "bold yellow",
    "ours": "cyan",
    "note": "yellow",
    "warn": "yellow",
    "bad": "bold red",
    "good": "green",
    "watch": "bold black on yellow",
    "warning": "bold black on yellow",
    "crisis": "bold white on red",
    "alert-bar": "bold white on red",
    "alert-dim": "white on red",
    "alert-key": "bold yellow on red",
    "band": "blue",
    "bound": "black on cyan",
    "volume": "cyan",
    "chart-neg": "red",
    "hit": "bold underline",
}
_LOUD = {
    "strong",
    "title",
    "urgent",
    "high",
    "flag",
    "bad",
    "marked",
    "key",
    "brand",
    "demo",
    "paused",
    "watch",
}
_REVERSED = {"bar", "bar-dim", "bar-good", "cursor", "bound", "alert-bar", "alert-dim", "demo", "paused"}
_BOTH = {"bar-strong", "bar-key", "bar-bad", "brand", "warning", "crisis", "alert-key"}
_UNDERLINED = {"cursor-off"}
_SET_OFF = {"hit"}


def _mono(name: str) -> str:
    if name in _BOTH:
        return "bold reverse"
    if name in _SET_OFF:
        return "bold underline"
    if name in _REVERSED:
        return "reverse"
    if name in _UNDERLINED:
        return "underline"
    return "bold" if name in _LOUD else ""


def _dressed(dress: str, theme: str) -> dict[str, str]:
    if dress == "mono":
        return {name: _mono(name) for name in _ANSI}
    return {**_ANSI, **SIXTEEN[theme]} if dress == "ansi" else styles(THEMES[theme])


@dataclass(frozen=True)
class Palette:
    """Turns spans into strips."""

    dress: str = "rich"
    """`rich`, `ansi` or `mono`: how many colours there are."""
    theme: str = "dark"
    """Which of `THEMES`; without colours they are all alike."""
    ascii: bool = False
    """Signs of ours are replaced by ASCII ones."""
    _styles: dict[str, Style] = field(default_factory=dict, repr=False)
    _names: dict[str, str] = field(default_factory=dict, repr=False)

    def style(self, name: str, over: str = "") -> Style:
        """A named style over the background of another one."""
        key = f"{name}|{over}"
        found = self._styles.get(key)
        if found is None:
            if not self._names:
                self._names.update(_dressed(self.dress, self.theme))
            names = self._names
            base = Style.parse(names[""])
            own = Style.parse(names[name]) if name else Style()
            if over:
                beneath = Style.parse(names[over])
                # What has a background of its own keeps it: a badge stays a badge on every line.
                if self.dress == "rich":
                    base += Style(bgcolor=beneath.bgcolor)
                elif own.bgcolor is None and not own.reverse:
                    base += beneath
            found = self._styles[key] = base + own
        return found

    def strip(self, spans: tuple[Span, ...], width: int, over: str = "") -> Strip:
        """One line of exactly `width` cells."""
        segments: list[Segment] = []
        used = 0
        for text, name in spans:
            shown = neutral(same_width(text) if self.ascii else text)
            segments.append(Segment(shown, self.style(name, over)))
            used += cell_len(shown)
        if used < width:
            tail = spans[-1].style if spans and spans[-1].style in _FILLING else ""
            segments.append(Segment(" " * (width - used), self.style(tail, over)))
            used = width
        strip = Strip(segments, used)
        return strip if used <= width else strip.crop(0, width)


_FILLING = {"bar", "bar-dim", "bar-strong", "alert-bar", "alert-dim"}
"""Styles whose background runs to the end of the line."""
