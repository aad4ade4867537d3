"""Named styles, in three dresses: full colour, the terminal's own sixteen, and none at all."""

from dataclasses import dataclass, field

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from console.ui.gate import neutral
from console.ui.render.line import Span, cell_len

BACKGROUND = "#10151d"
SURFACE = "#18202b"

_RICH = {
    "": f"#d5dde8 on {BACKGROUND}",
    "dim": "#98a5b6",
    "faint": "#66758a",
    "strong": "bold #f2f6fb",
    "accent": "#82b6ff",
    "title": "bold #82b6ff",
    "bar": f"#c3cedd on {SURFACE}",
    "bar-dim": f"#8fa0b5 on {SURFACE}",
    "bar-strong": f"bold #f2f6fb on {SURFACE}",
    "bar-key": f"bold #ffd479 on {SURFACE}",
    "bar-bad": f"bold #ff9d8a on {SURFACE}",
    "bar-good": f"#97d8a0 on {SURFACE}",
    "brand": "bold #10151d on #82b6ff",
    "demo": "bold #1b1023 on #e0a8ff",
    "paused": "bold #10151d on #ffd479",
    "key": "bold #ffd479",
    "cursor": "on #26374f",
    "cursor-off": "on #1b2533",
    "marked": "bold #ffd479",
    "negative": "#ff9d8a",
    "neutral": "#98a5b6",
    "positive": "#97d8a0",
    "unsure": "#c8b6ff",
    "urgent": "bold #ff8573",
    "high": "bold #ffb86b",
    "normal": "#d5dde8",
    "low": "#66758a",
    "flag": "bold #ffb86b",
    "ours": "#84d0d8",
    "note": "#e8cf98",
    "warn": "#ffd479",
    "bad": "bold #ff9d8a",
    "good": "#97d8a0",
    "watch": "bold #10151d on #ffd479",
    "warning": "bold #10151d on #ffad5c",
    "crisis": "bold #ffffff on #c4302b",
    "alert-bar": "#ffe9e4 on #4a1f24",
    "alert-dim": "#d9aaa5 on #4a1f24",
    "alert-key": "bold #ffd479 on #4a1f24",
    "band": "#4f6b93",
    "bound": "bold #10151d on #82b6ff",
    "volume": "#82b6ff",
    "chart-neg": "#ff9d8a",
    "hit": "bold underline #ffe9a8",
}
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


_DRESSES = {
    "rich": _RICH,
    "ansi": _ANSI,
    "mono": {name: _mono(name) for name in _RICH},
}


@dataclass(frozen=True)
class Palette:
    """Turns spans into strips."""

    dress: str = "rich"
    """`rich`, `ansi` or `mono`."""
    _styles: dict[str, Style] = field(default_factory=dict, repr=False)

    def style(self, name: str, over: str = "") -> Style:
        """A named style over the background of another one."""
        key = f"{name}|{over}"
        found = self._styles.get(key)
        if found is None:
            names = _DRESSES[self.dress]
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
            shown = neutral(text)
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
