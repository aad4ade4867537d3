"""What must be settled before textual is first imported, because it reads it at import."""

from collections.abc import MutableMapping

ESCAPE_DELAY_REMOTE = "300"
"""Milliseconds. A jittery line may split an arrow key's bytes by more than the default 100."""

FRAMES = "240"
"""Frames a second at most. Nothing here moves by itself, so this only says how long an answer to a key may
wait after a frame that was just painted: 4 ms, and not the default's 17."""


def settle(environ: MutableMapping[str, str]) -> str | None:
    """Set escape delay and colour system; a sentence if this terminal can't show a console.

    Called first, by the program's entry, with `os.environ`. What the operator already set stays.
    """
    term = environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        return (
            f"the terminal says TERM={term or '(nothing)'}, which can't show a full screen; "
            "set TERM to what it is, such as xterm-256color, or use the commands (beredt --help)"
        )
    if over_ssh(environ):
        environ.setdefault("ESCDELAY", ESCAPE_DELAY_REMOTE)
    environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    environ.setdefault("TEXTUAL_FPS", FRAMES)
    return None


def over_ssh(environ: MutableMapping[str, str]) -> bool:
    return bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))
