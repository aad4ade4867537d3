"""Our theme, and which dress a terminal gets."""

from collections.abc import Mapping

from textual.theme import Theme

from console.ui.render.palette import BACKGROUND, SURFACE


def themes() -> tuple[Theme, Theme]:
    """Full colour, and one that leaves the terminal its own sixteen."""
    full = Theme(
        name="beredt",
        primary="#82b6ff",
        secondary="#84d0d8",
        warning="#ffd479",
        error="#ff9d8a",
        success="#97d8a0",
        accent="#ffd479",
        foreground="#d5dde8",
        background=BACKGROUND,
        surface=SURFACE,
        panel="#1e2936",
        dark=True,
    )
    plain = Theme(
        name="beredt-ansi",
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
    return full, plain


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
