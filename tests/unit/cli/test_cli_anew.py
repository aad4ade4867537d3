"""What a console takes along over its own replacement, and what it takes for no such thing."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

import console
from console import __version__
from console.cli.anew import FROM_KEYS, Again, taken_along
from console.cli.call import Call
from console.cli.door import ANEW, KEPT
from console.cli.screen import open_console
from console.errors import ConfigError
from console.ui.session import Carried

CARRIED = Carried("0.0.1", place="outbox", cursor=7, item_id=7, text='We are sørry\nfor "this"')


def memory(content: bytes) -> int:
    number = os.memfd_create("test")
    os.write(number, content)
    os.lseek(number, 0, os.SEEK_SET)
    return number


def test_what_is_left_is_taken_once() -> None:
    environment = {ANEW: str(memory(msgspec.json.encode(CARRIED)))}
    assert taken_along(environment) == CARRIED
    assert environment == {}
    assert taken_along(environment) is None


def test_fields_of_another_release_are_no_obstacle() -> None:
    left = memory(b'{"release":"9.0.0","text":"half","hat":{"colour":"red"}}')
    assert taken_along({ANEW: str(left)}) == Carried("9.0.0", text="half")


@pytest.mark.parametrize("said", ["", "0", "-1", "abc", "²", "99999", "123456789012345678901"])
def test_a_variable_that_a_person_set_is_nothing(said: str) -> None:
    assert taken_along({ANEW: said}) is None


def test_a_file_with_a_name_or_words_that_are_none_are_nothing(tmp_path: Path) -> None:
    named = tmp_path / "carried"
    named.write_bytes(msgspec.json.encode(CARRIED))
    with named.open("rb") as file:
        assert taken_along({ANEW: str(file.fileno())}) is None
    for junk in (b"", b"{", b'{"release":1}', b'{"cursor":3}'):
        assert taken_along({ANEW: str(memory(junk))}) is None


def test_a_restricted_session_keeps_the_variable() -> None:
    assert ANEW in KEPT


def test_what_is_installed_is_read_from_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Again().installed() == __version__
    there = tmp_path / "__init__.py"
    monkeypatch.setattr(console, "__file__", str(there))
    assert Again().installed() == "", "it is just being replaced"
    there.write_text('"""Doc."""\n\n__version__ = "8.0.0"\n')
    assert Again().installed() == "8.0.0"
    there.write_text('__version__ = "8.')
    assert Again().installed() == ""


def test_a_long_text_is_taken_whole() -> None:
    long = replace(CARRIED, text="x" * (5 << 20))
    assert taken_along({ANEW: str(memory(msgspec.json.encode(long)))}) == long


def test_what_can_not_be_started_changes_nothing() -> None:
    open_before = len(os.listdir("/proc/self/fd"))
    signals_before = [signal.getsignal(one) for one in FROM_KEYS]
    with pytest.raises(FileNotFoundError):
        Again(command=["/nowhere/beredt"]).start(replace(CARRIED, held=()))
    assert len(os.listdir("/proc/self/fd")) == open_before
    assert [signal.getsignal(one) for one in FROM_KEYS] == signals_before
    assert ANEW not in os.environ


def test_what_was_being_written_is_told_where_the_new_release_does_not_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_text("[desk]\nno_such = 1\n")
    monkeypatch.setenv(ANEW, str(memory(msgspec.json.encode(CARRIED))))
    with pytest.raises(ConfigError):
        open_console(Call(config=str(tmp_path / "config.toml")))
    assert CARRIED.text in capsys.readouterr().err
    assert ANEW not in os.environ
