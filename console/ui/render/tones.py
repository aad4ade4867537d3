"""The colours of each theme, and the named styles that are made of them.

The high-contrast theme keeps every text at 7:1 or more against what it stands on (WCAG 2.2, 1.4.6). The
colour-blind one tells states apart by blue against orange and by lightness, which all three kinds of
dichromacy keep. The cursor's shade is one that stays dark when a terminal has only 256 colours.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tones:
    back: str
    surface: str
    """Under the bars."""
    panel: str
    """Under fields."""
    cursor: str
    cursor_off: str
    text: str
    bar: str
    bar_dim: str
    dim: str
    faint: str
    strong: str
    accent: str
    ours: str
    key: str
    note: str
    good: str
    bad: str
    urgent: str
    high: str
    unsure: str
    ink: str
    """On badges."""
    watch: str
    warning: str
    demo: str
    crisis: str
    crisis_ink: str
    alert: str
    alert_text: str
    alert_dim: str
    alert_key: str
    band: str
    dark: bool = True


THEMES: Mapping[str, Tones] = {
    "dark": Tones(
        back="#10151d", surface="#18202b", panel="#1e2936", cursor="#1f2f47", cursor_off="#1b2533",
        text="#d5dde8", bar="#c3cedd", bar_dim="#8fa0b5", dim="#98a5b6", faint="#8a99ae", strong="#f2f6fb",
        accent="#82b6ff", ours="#84d0d8", key="#ffd479", note="#e8cf98", good="#97d8a0", bad="#ff9d8a",
        urgent="#ff8573", high="#ffb86b", unsure="#c8b6ff", ink="#10151d", watch="#ffd479", warning="#ffad5c",
        demo="#e0a8ff", crisis="#c4302b", crisis_ink="#ffffff", alert="#4a1f24", alert_text="#ffe9e4",
        alert_dim="#d9aaa5", alert_key="#ffd479", band="#4f6b93",
    ),
    "light": Tones(
        back="#fbfaf7", surface="#e6e9ee", panel="#ffffff", cursor="#cfe0f7", cursor_off="#e3e8ef",
        text="#1d2530", bar="#28323f", bar_dim="#4b5766", dim="#4a5563", faint="#525d6b", strong="#000000",
        accent="#0b4fa8", ours="#00595f", key="#6b4300", note="#62480f", good="#17591f", bad="#9d1f12",
        urgent="#a3150b", high="#7a3600", unsure="#55309b", ink="#ffffff", watch="#735000", warning="#944300",
        demo="#6d2a94", crisis="#a81510", crisis_ink="#ffffff", alert="#ffdfda", alert_text="#4c0d08",
        alert_dim="#6f2a23", alert_key="#5c3a00", band="#9fb4d1", dark=False,
    ),
    "contrast": Tones(
        back="#000000", surface="#161616", panel="#000000", cursor="#002c5c", cursor_off="#1f1f1f",
        text="#ffffff", bar="#ffffff", bar_dim="#dddddd", dim="#e6e6e6", faint="#d0d0d0", strong="#ffffff",
        accent="#8ccbff", ours="#7df9ff", key="#ffff55", note="#ffe9a8", good="#8dff8d", bad="#ffb3a7",
        urgent="#ffa99b", high="#ffcf8a", unsure="#dccbff", ink="#000000", watch="#ffff55", warning="#ffb65c",
        demo="#eec2ff", crisis="#8e0000", crisis_ink="#ffffff", alert="#4d0000", alert_text="#ffffff",
        alert_dim="#ffdcd6", alert_key="#ffff55", band="#9a9a9a",
    ),
    "colour-blind": Tones(
        back="#10151d", surface="#18202b", panel="#1e2936", cursor="#1f2f47", cursor_off="#1b2533",
        text="#c9d2de", bar="#c3cedd", bar_dim="#8fa0b5", dim="#98a5b6", faint="#8a99ae", strong="#ffffff",
        accent="#56b4e9", ours="#8fd3ff", key="#f0e442", note="#d9cf8a", good="#4fb3f6", bad="#fb7512",
        urgent="#fb7512", high="#ffe94d", unsure="#f2f2ff", ink="#10151d", watch="#f0e442", warning="#d98200",
        demo="#cc9fd0", crisis="#004b8d", crisis_ink="#ffffff", alert="#3a2a08", alert_text="#fff3d6",
        alert_dim="#d8c79a", alert_key="#f0e442", band="#4f6b93",
    ),
}  # fmt: skip


def styles(tones: Tones) -> dict[str, str]:
    """Every named style of the screens in full colour."""
    surface, alert = f" on {tones.surface}", f" on {tones.alert}"
    return {
        "": f"{tones.text} on {tones.back}",
        "dim": tones.dim,
        "faint": tones.faint,
        "strong": f"bold {tones.strong}",
        "accent": tones.accent,
        "title": f"bold {tones.accent}",
        "bar": tones.bar + surface,
        "bar-dim": tones.bar_dim + surface,
        "bar-strong": f"bold {tones.strong}{surface}",
        "bar-key": f"bold {tones.key}{surface}",
        "bar-bad": f"bold {tones.bad}{surface}",
        "bar-good": tones.good + surface,
        "brand": f"bold {tones.ink} on {tones.accent}",
        "demo": f"bold {tones.ink} on {tones.demo}",
        "paused": f"bold {tones.ink} on {tones.key}",
        "key": f"bold {tones.key}",
        "cursor": f"on {tones.cursor}",
        "cursor-off": f"on {tones.cursor_off}",
        "marked": f"bold {tones.key}",
        "negative": tones.bad,
        "neutral": tones.dim,
        "positive": tones.good,
        "unsure": tones.unsure,
        "urgent": f"bold {tones.urgent}",
        "high": f"bold {tones.high}",
        "normal": tones.text,
        "low": tones.faint,
        "flag": f"bold {tones.high}",
        "ours": tones.ours,
        "note": tones.note,
        "warn": tones.key,
        "bad": f"bold {tones.bad}",
        "good": tones.good,
        "watch": f"bold {tones.ink} on {tones.watch}",
        "warning": f"bold {tones.ink} on {tones.warning}",
        "crisis": f"bold {tones.crisis_ink} on {tones.crisis}",
        "alert-bar": tones.alert_text + alert,
        "alert-dim": tones.alert_dim + alert,
        "alert-key": f"bold {tones.alert_key}{alert}",
        "band": tones.band,
        "bound": f"bold {tones.ink} on {tones.accent}",
        "volume": tones.accent,
        "chart-neg": tones.bad,
        "hit": f"bold underline {tones.note}",
    }


SIXTEEN: Mapping[str, Mapping[str, str]] = {
    "dark": {},
    "light": {
        "key": "bold blue", "marked": "bold blue", "note": "blue", "warn": "magenta", "high": "bold magenta",
        "flag": "bold magenta", "positive": "blue", "good": "blue", "ours": "blue", "accent": "blue",
        "title": "bold blue",
    },
    "contrast": {
        "faint": "", "low": "", "accent": "bold bright_cyan", "key": "bold bright_yellow",
        "marked": "bold bright_yellow", "negative": "bold bright_red", "positive": "bold bright_green",
        "unsure": "bold bright_magenta", "urgent": "bold reverse", "high": "bold bright_yellow",
        "warn": "bold bright_yellow", "bad": "bold bright_red", "good": "bold bright_green",
        "note": "bright_yellow", "ours": "bold bright_cyan",
    },
    "colour-blind": {
        "negative": "bold yellow", "positive": "cyan", "unsure": "underline", "urgent": "bold reverse yellow",
        "high": "bold yellow", "warn": "yellow", "bad": "bold reverse", "good": "cyan",
        "chart-neg": "yellow", "volume": "blue", "crisis": "bold white on blue",
        "alert-bar": "bold white on blue", "alert-dim": "white on blue", "alert-key": "bold yellow on blue",
    },
}  # fmt: skip
"""What differs from the plain dress on a terminal with sixteen colours."""
