"""A server's answer: its body read within bounds, its JSON parsed without trust."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

import httpx

MAX_ERROR_TEXT = 200
"""Characters of a server's sentence that we pass on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: 2xx, or a 4xx that the caller may want to look at."""

    status: int
    headers: Mapping[str, str]
    """Names compare without regard to case."""
    data: object
    """The parsed JSON body; None if there was none or, for an error answer, none that parses."""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def links(self) -> dict[str, str]:
        """The `Link` header as relation to URL."""
        try:
            found = httpx.Response(200, headers={"link": self.headers.get("link", "")}).links
        except ValueError:
            return {}
        return {rel: link["url"] for rel, link in found.items() if rel and "url" in link}


class UnusableBody(Exception):
    """Its text continues the sentence "the server …"."""


async def read_body(response: httpx.Response, most: int) -> bytes:
    """The whole body, unpacked.

    Args:
        most: Bytes after unpacking; a longer body is dropped unread.

    Raises:
        UnusableBody: it is too long, or packed in a way that cannot be undone.
        httpx.HTTPError: the connection broke.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", "deflate", ""):
        raise UnusableBody("answered in a compression that was not asked for")
    # Unpacked here and not by httpx, which would unpack a whole bomb before it could be counted.
    unpack = zlib.decompressobj(wbits=47) if coding in ("gzip", "deflate") else None
    body = bytearray()
    async for chunk in response.aiter_raw():
        if unpack:
            try:
                body += unpack.decompress(chunk, most - len(body) + 1)
            except zlib.error:
                raise UnusableBody("answered with broken compression") from None
        else:
            body += chunk
        if len(body) > most:
            raise UnusableBody(f"answered with more than {most // 2**20} MB")
    return bytes(body)


def parse_json(raw: bytes) -> object:
    """Parse an answer's JSON; broken UTF-8 inside becomes U+FFFD, an empty body None.

    Raises:
        ValueError: its text ends the sentence "the server answered with …".
    """
    if not raw.strip():
        return None
    text = raw.decode("utf-8-sig", errors="replace")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        kind = "a web page" if text.lstrip()[:1] == "<" else "broken JSON"
        raise ValueError(f"{kind} instead of data") from None


def server_text(data: object) -> str:
    """The sentence in an error answer's JSON, or empty."""
    if not isinstance(data, dict):
        return ""
    parts = [data.get(key) for key in ("error", "message", "error_description")]
    return ": ".join(part[:MAX_ERROR_TEXT] for part in parts if isinstance(part, str) and part)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
