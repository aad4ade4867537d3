"""Mentions, links and hashtags in a reply, with their places counted in bytes of UTF-8."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

_HANDLE = re.compile(
    r"(?<![\w@/.])@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)(?![\w@])",
    re.IGNORECASE | re.ASCII,
)
_LINK = re.compile(r"(?<![\w@])https?://[^\s<>\"«»“”]+", re.IGNORECASE)
_BARE_END = re.compile(r"[.,:;!?'…*_~]+$")
_TAG = re.compile(r"(?:(?<=\s)|(?<=[(])|^)[#＃]([^\s#＃]+)")
_TAG_END = re.compile(r"[\W_]+$")
_MAX_TAG_BYTES = 640
_MAX_TAG = 64

Resolve = Callable[[str], Awaitable[str | None]]
"""From a handle to its DID, or None if there is nobody of that name."""


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    """In characters."""
    end: int
    kind: str
    """`mention`, `link` or `tag`."""
    value: str
    """The handle, the URL or the tag."""


def spans(text: str) -> list[Span]:
    """What could be a facet, in order and without overlaps: links go first, then mentions, then tags."""
    found = [_link(match) for match in _LINK.finditer(text)]

    def free(start: int, end: int) -> bool:
        return all(end <= span.start or start >= span.end for span in found)

    for match in _HANDLE.finditer(text):
        if free(*match.span()):
            found.append(Span(*match.span(), "mention", match[1].lower()))
    for match in _TAG.finditer(text):
        tag = _TAG_END.sub("", match[1])
        end = match.start(1) + len(tag)
        short = len(tag) <= _MAX_TAG and len(tag.encode("utf-8", "replace")) <= _MAX_TAG_BYTES
        if tag and not tag.isdigit() and short and free(match.start(), end):
            found.append(Span(match.start(), end, "tag", tag))
    return sorted(found, key=lambda span: span.start)


async def facets(text: str, resolve: Resolve) -> list[dict[str, object]]:
    """The `app.bsky.richtext.facet` objects of a text; a mention of nobody stays plain text."""
    made: list[dict[str, object]] = []
    for span in spans(text):
        kind = f"app.bsky.richtext.facet#{span.kind}"
        feature: dict[str, object] = {"$type": kind}
        if span.kind == "mention":
            did = await resolve(span.value)
            if did is None:
                continue
            feature["did"] = did
        elif span.kind == "link":
            feature["uri"] = span.value
        else:
            feature["tag"] = span.value
        start = len(text[: span.start].encode())
        end = start + len(text[span.start : span.end].encode())
        made.append({"index": {"byteStart": start, "byteEnd": end}, "features": [feature]})
    return made


def _link(match: re.Match[str]) -> Span:
    url = _BARE_END.sub("", match[0])
    # A closing bracket belongs to the sentence unless the address opened one: .../wiki/Bergen_(by)
    while url.endswith((")", "]")) and url.count(url[-1]) > url.count("(" if url[-1] == ")" else "["):
        url = _BARE_END.sub("", url[:-1])
    return Span(match.start(), match.start() + len(url), "link", url)
