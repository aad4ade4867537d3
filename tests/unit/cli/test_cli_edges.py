"""The outermost edge, in processes of their own: exit codes, pipes, signals, terminals, two at once."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.cli import guard, queue, screen
from console.cli.anew import Again
from console.config import DeskSettings, Settings
from console.errors import StoreError
from tests.support.commandline import Beredt, jsonl, message, own_process

ROOT = Path(__file__).parents[3]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "LC_ALL")}
    return kept | {"BEREDT_DATA_DIR": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}


def start(*words: str, env: dict[str, str], **options: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "console", *words], env=env, cwd=ROOT, **options)


def test_the_version(env: dict[str, str]) -> None:
    from console import __version__

    assert own_process(["--version"], env=env).out == f"beredt {__version__}\n".encode()


def test_wrong_use_is_two(env: dict[str, str]) -> None:
    ran = own_process(["nonsense"], env=env)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err == b"beredt: there is no command 'nonsense'; see beredt --help\n"


def test_a_noun_without_its_verb_is_one_sentence(env: dict[str, str]) -> None:
    ran = own_process(["audit"], env=env)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err == b"beredt: beredt audit needs one of: list, verify\n"


def test_a_wrong_configuration_is_one_sentence(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text("[desk]\nhold_second = 3\n")
    ran = own_process(["--config", str(file), "queue"], env=env)
    assert ran.code == 2
    assert ran.complaint.startswith(f"beredt: '{file}', line 2: desk.hold_second: there is no such setting")
    assert ran.complaint.count("\n") == 1


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_give_no_traceback(env: dict[str, str], closed: str) -> None:
    command = f"exec {sys.executable} -m console ingest {closed}"
    ran = subprocess.run(
        ["sh", "-c", command], env=env, cwd=ROOT, capture_output=True, input=b"", check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_reader_that_leaves_is_no_failure(env: dict[str, str]) -> None:
    own_process(["ingest"], stdin=jsonl(*(message(number, "x" * 2000) for number in range(300))), env=env)
    process = start("export", "messages", env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline().startswith(b"{")
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(20) == 0
    process.stderr.close()


def test_a_full_disk_behind_the_output_is_told(env: dict[str, str]) -> None:
    own_process(["ingest"], stdin=jsonl(message(1)), env=env)
    with open("/dev/full", "wb") as full:
        process = start("queue", "--json", env=env, stdout=full.fileno(), stderr=subprocess.PIPE)
        _out, err = process.communicate(timeout=20)
    assert process.returncode == 3
    assert err.startswith(b"beredt: the output could not be written")
    assert b"Traceback" not in err


def test_a_database_that_cannot_be_made_is_told(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = own_process(["queue"], env=env | {"BEREDT_DATA_DIR": str(tmp_path / "file" / "data")})
    assert ran.code == 3
    assert ran.complaint.count("\n") == 1
    assert "Traceback" not in ran.complaint


@pytest.fixture
def watching(env: dict[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    process = start("watch", env=env, stderr=subprocess.PIPE)
    assert process.stderr
    assert process.stderr.readline().startswith(b"the desk is served at")
    assert process.stderr.readline().startswith(b"watching 0 channels")
    yield process
    process.kill()
    process.wait()
    process.stderr.close()


def test_beside_a_running_process_one_can_read_but_not_write(
    env: dict[str, str], watching: "subprocess.Popen[bytes]"
) -> None:
    assert own_process(["queue", "--json"], env=env).code == 0
    assert own_process(["audit", "verify", "--json"], env=env).line["ok"] is True
    ran = own_process(["ingest"], stdin=jsonl(message(1)), env=env)
    assert ran.code == 3
    assert f"process {watching.pid}" in ran.complaint
    assert ran.complaint.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_watch_ends_cleanly(env: dict[str, str], watching: "subprocess.Popen[bytes]", number: int) -> None:
    watching.send_signal(number)
    assert watching.wait(20) == 0
    assert watching.stderr
    assert watching.stderr.read() == b""
    assert not (Path(env["BEREDT_DATA_DIR"]) / "beredt.db-wal").exists()


def test_without_a_terminal_the_console_is_refused(env: dict[str, str]) -> None:
    ran = own_process([], env=env)
    assert ran.code == 2
    assert "needs a terminal" in ran.complaint


def test_a_dumb_terminal_is_refused_with_a_sentence(env: dict[str, str]) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "console", "demo"],
        env=env | {"TERM": "dumb"},
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
    )
    _out, err = process.communicate(timeout=20)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 2
    assert b"TERM=dumb" in err
    assert err.count(b"\n") == 1


def test_what_nobody_foresaw_is_a_sentence_and_a_line_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(*_args: object, **_options: object) -> None:
        password = "hunter2-in-a-local"
        raise RuntimeError(f"unforeseen {len(password)} \x1b[31m")

    monkeypatch.setenv("BEREDT_CONFIG", "/dev/null")
    monkeypatch.setattr(queue, "ask", break_down)
    assert guard.guarded(["queue", "--data-dir", str(tmp_path)]) == 3
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert str(tmp_path / "beredt.log") in said
    log = (tmp_path / "beredt.log").read_text()
    assert "RuntimeError: unforeseen 18" in log
    assert "\x1b" not in log
    assert "hunter2" not in log.replace('password = "hunter2-in-a-local"', "")
    assert (tmp_path / "beredt.log").stat().st_mode & 0o077 == 0


def test_a_log_that_cannot_be_written_is_told(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = own_process(["watch"], env=env | {"BEREDT_DATA_DIR": str(tmp_path / "file" / "data")})
    assert ran.code == 3
    assert "can't be written (Not a directory)" in ran.complaint
    assert ran.complaint.count("\n") == 1


def test_nothing_that_is_logged_reaches_the_screen(tmp_path: Path) -> None:
    """Not even what logging says of itself, nor a thread that dies."""
    script = """
