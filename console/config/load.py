"""From a TOML file to settings. A missing file is fine, an unknown key is not."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from console.config.calendars import office_zone, read_calendars
from console.config.care import read_audit, read_retention
from console.config.channels import read_channels
from console.config.flags import read_flags
from console.config.lines import LineIndex
from console.config.lines import Path as KeyPath
from console.config.priority import read_priority
from console.config.promises import read_promises
from console.config.ringing import read_ringing
from console.config.roles import read_roles
from console.config.settings import (
    BrandSettings,
    DemoSettings,
    DeskSettings,
    DetectorSettings,
    Settings,
    ShellSettings,
    UiSettings,
)
from console.config.table import Source, Table, dotted
from console.config.team import read_team
from console.errors import ConfigError

THEMES = ("auto", "dark", "light", "contrast", "colour-blind", "full", "ansi", "mono")
MAX_FILE = 1 << 20
_LONG_NUMBER = re.compile(r"\d[\d_]{4000}")
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def load(path: Path | None, data_dir: Path, *, required: bool = False) -> Settings:
    """Read the settings.

    Args:
        path: The file; None for defaults alone.
        data_dir: Used when the file names none.
        required: Whether somebody named this file, so that its absence is a mistake.

    Raises:
        ConfigError: with file, line and key of the first mistake; `problems` has all of them.
    """
    text = _read(path, required) if path else None
    if path is None or text is None:
        return Settings(data_dir=data_dir)
    source = Source(path, LineIndex(text))
    root = Table(source, (), _toml(text, path, source.index))
    settings = read(root, data_dir)
    source.finish()
    return settings


def line_of(path: Path, key: KeyPath) -> int | None:
    """The line where a setting stands, for mistakes that only others can find. Raises ConfigError."""
    return LineIndex(_read(path, required=True) or "").of(key)


def read(root: Table, data_dir: Path) -> Settings:
    """All settings; what is wrong is left in `root.source`."""
    base = root.source.path.parent
    calendars = read_calendars(root)
    own = root.text("data_dir", "", longest=4096)
    team, roster = read_team(root)
    settings = Settings(
        data_dir=base / Path(own).expanduser() if own else data_dir,
        path=root.source.path,
        brand=_brand(root.table("brand")),
        channels=read_channels(root, base),
        desk=_desk(root.table("desk"), base),
        detector=_detector(root.table("detector")),
        ui=_ui(root.table("ui")),
        demo=_demo(root.table("demo")),
        shell=_shell(root.table("shell")),
        promises=read_promises(root, calendars),
        zone=office_zone(calendars),
        priority=read_priority(root),
        flag_words=read_flags(root),
        team=team,
        roster=roster,
        ringing=read_ringing(root, base),
        roles=read_roles(root),
        audit=read_audit(root, base),
        retention=read_retention(root),
    )
    root.done()
    return settings


def _read(path: Path, required: bool) -> str | None:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError:
        if required:
            raise ConfigError(f"there is no file {str(path)!r}") from None
        return None
    except OSError as error:
        raise ConfigError(f"{str(path)!r} can't be read ({error.strerror})") from None
    if len(data) > MAX_FILE:
        raise ConfigError(f"{str(path)!r} is longer than a megabyte, which no configuration is")
    try:
        return data.decode().removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{str(path)!r}, line {line}: this is no UTF-8 text") from None


def _toml(text: str, path: Path, index: LineIndex) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        said = _AT.sub("", str(error))
        key = dotted(index.at(line))
        raise ConfigError(
            f"{str(path)!r}, line {line}: {key + ': ' if key else ''}this is no TOML ({ascii(said)[1:-1]})"
        ) from None
    except ValueError:
        # An integer beyond `sys.set_int_max_str_digits`; where it stands is not said.
        found = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        raise ConfigError(f"{str(path)!r}, line {line}: this number has too many digits") from None
    except RecursionError:
        raise ConfigError(f"{str(path)!r}, line 1: this is nested deeper than any configuration") from None


def _brand(table: Table) -> BrandSettings:
    language = table.text("language", "", check=_language)
    names = table.texts("names")
    table.done()
    return BrandSettings(names, language or None)


def _language(text: str) -> str | None:
    return None if re.fullmatch(r"[a-z]{2}", text) else f"{text!r} is no two-letter language code such as en"


def _desk(table: Table, base: Path) -> DeskSettings:
    playbooks = table.text("playbooks", "", longest=4096)
    socket = table.text("socket", "", longest=4096)
    settings = DeskSettings(
        operator=table.text("operator", "", check=_operator, longest=64),
        hold_seconds=table.number("hold_seconds", 10.0, 0, 3600, "seconds"),
        lease_seconds=table.number("lease_seconds", 5.0, 3, 3600, "seconds"),
        silence_minutes=table.number("silence_minutes", 15.0, 0, 1440, "minutes"),
        playbooks=base / Path(playbooks).expanduser() if playbooks else None,
        socket=base / Path(socket).expanduser() if socket else None,
    )
    table.done()
    return settings


def _operator(text: str) -> str | None:
    if re.fullmatch(r"\w[\w.@-]*", text):
        return None
    return f"{text!r} is no name of an operator: letters, digits and . @ - _ without spaces"


def _detector(table: Table) -> DetectorSettings:
    settings = DetectorSettings(
        cooldown_hours=table.number("cooldown_hours", 24.0, 0.5, 168, "hours"),
        least_messages=table.number("least_messages", 5.0, 1, 100_000, "messages"),
        watched=table.texts("watched", most=50, longest=60),
    )
    table.done()
    return settings


def _ui(table: Table) -> UiSettings:
    settings = UiSettings(
        language=table.text("language", "auto", choices=("auto", "en", "nb")),
        ascii=_yes_no_auto(table, "ascii"),
        theme=table.text("theme", "auto", choices=THEMES),
        linear=table.flag("linear", False),
        mouse=table.text("mouse", "auto", choices=("auto", "on", "off")),
        bell=table.flag("bell", True),
        keyboard=table.text("keyboard", "qwerty", choices=("qwerty", "nordic", "qwertz", "azerty")),
        keys=_keys(table.table("keys")),
    )
    table.done()
    return settings


def _yes_no_auto(table: Table, key: str) -> bool | None:
    value = table.raw(key)
    if value in (None, "auto"):
        return None
    if isinstance(value, bool):
        return value
    table.reject(key, 'must be true, false or "auto"')
    return None


def _keys(table: Table) -> Mapping[str, tuple[str, ...]]:
    keys: dict[str, tuple[str, ...]] = {}
    for command, value in table.items().items():
        given = [value] if isinstance(value, str) else value
        if isinstance(given, list) and all(isinstance(key, str) and key.strip() for key in given):
            keys[command] = tuple(given)
        else:
            table.reject(command, 'must be a key such as "a" or "ctrl+r", or a list of them')
    return keys


def _demo(table: Table) -> DemoSettings:
    settings = DemoSettings(
        speed=table.number("speed", 60.0, 0.1, 100_000, "virtual seconds a second"),
        seed=table.whole("seed", 1, 0, 2**31 - 1),
    )
    table.done()
    return settings


def _shell(table: Table) -> ShellSettings:
    settings = ShellSettings(restricted=table.flag("restricted", False))
    table.done()
    return settings
