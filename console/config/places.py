"""Where the configuration and the data are."""

import os
from collections.abc import Mapping
from pathlib import Path

from console.config.load import load
from console.config.settings import Settings

APP = "beredt"
SOCKET = "desk.sock"
HOST_SOCKET = Path("/run/beredt") / SOCKET
"""Where the unit that we ship serves it."""


SYSTEM = Path("/etc/beredt/config.toml")
"""Of a whole host: read where the person has no file of their own."""
RESTRICTED = "BEREDT_RESTRICTED"
"""Set to 1 by whoever lets people in to the console alone, such as sshd; see docs/host.md."""


def restricted(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this session must reach no shell, no other program and no file of a person's choice."""
    return environment.get(RESTRICTED, "") not in ("", "0")


def config_path(option: str | None, environment: Mapping[str, str] = os.environ) -> tuple[Path, bool]:
    """The file, and whether somebody named it: `--config`, BEREDT_CONFIG, the XDG folder, then the host's.

    In a restricted session the host's goes before the person's own.
    """
    named = option or environment.get("BEREDT_CONFIG")
    if named:
        return Path(named).expanduser().absolute(), True
    from platformdirs import user_config_path

    own = user_config_path(APP) / "config.toml"
    first, other = (SYSTEM, own) if restricted(environment) else (own, SYSTEM)
    return (other if not first.exists() and other.exists() else first), False


def data_path(option: str | None, environment: Mapping[str, str] = os.environ) -> Path | None:
    """The data folder that somebody named: `--data-dir`, then BEREDT_DATA_DIR; None if nobody did."""
    named = option or environment.get("BEREDT_DATA_DIR")
    return Path(named).expanduser().absolute() if named else None


def socket_path(settings: Settings, environment: Mapping[str, str] = os.environ) -> Path:
    """Where `beredt watch` serves the desk: as configured, else in the folder that systemd made for it, else
    beside the database."""
    if settings.desk.socket is not None:
        return settings.desk.socket
    # systemd gives several, divided by colons (systemd.exec(5)).
    runtime = environment.get("RUNTIME_DIRECTORY", "").split(":")[0]
    return (Path(runtime) if runtime else settings.data_dir) / SOCKET


def served(settings: Settings, *, named: bool) -> Path | None:
    """Where a desk is served to this console; None: nowhere.

    Args:
        settings: What may name the socket.
        named: Somebody named the data folder, so that the host's desk is not what they mean.
    """
    if settings.desk.socket is not None:
        places = [settings.desk.socket]
    else:
        places = [settings.data_dir / SOCKET, *(() if named else (HOST_SOCKET,))]
    return next((path for path in places if _is_there(path)), None)


def _is_there(path: Path) -> bool:
    try:
        return path.is_socket()
    except OSError:
        return False


def is_anothers(folder: Path) -> bool:
    """Whether it is there, and is another user's to write in: that of a host's watch."""
    try:
        owner = folder.stat().st_uid
    except PermissionError:
        return True
    except OSError:
        return False
    return owner != os.geteuid() and not os.access(folder, os.W_OK | os.X_OK)


def log_path(settings: Settings) -> Path:
    """Where this process logs: the data folder's log, or the user's own where that folder is another's."""
    if not is_anothers(settings.data_dir):
        return settings.log
    from platformdirs import user_state_path

    return user_state_path(APP) / settings.log.name


def find_settings(config: str | None = None, data_dir: str | None = None) -> Settings:
    """Settings for this process; a named data folder wins over the file's. Raises ConfigError."""
    from dataclasses import replace

    from platformdirs import user_data_path

    path, required = config_path(config)
    settings = load(path, user_data_path(APP), required=required)
    named = data_path(data_dir)
    return replace(settings, data_dir=named) if named else settings
