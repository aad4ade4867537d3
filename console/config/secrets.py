"""Secrets: where they are kept, how they are fetched, and that they are never shown."""

import logging
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, final

from console.errors import ConfigError

MAX_SECRET = 16 * 1024
"""Bytes: longer is a wrong file, not a token."""
SHORTEST_MASKED = 4
"""Characters: masking shorter texts would mangle every log line and hide nothing."""
FORMS = '"credential:NAME", "file:/path", "env:NAME" or "keyring:service/name"'
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Names the folder in which systemd lays a service's credentials."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CREDENTIAL = re.compile(r"[A-Za-z0-9_@-][A-Za-z0-9_.@-]{0,254}")


@final
class Secret:
    """A text that shows as `***` wherever it is printed, formatted, logged or pickled by mistake."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself, for the one call that sends it to its own server."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret is kept; `resolve` fetches it, and only then can that fail."""

    kind: Literal["credential", "env", "file", "keyring", "literal"]
    where: str
    """Name, variable, path or `service/name`; empty for a literal."""
    literal: Secret | None = None

    def __str__(self) -> str:
        return "the configuration file" if self.kind == "literal" else f"{self.kind}:{self.where}"

    def resolve(self) -> Secret:
        """Fetch it and have the log mask it from now on. Raises ConfigError with the remedy."""
        if self.kind == "credential":
            secret = _from_credential(self.where)
        elif self.kind == "env":
            secret = _from_environment(self.where)
        elif self.kind == "file":
            secret = _from_file(Path(self.where))
        elif self.kind == "keyring":
            secret = _from_keyring(self.where)
        else:
            secret = self.literal or Secret("")
        MASK.add(secret)
        return secret


def parse_secret(text: str, *, base: Path, literal_allowed: bool) -> SecretRef:
    """Read a reference. Raises ConfigError without repeating the text: it may be the secret itself.

    Args:
        text: The value in the configuration.
        base: Folder that relative paths start from.
        literal_allowed: Whether `secret_in_config = true` stands beside it.
    """
    kind, colon, where = text.partition(":")
    if colon and kind == "env":
        if not _NAME.fullmatch(where):
            raise ConfigError(f"{where!r} is no name of an environment variable")
        return SecretRef("env", where)
    if colon and kind == "credential":
        if not _CREDENTIAL.fullmatch(where):
            raise ConfigError(f"{where!r} is no name of a credential")
        return SecretRef("credential", where)
    if colon and kind == "file" and where:
        # Variables too: systemd puts credentials under $CREDENTIALS_DIRECTORY.
        return SecretRef("file", str(base / Path(os.path.expandvars(where)).expanduser()))
    if colon and kind == "keyring":
        service, slash, name = where.rpartition("/")
        if not (service and slash and name):
            raise ConfigError("a keyring entry is written keyring:service/name")
        return SecretRef("keyring", where)
    if literal_allowed and text:
        return SecretRef("literal", "", Secret(text))
    raise ConfigError(
        "a secret does not belong in the configuration",
        fix=f"say where it is kept: {FORMS}; or, knowing who can read this file, secret_in_config = true",
    )


def _from_environment(name: str) -> Secret:
    value = os.environ.get(name, "").strip()
    if not value:
        raise ConfigError(
            f"the environment variable {name} is not set", fix=f"export {name}, or keep the secret in a file"
        )
    return Secret(value)


def _from_credential(name: str) -> Secret:
    folder = os.environ.get(CREDENTIALS, "")
    remedy = f"put LoadCredential={name}:/etc/beredt/secrets/{name} into its unit and start it anew"
    if not folder.startswith("/"):
        raise ConfigError(
            f"there is no credential {name!r}: no service manager handed this process any",
            fix=f"{remedy}, or keep the secret in a file",
        )
    path = Path(folder, name)
    if not path.exists():
        raise ConfigError(f"the service manager handed over no credential {name!r}", fix=remedy)
    return _from_file(path)


def _lent(path: Path) -> bool:
    """Whether systemd laid this file for us: it is root's, and an access list alone lets us read it, whose
    mask stands where the group's bits are otherwise."""
    folder = os.environ.get(CREDENTIALS, "")
    return folder.startswith("/") and path.parent == Path(folder)


def _from_file(path: Path) -> Secret:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise ConfigError(
            f"the secret's file {str(path)!r} can't be read ({error.strerror})",
            fix=f"write the secret into it and run: chmod 600 {str(path)!r}",
        ) from None
    try:
        # fstat of the open file: a check by name could be outrun by a swap of the file.
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise ConfigError(f"the secret's file {str(path)!r} is no regular file")
        lent = facts.st_uid == 0 and _lent(path)
        if facts.st_mode & (0o037 if lent else 0o077):
            raise ConfigError(
                f"the secret's file {str(path)!r} can be read or changed by others"
                f" (mode {stat.S_IMODE(facts.st_mode):04o})",
                fix=f"run: chmod 600 {str(path)!r}",
            )
        if facts.st_uid not in (os.geteuid(), 0):
            raise ConfigError(
                f"the secret's file {str(path)!r} belongs to another user", fix="make it your own with chown"
            )
        data = os.read(handle, MAX_SECRET + 1)
    finally:
        os.close(handle)
    if len(data) > MAX_SECRET:
        raise ConfigError(f"the secret's file {str(path)!r} is longer than any token")
    try:
        value = data.decode().strip()
    except UnicodeDecodeError:
        raise ConfigError(f"the secret's file {str(path)!r} is no UTF-8 text") from None
    if not value:
        raise ConfigError(f"the secret's file {str(path)!r} is empty", fix="write the secret into it")
    return Secret(value)


def _from_keyring(where: str) -> Secret:
    service, _, name = where.rpartition("/")
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise ConfigError(
            "the keyring is not installed", fix="pipx inject beredt keyring, or keep the secret in a file"
        ) from None
    try:
        value = keyring.get_password(service, name)
    except keyring.errors.KeyringError as error:
        raise ConfigError(
            f"the keyring can't be used here ({type(error).__name__})",
            fix="unlock it, or keep the secret in a file that only you can read",
        ) from None
    if not value:
        raise ConfigError(
            f"the keyring has no entry {name!r} of {service!r}", fix=f"run: keyring set {service} {name}"
        )
    return Secret(value)


class Mask(logging.Filter):
    """Replaces every secret that was ever resolved, in whatever a log record will print."""

    def __init__(self) -> None:
        super().__init__()
        self._secrets: set[str] = set()

    def add(self, secret: Secret) -> None:
        value = secret.reveal()
        if len(value) >= SHORTEST_MASKED:
            self._secrets.add(value)

    def apply(self, text: str) -> str:
        """The text with each secret replaced; the longest first, so that none leaves a rest behind."""
        for value in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(value, "***")
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        if self._secrets:
            record.msg, record.args = self.apply(record.getMessage()), ()
            if record.exc_info and not record.exc_text:
                record.exc_text = logging.Formatter().formatException(record.exc_info)
            if record.exc_text:
                record.exc_text = self.apply(record.exc_text)
        return True


MASK = Mask()
"""Of this process: a filter belongs to every log handler, and secrets are resolved all over."""


def mask_handlers(handlers: Iterable[logging.Handler]) -> None:
    """Let these handlers print no secret."""
    for handler in handlers:
        handler.addFilter(MASK)
