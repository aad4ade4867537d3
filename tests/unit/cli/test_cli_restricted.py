"""A restricted session: what sshd lets in to Beredt alone reaches no shell, no program and no file."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.cli.door import OPEN, asked_words
from console.cli.root import NOUNS
from console.cli.ways import SOURCES, STARTING
from console.errors import InputError
from tests.support.commandline import Ran, own_process
from tests.support.watching import environment

PLACES = {
    "os": {"system", "popen", "fork", "forkpty", "startfile"},
    "click": {"edit", "launch", "echo_via_pager"},
    "asyncio": {"create_subprocess_exec", "create_subprocess_shell"},
}
MODULES = {"subprocess", "pty", "webbrowser", "pydoc", "multiprocessing", "code", "pdb", "antigravity"}


def session(folder: Path, *words: str, asked: str | None = None, **more: str) -> Ran:
    (folder / "config.toml").touch()
    given = {"BEREDT_RESTRICTED": "1", **more}
    if asked is not None:
        given["SSH_ORIGINAL_COMMAND"] = asked
    return own_process(words, env=environment(folder, **given) | {"PYTHONUNBUFFERED": ""})


def test_shell_check_finds_nothing_open_in_a_restricted_session(tmp_path: Path) -> None:
    ran = session(tmp_path, "shell-check", "--json", EDITOR="vi", PAGER="less", TEXTUAL_DRIVER="os:system")
    open_ways = [line for line in ran.lines if not line["closed"]]
    assert not open_ways
    assert ran.code == 0
    ways = {line["way"] for line in ran.lines}
    assert {"--config", "--data-dir", "beredt score FILE", "beredt playbook lint FILE"} <= ways


def test_shell_check_finds_what_is_open_elsewhere(tmp_path: Path) -> None:
    ran = session(tmp_path, "shell-check", "--json", BEREDT_RESTRICTED="0", SSH_AUTH_SOCK="/tmp/agent")
    assert ran.code == 1
    found = {line["way"] for line in ran.lines if not line["closed"]}
    assert {"restricted mode", "the editor (ctrl+e, VISUAL, EDITOR)", "suspending (ctrl+z)"} <= found
    assert {"forwarding of agent and screen", "beredt score FILE"} <= found
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "asked",
    [
        "sh",
        "/bin/sh -i",
        "bash -c id",
        "scp -t /tmp",
        "/usr/lib/openssh/sftp-server",
        "internal-sftp",
        "rsync --server . /tmp",
        "git-upload-pack /x",
        "beredt beredt",
        "--config /etc/passwd queue",
        "queue --config=/etc/passwd",
        "queue --data-dir /tmp",
        "watch",
        "demo",
        "ingest /etc/passwd",
        "ingest",
        "score /etc/passwd",
        "playbook lint /etc/passwd",
        "detect /etc/passwd",
        "backtest --rule /etc/passwd",
        "completion bash",
        "ring test",
    ],
)
def test_what_leads_out_is_refused_in_one_sentence(tmp_path: Path, asked: str) -> None:
    ran = session(tmp_path, asked=asked)
    assert ran.code in (1, 2)
    assert ran.out == b""
    assert ran.complaint.startswith("beredt: ")
    assert ran.complaint.count("\n") == 1
    assert "root:" not in ran.complaint


@pytest.mark.parametrize(
    "asked", ["queue; touch {0}", "queue | tee {0}", "queue > {0}", "$(touch {0})", "`touch {0}`"]
)
def test_a_shells_signs_are_letters(tmp_path: Path, asked: str) -> None:
    made = tmp_path / "made"
    ran = session(tmp_path, asked=asked.format(made))
    assert ran.code in (1, 2)
    assert not made.exists()


def test_what_is_asked_is_a_command_line_of_ours(tmp_path: Path) -> None:
    for asked in ("keys --json", "beredt keys --json"):
        ran = session(tmp_path, asked=asked)
        assert ran.code == 0
        assert ran.lines
    helped = session(tmp_path, asked="--help")
    assert "shell-check" in helped.text
    assert "ingest" not in helped.text


def test_an_open_quotation_mark_is_told(tmp_path: Path) -> None:
    ran = session(tmp_path, asked="item 1 note 'half")
    assert ran.code == 2
    assert "quotation mark" in ran.complaint


@pytest.mark.parametrize("name", ["PYTHONINSPECT", "PYTHONPATH", "LD_LIBRARY_PATH", "PYTHONSTARTUP"])
def test_what_loads_code_ends_the_session(tmp_path: Path, name: str) -> None:
    ran = session(tmp_path, "keys", **{name: "/nowhere"})
    assert ran.code == 1
    assert f"must not bring {name} along" in ran.complaint
    assert ran.out == b""


def test_completion_is_not_answered(tmp_path: Path) -> None:
    ran = session(tmp_path, "keys", "--json", _BEREDT_COMPLETE="bash_source")
    assert "complete -o" not in ran.text


def test_without_the_watch_there_is_no_desk_and_no_database(tmp_path: Path) -> None:
    ran = session(tmp_path, asked="queue")
    assert ran.code == 3
    assert "the watch of this host does not run" in ran.complaint
    assert not (tmp_path / "data").exists()


def test_the_configuration_restricts_who_comes_over_ssh(tmp_path: Path) -> None:
    config = tmp_path / "host.toml"
    config.write_text("[shell]\nrestricted = true\n")
    other = tmp_path / "config.toml"
    over_ssh = {"BEREDT_RESTRICTED": "", "BEREDT_CONFIG": str(config), "SSH_CONNECTION": "a 1 b 22"}
    ran = session(tmp_path, "queue", "--config", str(other), **over_ssh)
    assert ran.code == 1
    assert "can't name a configuration" in ran.complaint
    assert "there is no command 'sh'" in session(tmp_path, asked="sh", **over_ssh).complaint
    here = {**over_ssh, "SSH_CONNECTION": ""}
    ran = session(tmp_path, "--config", str(other), "keys", "--json", **here)
    assert ran.code in (0, 1)
    config.write_text("[shell\n")
    ran = session(tmp_path, "queue", "--config", str(other), **over_ssh)
    assert "can't name a configuration" in ran.complaint


@given(st.text(max_size=200))
def test_any_words_are_words_or_refused(text: str) -> None:
    try:
        words = asked_words(text)
    except InputError:
        return
    assert all(isinstance(word, str) for word in words)


def test_too_much_is_refused() -> None:
    for text in ("x" * 70_000, "a\0b"):
        with pytest.raises(InputError):
            asked_words(text)


def test_what_is_open_is_there() -> None:
    # The others come with their own parts.
    assert OPEN - NOUNS.keys() <= {"wall", "roles", "corrections", "alertrules"}
    assert {"ingest", "watch", "demo"} - OPEN == {"ingest", "demo"}


def starters(tree: ast.AST) -> Iterator[str]:
    """What a module uses that starts another program."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names if one.name.partition(".")[0] in MODULES)
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in MODULES:
                yield module
            case ast.ImportFrom(module=str(module), names=names) if module in PLACES:
                yield from (one.name for one in names if one.name in PLACES[module])
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in PLACES:
                if name in PLACES[module] or (
                    module == "os" and name.startswith(("exec", "spawn", "posix_"))
                ):
                    yield name
            case ast.Attribute(attr="suspend"):
                yield "suspend"
            case _:
                pass


def test_the_sources_start_no_other_program() -> None:
    found = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        if set(starters(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found <= STARTING.keys()
    assert found == {"cli/anew.py", "ui/editor.py", "watch/elsewhere.py"}
