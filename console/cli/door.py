"""The front door: a session that sshd lets in to Beredt alone, and what is shut in it.

`enter` runs before anything else of the command line. In a restricted session it takes away what could lead
out (variables that load code or name programs and files, the folder it stands in, signals that stop us, core
dumps), and reads what the person asked of sshd as a command line of ours, which no shell ever sees.
`console.cli.ways` proves each of it.
"""

import os
import resource
import shlex
import signal
from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import suppress

from console.config import RESTRICTED, find_settings, restricted
from console.errors import ConfigError, InputError, NotAllowed, StoreError

ASKED = "SSH_ORIGINAL_COMMAND"
"""What the person gave `ssh host COMMAND`; sshd runs the forced command instead and leaves it here."""
ANEW = "BEREDT_ANEW"
"""Where a console that starts itself anew left what it takes along; see `console.cli.anew`."""
LONGEST = 64 * 1024

KEPT = frozenset(
    {"TERM", "COLORTERM", "LANG", "LANGUAGE", "TZ", "HOME", "USER", "LOGNAME", "PATH", "NO_COLOR",
     "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "SSH_USER_AUTH", "SSH_AUTH_SOCK", "DISPLAY",
     "XDG_RUNTIME_DIR", "XDG_SESSION_ID",
     "BEREDT_CONFIG", "BEREDT_DATA_DIR", "BEREDT_LINEAR", RESTRICTED, ASKED, ANEW}
)  # fmt: skip
"""All that is left of the environment, and every `LC_` beside it.

Agent and screen stay so that they can be told of; nothing of ours uses them."""
LOADING = frozenset(
    {"PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONUSERBASE", "PYTHONEXECUTABLE",
     "PYTHONPLATLIBDIR", "PYTHONWARNINGS", "PYTHONPYCACHEPREFIX", "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT"}
)  # fmt: skip
"""Variables that have done their work before the first line of ours: with one of them nothing is sure."""

OPEN = frozenset(
    {"queue", "item", "person", "wave", "bulk", "undo", "alerts", "incident", "view", "rule", "calendar",
     "publishing", "run", "outbox", "playbook", "export", "audit", "channels", "quarantine", "keys", "doctor",
     "score", "watch", "shell-check", "next", "team", "wall", "roles",
     "corrections", "alertrules"}
)  # fmt: skip
"""Nouns of a restricted session. Whatever is not named here is shut, new ones too."""


def enter(words: Sequence[str], environment: MutableMapping[str, str] = os.environ) -> Sequence[str]:
    """The command line to run. Raises NotAllowed or InputError; the session is over then."""
    if not restricted(environment) and not _over_ssh_by_configuration(environment):
        return words
    environment[RESTRICTED] = "1"
    loaded = sorted(LOADING & environment.keys())
    if loaded:
        raise NotAllowed(
            f"a restricted session must not bring {', '.join(loaded)} along",
            fix="take it out of AcceptEnv and SetEnv in sshd's configuration",
        )
    shut(environment)
    asked = environment.get(ASKED, "")
    return [*words, *asked_words(asked)]


def shut(environment: MutableMapping[str, str]) -> None:
    """Take away what could lead out of this process."""
    for name in [name for name in environment if name not in KEPT and not name.startswith("LC_")]:
        del environment[name]
    # Relative names of files would begin in the person's home.
    os.chdir("/")
    for number in (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGQUIT):
        # Not in a thread, where a test may stand.
        with suppress(ValueError):
            signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def asked_words(asked: str) -> list[str]:
    """`ssh host COMMAND` as words of a command line of ours; `beredt` in front may stand there or not.

    Nothing is expanded: `$(…)`, `;`, `|` and `*` are letters like others. Raises InputError.
    """
    if len(asked) > LONGEST or "\0" in asked:
        raise InputError("this command is too long")
    try:
        words = shlex.split(asked)
    except ValueError:
        raise InputError("a quotation mark in this command has no partner") from None
    return words[1:] if words[:1] == ["beredt"] else words


def refuse_noun(noun: str, environment: Mapping[str, str] = os.environ) -> None:
    """Raises NotAllowed for what a restricted session may not run."""
    if restricted(environment) and noun not in OPEN:
        raise NotAllowed(f"a restricted session has no {noun!r}", fix="`--help` tells what there is")


def refuse_file(what: str, environment: Mapping[str, str] = os.environ) -> None:
    """Raises NotAllowed where a restricted session names a file or folder."""
    if restricted(environment):
        raise NotAllowed(f"a restricted session can't name {what}")


def refuse_own_desk(environment: Mapping[str, str] = os.environ) -> None:
    """Raises StoreError where no watch serves a desk: a restricted session is a client, and has no store."""
    if restricted(environment):
        raise StoreError(
            "the watch of this host does not run, and a restricted session has no desk of its own",
            fix="tell whoever looks after this host; nothing is lost meanwhile",
        )


def _over_ssh_by_configuration(environment: Mapping[str, str]) -> bool:
    if "SSH_CONNECTION" not in environment:
        return False
    try:
        return find_settings().shell.restricted
    except ConfigError:
        # What can't be read may say so; whoever repairs it has a shell, and sudo leaves SSH behind.
        return True
