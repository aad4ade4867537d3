"""Doctor: the machine, the clock, the terminal, the optional parts."""

import locale
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from console import __version__
from console.cli.charset import charset, is_utf8
from console.cli.check import Check
from console.config import Settings
from console.errors import ConfigError

SMALLEST = (80, 24)
SLACK_SECONDS = 300.0


def check_machine(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Check]:
    yield _program()
    yield _english()
    yield _clock(settings)
    yield _terminal(environment)
    yield _colours(environment)
    yield _encoding(settings, environment)
    yield _size()
    yield _line(environment)
    yield _keyring(settings)


def _program() -> Check:
    known = (3, 11) <= sys.version_info[:2] < (3, 15)
    return Check(
        "program",
        known,
        f"Beredt {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}",
        "" if known else "use Python 3.11 to 3.14",
    )


def _english() -> Check:
    """Scores rest on a module that other packages are known to overwrite."""
    from console.judge.vader import Vader, differing

    try:
        scorer = Vader()
    except ConfigError as error:
        return Check("english scores", False, error.what, error.fix)
    wrong = differing(scorer)
    if wrong is not None:
        return Check(
            "english scores",
            False,
            f"{scorer.name} has other rules than ours: it scores {wrong!r} otherwise",
            "pip install vaderSentiment==3.3.2",
        )
    return Check("english scores", True, f"{scorer.name}, as published; our scores equal its own")


def _is_ours(path: Path) -> bool:
    """Whether it is there, and in a folder that we may look into."""
    try:
        return path.is_file()
    except OSError:
        return False


def _clock(settings: Settings) -> Check:
    """A clock behind the newest thing we wrote was set back, or has lost its battery."""
    now = datetime.now(UTC)
    written = max(
        (path.stat().st_mtime for path in (settings.database, settings.log) if _is_ours(path)), default=0.0
    )
    behind = written - now.timestamp()
    if behind > SLACK_SECONDS:
        return Check(
            "clock",
            False,
            f"the clock says {now:%Y-%m-%dT%H:%M:%SZ}, {behind / 60:.0f} minutes before our newest file",
            "set the clock, best by NTP: timedatectl set-ntp true",
        )
    return Check("clock", True, f"the clock says {now:%Y-%m-%dT%H:%M:%SZ}")


def _terminal(environment: Mapping[str, str]) -> Check:
    from console.ui.environment import settle

    # On a copy: looking must change nothing.
    refusal = settle(dict(environment))
    if refusal and sys.stdout.isatty():
        return Check("terminal", False, refusal, "export TERM=xterm-256color, or what your terminal is")
    kind = environment.get("TERM", "")
    if not sys.stdout.isatty():
        return Check("terminal", True, "the output is no terminal here; commands work, the console needs one")
    return Check("terminal", True, f"TERM is {kind}")


def _colours(environment: Mapping[str, str]) -> Check:
    term = environment.get("TERM", "")
    if environment.get("NO_COLOR"):
        return Check("colours", True, "NO_COLOR is set; letters and words carry everything")
    if environment.get("COLORTERM", "") in ("truecolor", "24bit"):
        return Check("colours", True, "24 bits")
    if "256color" in term:
        return Check("colours", True, "256; export COLORTERM=truecolor if the terminal has more")
    return Check("colours", True, "16; export TERM=xterm-256color if the terminal has more")


def _encoding(settings: Settings, environment: Mapping[str, str]) -> Check:
    encoding = locale.getpreferredencoding(False)
    if is_utf8(encoding):
        said = charset(environment, encoding)
        if is_utf8(said) or settings.ui.ascii is not None:
            return Check("encoding", True, "UTF-8")
        remedy = "export LC_ALL=C.UTF-8, or set ascii = false under [ui], for all signs"
        return Check("encoding", True, f"the locale says {said}: our signs are drawn in ASCII; {remedy}")
    return Check(
        "encoding",
        False,
        f"the locale's encoding is {encoding}, which can't show every customer's name",
        "export LC_ALL=C.UTF-8, or set ascii = true under [ui]",
    )


def _size() -> Check:
    if not sys.stdout.isatty():
        return Check("size", True, "not known here")
    width, height = shutil.get_terminal_size()
    fits = width >= SMALLEST[0] and height >= SMALLEST[1]
    return Check(
        "size",
        fits,
        f"{width} columns and {height} rows",
        "" if fits else f"make the window at least {SMALLEST[0]} by {SMALLEST[1]}",
    )


def _line(environment: Mapping[str, str]) -> Check:
    """What lies between us and the operator's eyes."""
    between = [
        name
        for name, there in (
            ("SSH (mouse off and fewer frames by default)", "SSH_CONNECTION" in environment),
            ("tmux", "TMUX" in environment),
            ("screen", "STY" in environment),
        )
        if there
    ]
    return Check("line", True, "through " + " and ".join(between) if between else "direct")


def _keyring(settings: Settings) -> Check:
    refs = [ref for channel in settings.channels for ref in channel.secrets]
    wanted = any(ref.kind == "keyring" for ref in (*refs, *settings.ringing.targets.values()))
    if find_spec("keyring") is None:
        return Check(
            "keyring",
            not wanted,
            "not installed" + (", but a secret is kept there" if wanted else "; nothing needs it"),
            "pipx inject beredt keyring" if wanted else "",
        )
    return Check("keyring", True, "installed")
