"""Which dress a terminal gets, and changing it while the console runs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.theme import Theme

from console.ui.render.palette import Palette
from console.ui.render.tones import THEMES

if TYPE_CHECKING:
    from console.ui.app import Console

THEME = "ui.theme"
"""The setting that keeps what was chosen; empty means what the configuration says."""
_PLAIN = "beredt-ansi"


def full(name: str) -> Theme:
    """A theme in full colour, for the fields that Textual draws."""
    tones = THEMES[name]
    return Theme(
        name=f"beredt-{name}",
        primary=tones.accent,
        secondary=tones.ours,
        warning=tones.key,
        error=tones.bad,
        success=tones.good,
        accent=tones.key,
        foreground=tones.text,
        background=tones.back,
        surface=tones.surface,
        panel=tones.panel,
        dark=tones.dark,
    )


def plain() -> Theme:
    """One that leaves the terminal its own sixteen."""
    return Theme(
        name=_PLAIN,
        ansi=True,
        primary="ansi_cyan",
        secondary="ansi_cyan",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        accent="ansi_yellow",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=True,
        variables={
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "border-blurred": "ansi_default",
            "block-cursor-foreground": "ansi_black",
            "block-cursor-background": "ansi_white",
            "input-cursor-background": "ansi_white",
            "input-cursor-foreground": "ansi_black",
            "input-cursor-text-style": "none",
            "input-selection-background": "ansi_blue",
            "input-selection-foreground": "ansi_white",
            "screen-selection-background": "ansi_blue",
            "screen-selection-foreground": "ansi_white",
        },
    )


def wear(app: "Console", name: str) -> None:
    """Put a theme on: one of `THEMES`, or `mono` for none. Without colours all of them look alike."""
    dress = "mono" if name == "mono" else app.dress
    theme = name if name in THEMES else "dark"
    app.palette = Palette(dress, theme, ascii=app.settings.ascii)
    wanted = plain() if dress != "rich" else full(theme)
    if wanted.name not in app.available_themes:
        app.register_theme(wanted)
    app.theme = wanted.name


def choose(app: "Console", name: str) -> None:
    """Change the theme while the console runs, and keep it; `auto` goes back to the configuration's."""
    kept = "" if name == "auto" else name
    wear(app, kept or app.settings.theme)
    for place in app.places:
        place.restyle()
    desk = app.desk
    if desk is not None:

        async def keep() -> None:
            await desk.set_setting(THEME, kept)
            app.tell(app.words("foot.theme", name=name), "bar-good")

        app.act(keep)


def dress_for(environ: Mapping[str, str]) -> str:
    """`rich` where 256 colours or more can be had, `mono` where none are wanted, else `ansi`."""
    if "NO_COLOR" in environ:
        return "mono"
    forced = environ.get("TEXTUAL_COLOR_SYSTEM", "auto").lower()
    if forced in ("truecolor", "256"):
        return "rich"
    if forced == "standard":
        return "ansi"
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "rich"
    term = environ.get("TERM", "")
    return (
        "rich" if term.endswith(("256color", "direct", "kitty", "truecolor")) or "ghostty" in term else "ansi"
    )
