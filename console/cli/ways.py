"""The ways out of a restricted session, each tried or looked at from inside of it.

Nothing here believes the rest of the program: files are asked for, options given, nouns called, and the
sources themselves read for whatever starts another program.
"""

import os
import re
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

import click

from console.cli.call import NAMING
from console.cli.door import KEPT, LOADING, OPEN, asked_words
from console.cli.files import takes_file
from console.cli.input import opened
from console.config import config_path, restricted
from console.errors import BeredtError, NotAllowed

BAIT = "/etc/hostname"
"""A file that is on every host and that a restricted session must not read."""
NOWHERE = "/dev/null/beredt"
HOSTILE = "item 1 note x; sh -c id | cat > /tmp/x `id` $(id) && vi"
SOURCES = Path(__file__).parents[1]
STARTS = re.compile(
    r"^[^#\"]*\b(subprocess\.\w+\(|pty\.|webbrowser|multiprocessing|ProcessPool|pydoc|create_subprocess_\w+\(|echo_via_pager|launch\(|"
    r"click\.edit|os\.(system|popen|exec\w*|spawn\w*|posix_spawn\w*|fork\w*)\()",
    re.MULTILINE,
)
"""What starts another program, in Python and in the libraries that we use."""
STARTING: Mapping[str, str] = {
    "cli/anew.py": "starts this console anew after an upgrade, by the command line that it has",
    "cli/ways.py": "names what is looked for",
    "ui/editor.py": "starts the editor, which is forbidden here",
    "watch/elsewhere.py": "starts our own judge, with words of ours alone",
}
SSHD = (Path("/etc/ssh/sshd_config"), Path("/etc/ssh/sshd_config.d"))


@dataclass(frozen=True, slots=True)
class Way:
    way: str
    closed: bool
    how: str
    """How it is closed, or what stands open."""


def ways(environment: Mapping[str, str] = os.environ) -> Iterator[Way]:
    """Every way out that we know, in the order in which a person would try them."""
    yield _mode(environment)
    yield _shell()
    yield _nouns()
    yield _editor()
    yield _programs()
    yield _stopping()
    yield _core()
    for way, attempt in _attempts():
        # Where it is not even meant to be refused, trying would do it.
        yield _refused(way, attempt) if restricted(environment) else Way(way, False, "nothing refuses it")
    yield _variables(environment)
    yield _forwarding(environment)
    yield _accepted()
    yield _code()
    yield _configuration(environment)


def _mode(environment: Mapping[str, str]) -> Way:
    closed = restricted(environment)
    told = "this session is restricted" if closed else "this session is not restricted: see docs/host.md"
    return Way("restricted mode", closed, told)


def _shell() -> Way:
    words = asked_words(HOSTILE)
    closed = words[:5] == ["item", "1", "note", "x;", "sh"] and "$(id)" in words and "|" in words
    return Way(
        "a shell behind `ssh host COMMAND`", closed, "its words are letters to us; no shell reads them"
    )


def _nouns() -> Way:
    from console.cli.root import NOUNS, Nouns

    shut = sorted(NOUNS.keys() - OPEN)
    reached = []
    for noun in (*shut, "sh", "/bin/sh"):
        try:
            found = Nouns("beredt").get_command(click.Context(click.Command("beredt")), noun)
        except NotAllowed:
            continue
        if found is not None:
            reached.append(noun)
    told = f"can be run: {', '.join(reached)}" if reached else f"refused: {', '.join(shut)}"
    return Way("commands that need files or start services", not reached, told)


def _editor() -> Way:
    from console.cli.screen import editor

    command = editor()
    return Way(
        "the editor (ctrl+e, VISUAL, EDITOR)",
        command == "",
        "ctrl+e refuses" if command == "" else "ctrl+e starts it",
    )


def _programs() -> Way:
    found = sorted(
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        if STARTS.search(path.read_text(encoding="utf-8"))
    )
    unknown = [name for name in found if name not in STARTING]
    told = f"started in {', '.join(unknown)}" if unknown else "the sources start none but our own judge"
    return Way("a pager, a browser, any other program", not unknown, told)


def _stopping() -> Way:
    ignored = signal.getsignal(signal.SIGTSTP) == signal.SIG_IGN
    return Way("suspending (ctrl+z)", ignored, "the signal is ignored" if ignored else "the signal stops us")


