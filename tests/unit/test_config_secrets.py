"""Secrets: fetched from where the configuration says, refused when others can read them, never shown."""

import logging
import pickle
import sys
import traceback
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest

from console.config.load import load
from console.config.secrets import Mask, Secret, SecretRef, mask_handlers, parse_secret
from console.errors import ConfigError

TOKEN = "t0ken-that-nobody-may-see"


def ref(text: str, base: Path = Path("/")) -> SecretRef:
    return parse_secret(text, base=base, literal_allowed=False)


def secret_file(folder: Path, mode: int = 0o600, content: bytes = TOKEN.encode() + b"\n") -> Path:
    path = folder / "token.secret"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEREDT_TEST_TOKEN", TOKEN)
    assert ref("env:BEREDT_TEST_TOKEN").resolve().reveal() == TOKEN
    monkeypatch.delenv("BEREDT_TEST_TOKEN")
    with pytest.raises(ConfigError, match="BEREDT_TEST_TOKEN is not set"):
        ref("env:BEREDT_TEST_TOKEN").resolve()


def test_from_a_file_beside_the_configuration(tmp_path: Path) -> None:
    secret_file(tmp_path)
    assert ref("file:token.secret", tmp_path).resolve().reveal() == TOKEN


def test_from_a_file_that_a_variable_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret_file(tmp_path)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert ref("file:$CREDENTIALS_DIRECTORY/token.secret").resolve().reveal() == TOKEN


def credentials(folder: Path, monkeypatch: pytest.MonkeyPatch, mode: int = 0o400) -> Path:
    """A folder as systemd makes it for a service."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return secret_file(folder, mode).rename(folder / "mastodon")


# 0440: systemd lets the service's user read root's file by an access list, whose mask shows as the group's.
@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600])
def test_from_what_systemd_hands_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    path = credentials(tmp_path, monkeypatch, mode)
    if path.stat().st_uid != 0 and mode == 0o440:
        pytest.skip("only root's files are lent so")
    assert ref("credential:mastodon").resolve().reveal() == TOKEN
    assert str(ref("credential:mastodon")) == "credential:mastodon"


@pytest.mark.parametrize("mode", [0o444, 0o404, 0o460, 0o420])
def test_a_credential_that_others_can_touch_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    credentials(tmp_path, monkeypatch, mode)
    with pytest.raises(ConfigError, match="others"):
        ref("credential:mastodon").resolve()


def test_a_file_of_the_same_mode_elsewhere_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "credentials").mkdir()
    credentials(tmp_path / "credentials", monkeypatch)
    with pytest.raises(ConfigError, match="others"):
        ref(f"file:{secret_file(tmp_path, 0o440)}").resolve()


def test_a_credential_that_nobody_handed_over_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("", "relative"):
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", folder)
        with pytest.raises(ConfigError, match="no service manager handed this process any"):
            ref("credential:mastodon").resolve()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(ConfigError, match="handed over no credential 'mastodon'") as caught:
        ref("credential:mastodon").resolve()
    assert "LoadCredential=mastodon:" in caught.value.fix


@pytest.mark.parametrize("name", ["", "..", ".x", "a/b", "../x", "a b", "x" * 300])
def test_a_credentials_name_is_no_path(name: str) -> None:
    with pytest.raises(ConfigError, match="no name of a credential"):
        ref(f"credential:{name}")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o666])
def test_a_file_that_others_can_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = secret_file(tmp_path, mode)
    with pytest.raises(ConfigError, match="others") as caught:
        ref(f"file:{path}").resolve()
    assert "chmod 600" in caught.value.fix


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"\n", "empty"), (b"\xff\xfe", "UTF-8"), (b"x" * 20_000, "longer")],
)
def test_a_file_without_a_token_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        ref(f"file:{secret_file(tmp_path, content=content)}").resolve()


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(ConfigError):
            ref(f"file:{path}").resolve()


def test_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    kept = {("beredt", "nordbank"): TOKEN}
    vars(keyring).update(get_password=lambda service, name: kept.get((service, name)), errors=errors)
    vars(errors).update(KeyringError=RuntimeError)
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    assert ref("keyring:beredt/nordbank").resolve().reveal() == TOKEN
    with pytest.raises(ConfigError, match="no entry"):
        ref("keyring:beredt/other").resolve()


def test_a_keyring_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match="not installed"):
        ref("keyring:beredt/nordbank").resolve()


@pytest.mark.parametrize("text", [TOKEN, "", "env:", "env:1x", "file:", "keyring:x", "vault:x"])
def test_a_secret_in_the_configuration_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[[channel]]\nnetwork = "bluesky"\nhandle = "@a"\nsecret = "{text}"\n')
    with pytest.raises(ConfigError) as caught:
        load(path, tmp_path)
    assert "line 4: channel[1].secret" in caught.value.what
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


def test_a_secret_in_the_configuration_when_it_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        f'[[channel]]\nnetwork = "bluesky"\nhandle = "@a"\nsecret_in_config = true\nsecret = "{TOKEN}"\n'
    )
    settings = load(path, tmp_path)
    secret = settings.channels[0].secret
    assert secret
    assert secret.resolve().reveal() == TOKEN
    assert TOKEN not in repr(settings)
    assert str(secret) == "the configuration file"


def test_a_secret_never_prints() -> None:
    secret = Secret(TOKEN)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>40}", str([secret]), repr({"a": [secret]})]
    assert not any(TOKEN in text for text in shown)
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_the_log_masks_every_resolved_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEREDT_TEST_TOKEN", TOKEN)
    ref("env:BEREDT_TEST_TOKEN").resolve()
    out = StringIO()
    handler = logging.StreamHandler(out)
    mask_handlers([handler])
    logger = logging.getLogger("test-config-secrets")
    logger.propagate = False
    logger.addHandler(handler)
    try:
        logger.warning("with %s in the arguments", [TOKEN])
        try:
            raise RuntimeError(f"Bearer {TOKEN}")
        except RuntimeError:
            logger.exception("in a traceback")
    finally:
        logger.removeHandler(handler)
    assert out.getvalue().count("***") >= 2
    assert TOKEN not in out.getvalue()


def test_the_mask_leaves_no_rest_of_a_longer_secret() -> None:
    mask = Mask()
    mask.add(Secret("abcd"))
    mask.add(Secret("abcdefgh"))
    mask.add(Secret("x"))
    assert mask.apply("abcdefgh x abcd") == "*** x ***"
