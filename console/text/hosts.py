"""Which host a link really leads to."""

import ipaddress
import re
import unicodedata
from urllib.parse import unquote

from console.model.safe import SafeText
from console.text.gate import one_line

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ADDRESS = re.compile(r"""https?:[/\\]{2}[^\s<>"]+""", re.IGNORECASE)
_STRIPPED = re.compile(r"[\x00-\x20\x7f-\xa0]")


def host_of(url: str) -> SafeText:
    """The host that a browser would open, in punycode, with its port if one is named; empty if there is none.

    Follows the WHATWG URL standard where naive parsers can be fooled: back slashes are slashes, user names
    are not hosts, and `0x7f.1` is 127.0.0.1.
    """
    bare = _STRIPPED.sub("", url[:4096])
    scheme = _SCHEME.match(bare)
    rest = (bare[scheme.end() :] if scheme else bare).replace("\\", "/")
    if not scheme and not rest.startswith("//"):
        return SafeText("")
    if not rest.startswith("//") and scheme and scheme.group().lower() not in ("http:", "https:"):
        return SafeText("")
    authority = re.split(r"[/?#]", rest.lstrip("/"), maxsplit=1)[0].rpartition("@")[2]
    if authority.startswith("["):
        host, _, port = authority[1:].partition("]")
        return one_line(f"[{_six(host)}]{port}")
    host, _, port = authority.partition(":")
    shown = _four(_punycode(unquote(host)))
    return one_line(f"{shown}:{port}" if port and shown else shown, 300)


def disguised(text: str, most: int = 5) -> list[SafeText]:
    """Where addresses in a text really lead, for those that don't look like it; each host once.

    Args:
        text: As it is shown.
        most: How many are named.
    """
    found: dict[str, SafeText] = {}
    for url in _ADDRESS.findall(text):
        real = host_of(url)
        seen = re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0]
        if real and real != seen.casefold():
            found.setdefault(real, real)
    return list(found.values())[:most]


def _punycode(host: str) -> str:
    folded = unicodedata.normalize("NFKC", host).replace("。", ".").casefold()
    labels = []
    for label in folded.split("."):
        if label.isascii():
            labels.append(label)
        else:
            labels.append(
                "xn--" + label.encode("utf-8", "replace").decode().encode("punycode").decode("ascii")
            )
    return ".".join(labels)


def _four(host: str) -> str:
    """An IPv4 address in its plain form, however it was disguised; other hosts as they are."""
    parts = host.removesuffix(".").split(".")
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return host
    if len(numbers) > 4 or any(number > 255 for number in numbers[:-1]):
        return host
    if numbers[-1] >= 256 ** (5 - len(numbers)):
        return host
    value = numbers[-1] + sum(number << (8 * (3 - place)) for place, number in enumerate(numbers[:-1]))
    return str(ipaddress.IPv4Address(value))


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    if len(part) > 1 and part.startswith("0"):
        return int(part, 8)
    if not part.isdigit():
        raise ValueError(part)
    return int(part)


def _six(host: str) -> str:
    try:
        return str(ipaddress.IPv6Address(host))
    except ValueError:
        return host