import logging, sys, threading
from pathlib import Path
from console.cli.log import log_to_file
log_to_file(Path(sys.argv[1]) / "beredt.log")
logging.getLogger("x").warning("%d", "no number")
logging.getLogger("x").warning("kept %s", chr(27) + "[31m")
def die(): raise RuntimeError("in a thread")
thread = threading.Thread(target=die)
thread.start()
thread.join()
class Bad:
    def __del__(self): raise RuntimeError("in a finalizer")
Bad()
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, cwd=ROOT, check=True
    )
    assert (ran.stdout, ran.stderr) == (b"", b"")
    log = (tmp_path / "beredt.log").read_text()
    assert "kept ␛[31m" in log
    assert "in a thread" in log
    assert "in a finalizer" in log


def test_ctrl_c_is_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(words: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(guard, "_run", interrupt)
    assert guard.guarded([]) == 130
    assert capsys.readouterr().err == ""


def test_a_silent_pipe_is_followed_and_can_be_left(env: dict[str, str]) -> None:
    process = start("ingest", env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin
    assert process.stderr
    # The complaint about the second line shows that the first one was stored before the pipe went silent.
    process.stdin.write(jsonl(message(1)) + b"{bad\n")
    process.stdin.flush()
    assert process.stderr.readline().startswith(b"beredt: line 2: ")
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    assert b"Traceback" not in process.communicate()[1]
    assert len(own_process(["queue", "--json"], env=env).lines) == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(env: dict[str, str], shell: str) -> None:
    ran = own_process(["completion", shell], env=env)
    assert ran.code == 0
    assert b"_BEREDT_COMPLETE" in ran.out


def test_completion_knows_nouns_and_verbs(env: dict[str, str]) -> None:
    asked = {"_BEREDT_COMPLETE": "bash_complete", "COMP_WORDS": "beredt run st", "COMP_CWORD": "2"}
    ran = own_process([], env=env | asked)
    assert ran.text.split() == ["plain,start", "plain,step"]


@pytest.mark.parametrize("question", ["queue", "alerts", "channels", "item 1", "view list", "audit verify"])
def test_a_question_makes_no_database(beredt: Beredt, tmp_path: Path, question: str) -> None:
    elsewhere = tmp_path / "no" / "such"
    ran = beredt("--data-dir", str(elsewhere), *question.split())
    assert (ran.code, ran.out) == (3, b"")
    assert ran.complaint == (
        f"beredt: there is no database at {elsewhere}/beredt.db yet; start beredt once, and it is made\n"
    )
    assert not elsewhere.parent.exists()


def test_a_client_whose_watch_is_down_is_told_so_and_gets_no_desk_of_its_own(
    beredt: Beredt, tmp_path: Path
) -> None:
    file, socket = tmp_path / "client.toml", tmp_path / "run" / "desk.sock"
    file.write_text(f'[desk]\nsocket = "{socket}"\n')
    for words in (("queue",), ("item", "1", "claim")):
        ran = beredt("--config", str(file), *words)
        assert (ran.code, ran.out) == (3, b"")
        assert ran.complaint.startswith(
            f"beredt: no watch answers at {socket}, the socket of the desk; start it"
        )
        assert ran.complaint.count("\n") == 1
    assert not (tmp_path / "data" / "beredt.db").exists()
    # Whoever has a database here is the watch's own user.
    beredt("ingest", stdin=jsonl(message(1)))
    assert beredt("--config", str(file), "queue", "--json").line["text"] == "The app is down"


async def test_nor_does_a_client_s_console(tmp_path: Path) -> None:
    given = Settings(data_dir=tmp_path / "data", desk=DeskSettings(socket=tmp_path / "desk.sock"))
    opened = screen._opener(given, demo=False, named=False, again=Again(), carried=None)
    with pytest.raises(StoreError, match="no watch answers at"):
        await opened()
    assert not (tmp_path / "data").exists()