def _core() -> Way:
    none = resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    return Way("a core dump", none, "none is written" if none else "one may be written")


def _attempts() -> Iterator[tuple[str, Callable[[], object]]]:
    """What takes a file's name: the two options, standard input's place, and every parameter that says so."""
    yield "--config", lambda: _run("--config", BAIT, "queue")
    yield "--data-dir", lambda: _run("--data-dir", NOWHERE, "queue")
    yield "a file in the place of standard input", lambda: opened(BAIT).__enter__()
    from console.cli.root import root

    for name in sorted(OPEN):
        command = root.get_command(click.Context(root), name)
        if command is not None:
            yield from _of_command((name,), command)


def _of_command(words: tuple[str, ...], command: click.Command) -> Iterator[tuple[str, Callable[[], object]]]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _of_command((*words, name), inner)
    before: tuple[str, ...] = ()
    for param in command.params:
        if param.name not in NAMING and takes_file(param):
            named = (*words, param.opts[0]) if isinstance(param, click.Option) else (*words, *before)
            yield f"beredt {' '.join(named)} FILE", partial(_run, *named, BAIT)
        if isinstance(param, click.Argument):
            # What comes after it needs something in its place.
            before = (*before, "1")


def _run(*words: str) -> object:
    from console.cli.root import root

    with root.make_context("beredt", list(words)) as context:
        return root.invoke(context)


def _refused(way: str, attempt: Callable[[], object]) -> Way:
    try:
        attempt()
    except NotAllowed as error:
        return Way(way, True, error.what)
    except (BeredtError, click.ClickException, click.exceptions.Exit) as error:
        return Way(way, False, f"it was tried and not refused ({type(error).__name__})")
    return Way(way, False, "it was tried and worked")


def _variables(environment: Mapping[str, str]) -> Way:
    left = sorted(
        name for name in environment if name in LOADING or (name not in KEPT and not name.startswith("LC_"))
    )
    told = f"there is {', '.join(left[:8])}" if left else "all are gone that name programs, files or code"
    return Way("variables of the environment", not left, told)


def _forwarding(environment: Mapping[str, str]) -> Way:
    found = [name for name in ("SSH_AUTH_SOCK", "DISPLAY") if environment.get(name)]
    told = f"sshd gave {', '.join(found)}: set DisableForwarding yes" if found else "sshd gave us none"
    return Way("forwarding of agent and screen", not found, told)


def _accepted() -> Way:
    """Which variables sshd lets in, as far as its configuration can be read."""
    way = "variables that the person's ssh sends"
    place, more = SSHD
    patterns: list[str] = []
    try:
        files = [place, *sorted(more.glob("*.conf"))] if place.exists() else []
        for file in files:
            for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
                name, *given = line.replace("=", " ", 1).split()[:32] or [""]
                patterns += given if name.lower() == "acceptenv" else []
    except OSError as error:
        return Way(way, True, f"sshd's configuration can't be read here ({error.strerror}); none came in")
    matters = {*LOADING, "BEREDT_CONFIG", "BEREDT_DATA_DIR", "BEREDT_RESTRICTED"}
    loose = [one for one in patterns if any(fnmatchcase(name, one) for name in matters)]
    told = (
        f"AcceptEnv {' '.join(loose)} lets in what it must not"
        if loose
        else "AcceptEnv lets in none that matters"
    )
    return Way(way, not loose, told)


def _code() -> Way:
    """Whether this user could put code where ours is loaded from. Root always can, and needs no way out."""
    way = "code of one's own"
    if os.geteuid() == 0:
        return Way(way, True, "root needs no way out; ask as an operator")
    loose = [entry or "." for entry in sys.path if os.access(entry or ".", os.W_OK)]
    told = (
        f"this user can write to {', '.join(loose[:3])}"
        if loose
        else "what we load is not this user's to write"
    )
    return Way(way, not loose, told)


def _configuration(environment: Mapping[str, str]) -> Way:
    way = "the configuration"
    path, _named = config_path(None, environment)
    if os.geteuid() == 0:
        return Way(way, True, "root needs no way out; ask as an operator")
    loose = next((place for place in (path, path.parent) if os.access(place, os.W_OK)), None)
    told = f"this user can change {loose}" if loose else f"{path} is not this user's to change"
    return Way(way, loose is None, told)
