"""The `[[channel]]` tables: one account of ours on one network each."""

import re
from pathlib import Path

from console.config.networks import NETWORKS, server_problem
from console.config.secrets import SecretRef, parse_secret
from console.config.settings import ChannelSettings
from console.config.table import Table
from console.errors import ConfigError

_NAME = re.compile(r"@[^\s/@][^\s/]{0,199}")


def read_channels(root: Table, base: Path) -> tuple[ChannelSettings, ...]:
    """All channels that can be read; what is wrong is left in the source.

    Args:
        base: Folder that relative paths start from.
    """
    channels: list[ChannelSettings] = []
    for table in root.tables("channel"):
        channel = _channel(table, base)
        if channel is None:
            continue
        if channel.name in {other.name for other in channels}:
            key = "name" if table.has("name") else "handle"
            table.reject(key, f"there is already a channel {channel.name!r}")
        channels.append(channel)
    return tuple(channels)


def _channel(table: Table, base: Path) -> ChannelSettings | None:
    name_of_network = table.text("network", "", choices=tuple(NETWORKS))
    network = NETWORKS.get(name_of_network)
    if network is None:
        if not table.has("network"):
            table.reject("network", "is missing", "it is one of " + ", ".join(NETWORKS))
        return None
    handle = table.text("handle", "", longest=200, check=_handle) if network.handle else ""
    if network.handle and not table.has("handle"):
        table.reject("handle", "is missing", "it is the account's own name, such as @nordbank")
    default = f"{name_of_network}/@{handle.lstrip('@')}" if handle else ""
    name = table.text("name", default, longest=240, check=lambda text: _name(text, name_of_network))
    if not name and not table.has("name") and not network.handle:
        table.reject("name", "is missing", f"choose one such as {name_of_network}/@campaign")
    server = ""
    if network.server is not None:
        server = table.text("server", network.server, check=server_problem)
        if not server and not table.has("server"):
            table.reject("server", "is missing", "write it like https://social.example")
    poll = table.number("poll_seconds", network.poll_seconds, 1, 3600, "seconds")
    # Asked this seldom, a channel would seem silent between two questions.
    usual = max(network.quiet_after_seconds, 3 * poll) if network.quiet_after_seconds else 0
    quiet = table.number("quiet_after_seconds", usual, 0, 7 * 86_400, "seconds")
    channel = ChannelSettings(
        name=name,
        network=name_of_network,
        handle=handle,
        server=server.rstrip("/"),
        secrets=_secrets(table, base, needed=network.secret),
        poll_seconds=poll,
        quiet_after_seconds=quiet or None,
        options=network.options(table),
    )
    table.done()
    return channel


def _handle(text: str) -> str | None:
    if re.fullmatch(r"@?[\w.-]+(?:@[\w.-]+)?", text):
        return None
    return f"{text!r} is no account's name, such as @nordbank"


def _name(text: str, network: str) -> str | None:
    before, _, own = text.partition("/")
    if before == network and _NAME.fullmatch(own):
        return None
    return f"{text!r} is no channel's name, such as {network}/@nordbank"


def _secrets(table: Table, base: Path, *, needed: bool) -> tuple[SecretRef, ...]:
    literal_allowed = table.flag("secret_in_config", False)
    value = table.raw("secret")
    given = [value] if isinstance(value, str) else value
    if given is None:
        if needed:
            table.reject("secret", "is missing", 'say where it is kept, such as "env:BEREDT_TOKEN"')
        return ()
    if not isinstance(given, list) or not given or not all(isinstance(entry, str) for entry in given):
        table.reject("secret", "must be a text, or a list of texts with the newest first")
        return ()
    found: list[SecretRef] = []
    for entry in given:
        try:
            found.append(parse_secret(entry, base=base, literal_allowed=literal_allowed))
        except ConfigError as error:
            table.reject("secret", error.what, error.fix)
    return tuple(found)
