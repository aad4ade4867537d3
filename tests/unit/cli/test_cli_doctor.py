"""`beredt doctor`: each thing that can be wrong is found, told in one line, and has a remedy."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from console.cli import check_channels, check_machine
from console.cli.charset import charset
from console.cli.check import Check
from console.config import Settings, UiSettings
from console.connectors.protocol import Connector
from console.errors import AuthFailed, ConfigError, Unreachable
from tests.support.commandline import Beredt, jsonl, message, own_process
from tests.support.gotosocial import GoToSocial
from tests.support.mastodon import TOKEN

BLUESKY = '[[channel]]\nnetwork = "bluesky"\nhandle = "@nordbank.example"\nsecret = "env:BEREDT_TEST_TOKEN"\n'


def findings(beredt: Beredt, *words: str) -> dict[str, dict[str, object]]:
    return {str(line["check"]): line for line in beredt(*words, "doctor", "--json").lines}


@pytest.fixture
def config(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "doctor.toml"
        path.write_text(text)
        return str(path)

    return write


class Answering:
    """A connector whose network answers as told."""

    def __init__(self, answer: str | Exception) -> None:
        self.answer = answer

    async def check(self) -> str:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def close(self) -> None:
        return


def answer(monkeypatch: pytest.MonkeyPatch, said: str | Exception) -> None:
    monkeypatch.setenv("BEREDT_TEST_TOKEN", "secret-token-value")

    def build(channel: object, **_rest: object) -> Connector:
        return Answering(said)  # type: ignore[return-value] all that doctor asks of one

    monkeypatch.setattr(check_channels, "build", build)


def test_a_new_installation_is_well(beredt: Beredt) -> None:
    ran = beredt("doctor", "--json")
    assert ran.code == 0
    assert all(line["ok"] for line in ran.lines)
    assert all(list(line) == ["check", "ok", "detail", "fix"] for line in ran.lines)
    assert {
        "configuration",
        "data folder",
        "disk",
        "database",
        "channels",
        "clock",
        "terminal",
        "keyring",
    } <= {line["check"] for line in ran.lines}


def test_a_database_in_use_is_looked_at_whole(beredt: Beredt) -> None:
    beredt("ingest", stdin=jsonl(message(1)))
    found = findings(beredt)
    assert "integrity ok" in str(found["database"]["detail"])
    assert "known faults: " in str(found["sqlite"]["detail"])


def test_a_damaged_database_is_found(beredt: Beredt) -> None:
    beredt("ingest", stdin=jsonl(*(message(number) for number in range(50))))
    database = Path(os.environ["BEREDT_DATA_DIR"]) / "beredt.db"
    database.write_bytes(database.read_bytes()[:8192] + b"\xff" * 8192)
    ran = beredt("doctor", "--json")
    assert ran.code == 1
    (found,) = [line for line in ran.lines if line["check"] == "database"]
    assert not found["ok"]
    assert "restore" in str(found["fix"])


def test_every_mistake_in_the_configuration_is_told(beredt: Beredt, config: Callable[[str], str]) -> None:
    file = config("[desk]\nhold_second = 1\n[ui]\nmouse = 'maybe'\n")
    ran = beredt("--config", file, "doctor", "--json")
    assert ran.code == 1
    told = [str(line["detail"]) for line in ran.lines if line["check"] == "configuration"]
    assert ["line 2" in told[0], "line 4" in told[1], len(told)] == [True, True, 2]
    assert any(line["check"] == "database" for line in ran.lines)


def test_a_missing_token_is_told_with_its_remedy(
    beredt: Beredt, config: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BEREDT_TEST_TOKEN", raising=False)
    found = findings(beredt, "--config", config(BLUESKY))["channel bluesky/@nordbank.example"]
    assert found["ok"] is False
    assert "BEREDT_TEST_TOKEN is not set" in str(found["detail"])
    assert "export BEREDT_TEST_TOKEN" in str(found["fix"])


@pytest.mark.parametrize(
    ("said", "ok"),
    [
        ("signed in as @nordbank.example", True),
        (AuthFailed("the password was refused", fix="make a new app password"), False),
        (Unreachable("no answer from bsky.social"), False),
    ],
)
def test_what_the_network_says_is_told(
    beredt: Beredt,
    config: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    said: str | Exception,
    ok: bool,
) -> None:
    answer(monkeypatch, said)
    ran = beredt("--config", config(BLUESKY), "doctor", "--json")
    (found,) = [line for line in ran.lines if str(line["check"]).startswith("channel ")]
    assert ran.code == (0 if ok else 1)
    assert found["ok"] is ok
    assert bool(found["fix"]) is not ok
    assert b"secret-token-value" not in ran.out + ran.err


async def test_a_server_on_this_machine_without_encryption(config: Callable[[str], str]) -> None:
    async with GoToSocial() as server:
        file = config(
            '[[channel]]\nnetwork = "mastodon"\nhandle = "@brand"\nsecret = "env:BEREDT_TEST_TOKEN"\n'
            f'server = "{server.url.replace("127.0.0.1", "localhost")}"\n'
        )
        env = {**os.environ, "BEREDT_TEST_TOKEN": TOKEN, "BEREDT_DATA_DIR": str(Path(file).parent / "data")}
        ran = await asyncio.to_thread(own_process, ["--config", file, "doctor", "--json"], env=env)
    (found,) = [line for line in ran.lines if line["check"] == "channel mastodon/@brand"]
    assert found["detail"] == "signed in to localhost (0.19.1+git-b5b0f0d) as @brand"


def test_people_see_a_line_a_check_and_the_remedy(
    beredt: Beredt, config: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, AuthFailed("the password was refused", fix="make a new app password"))
    ran = beredt("--config", config(BLUESKY), "doctor")
    assert "NOT  channel bluesky/@nordbank.example: the password was refused\n" in ran.text
    assert "→ make a new app password\n" in ran.text


def test_a_folder_that_others_can_look_into_is_told(beredt: Beredt) -> None:
    folder = Path(os.environ["BEREDT_DATA_DIR"])
    folder.chmod(0o755)
    found = findings(beredt)["data folder"]
    assert found["ok"] is False
    assert "chmod 700" in str(found["fix"])


def test_a_secret_in_a_file_that_others_can_read_is_told(
    beredt: Beredt, config: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "fine")
    text = BLUESKY.replace('"env:BEREDT_TEST_TOKEN"', '"pass-word-value"') + "secret_in_config = true\n"
    file = config(text)
    Path(file).chmod(0o644)
    ran = beredt("--config", file, "doctor", "--json")
    assert ran.code == 1
    assert "chmod 600" in ran.text
    assert "pass-word-value" not in ran.text


def test_a_clock_behind_our_own_files_is_told(beredt: Beredt) -> None:
    beredt("ingest", stdin=jsonl(message(1)))
    database = Path(os.environ["BEREDT_DATA_DIR"]) / "beredt.db"
    late = database.stat().st_mtime + 7200
    os.utime(database, (late, late))
    found = findings(beredt)["clock"]
    assert found["ok"] is False
    assert "120 minutes before" in str(found["detail"])


def test_a_missing_folder_of_playbooks_is_told(beredt: Beredt, config: Callable[[str], str]) -> None:
    found = findings(beredt, "--config", config('[desk]\nplaybooks = "/nowhere/at/all"\n'))["playbooks"]
    assert (found["ok"], found["fix"]) == (False, "make it, or correct desk.playbooks")


def test_what_lies_between_is_told(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    far = {"SSH_CONNECTION": "x", "TMUX": "y", "TERM": "tmux-256color"}
    checks = {check.check: check for check in check_machine.check_machine(settings, far)}
    assert "SSH" in checks["line"].detail
    assert "tmux" in checks["line"].detail
    assert checks["colours"].detail.startswith("256")


def english(tmp_path: Path) -> Check:
    checks = {check.check: check for check in check_machine.check_machine(Settings(data_dir=tmp_path), {})}
    return checks["english scores"]


def test_english_scores_are_compared_with_the_librarys(tmp_path: Path) -> None:
    found = english(tmp_path)
    assert (found.ok, found.detail) == (True, "vader-3.3.2, as published; our scores equal its own")


def test_a_library_that_was_overwritten_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def overwritten() -> None:
        raise ConfigError("the module was overwritten by vader-multi 3.2.2.1", fix="uninstall vader-multi")

    monkeypatch.setattr("console.judge.vader.library", overwritten)
    found = english(tmp_path)
    assert (found.ok, found.fix) == (False, "uninstall vader-multi")
    assert "overwritten by vader-multi" in found.detail


def test_a_library_with_other_rules_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.judge.vader.reference", lambda: lambda _text: {"compound": 0.0})
    found = english(tmp_path)
    assert not found.ok
    assert "has other rules than ours" in found.detail


@pytest.mark.parametrize(
    ("environ", "coerced", "said"),
    [
        ({}, False, "utf-8"),
        ({"LC_CTYPE": "C.UTF-8"}, True, "utf-8"),
        ({"LC_ALL": "C"}, True, "ASCII"),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True, "ASCII"),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False, "UTF-8"),
        ({"LC_ALL": "POSIX", "LANG": "nb_NO.UTF-8"}, True, "ASCII"),
        ({"LC_ALL": "", "LANG": "nb_NO.UTF-8"}, False, "UTF-8"),
        ({"LC_ALL": "C.UTF-8", "LANG": "C"}, False, "UTF-8"),
        ({"LC_ALL": "C.utf8"}, False, "utf8"),
        ({"LANG": "nb_NO.ISO-8859-1", "LC_CTYPE": "C.UTF-8"}, True, "ISO-8859-1"),
        ({"LANG": "de_DE.ISO-8859-15@euro"}, False, "ISO-8859-15"),
        ({"LANG": "nb_NO"}, False, "utf-8"),
    ],
)
def test_the_locale_says_which_signs_there_are(environ: dict[str, str], coerced: bool, said: str) -> None:
    assert charset(environ, "utf-8", coerced=coerced) == said


def test_the_locale_c_draws_in_ascii_unless_the_settings_say_otherwise(tmp_path: Path) -> None:
    for ascii_set, told in ((None, "the locale says ASCII"), (False, "UTF-8"), (True, "UTF-8")):
        settings = Settings(data_dir=tmp_path, ui=UiSettings(ascii=ascii_set))
        checks = {check.check: check for check in check_machine.check_machine(settings, {"LC_ALL": "C"})}
        assert checks["encoding"].ok
        assert checks["encoding"].detail.startswith(told)
