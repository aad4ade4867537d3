"""What can be configured for each network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from console.config.settings import Option
from console.config.table import Table


@dataclass(frozen=True, slots=True)
class Network:
    options: Callable[[Table], Mapping[str, Option]]
    secret: bool
    """Whether a channel of it is useless without a secret."""
    handle: bool
    server: str | None = None
    """The default; empty when each channel must name its own; None when there is none."""
    poll_seconds: float = 15.0
    quiet_after_seconds: float = 50.0
    """0 for sources that may be quiet for ever."""


def server_problem(text: str) -> str | None:
    """What is wrong with a server's address, or None. Plain http only to this machine."""
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return f"{text!r} is no address"
    if parts.scheme not in ("https", "http") or not host:
        return f"{text!r} is no address of a server; write it like https://social.example"
    if parts.username is not None or parts.password is not None:
        return "an address holds no user name or password; the token goes into `secret`"
    if parts.path.strip("/") or parts.query or parts.fragment:
        return f"{text!r} has more than a host; write it like https://{host}"
    if parts.scheme == "http" and not is_loopback(host):
        return f"the token would travel unencrypted; write https://{host}"
    return None


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _none(_table: Table) -> Mapping[str, Option]:
    return {}


def _mastodon(table: Table) -> Mapping[str, Option]:
    return {
        "streaming": table.text("streaming", "auto", choices=("auto", "websocket", "sse", "off")),
    }


def _jsonl(table: Table) -> Mapping[str, Option]:
    path = table.text("path", "", longest=4096)
    if not path:
        table.reject("path", "is missing", 'name a file or a FIFO, or "-" for standard input')
    replies = table.text("replies", "", longest=4096)
    return {"path": _beside(table, path), "replies": _beside(table, replies)}


def _beside(table: Table, path: str) -> str:
    """Relative paths start at the configuration, wherever Beredt is started."""
    return str(table.source.path.parent / Path(path).expanduser()) if path not in ("", "-") else path


def _webhook(table: Table) -> Mapping[str, Option]:
    return {
        "bind": table.text("bind", "127.0.0.1", check=_address),
        "port": table.whole("port", 8765, 0, 65535),
        "max_body_kb": table.whole("max_body_kb", 1024, 1, 16_384),
    }


def _address(text: str) -> str | None:
    try:
        ip_address(text)
    except ValueError:
        return f"{text!r} is no IP address; 127.0.0.1 hears this machine only"
    return None


NETWORKS: Mapping[str, Network] = {
    "bluesky": Network(_none, secret=True, handle=True, server="https://bsky.social"),
    "mastodon": Network(_mastodon, secret=True, handle=True, server=""),
    "jsonl": Network(_jsonl, secret=False, handle=False, quiet_after_seconds=0.0),
    "webhook": Network(_webhook, secret=True, handle=False, quiet_after_seconds=0.0),
}
