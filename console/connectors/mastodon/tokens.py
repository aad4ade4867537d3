"""Cut HTML into text and tags, in time and memory bounded by its length.

The standard library's parser takes quadratic time on some malformed input, and a stranger writes this one.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_HTML = 256 * 1024
"""Characters of one message that are looked at."""
_MAX_TAG = 4096
_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]*")
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


@dataclass(frozen=True, slots=True)
class Tag:
    name: str
    """In lower case."""
    closes: bool
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split())


def tokens(source: str) -> Iterator[str | Tag]:
    """Text with its entities resolved, and tags. What is no tag is text; comments are dropped."""
    source = source[:MAX_HTML]
    at = 0
    while at < len(source):
        start = source.find("<", at)
        if start < 0:
            break
        if start > at:
            yield html.unescape(source[at:start])
        at = _after_comment(source, start)
        if at > start:
            continue
        end = _end_of_tag(source, start)
        name = _NAME.match(source, start + 1)
        if end < 0 or name is None:
            yield "<"
            at = start + 1
            continue
        yield _tag(name.group(), source[name.end() : end])
        at = end + 1
    if at < len(source):
        yield html.unescape(source[at:])


def _after_comment(source: str, start: int) -> int:
    """Where what follows a comment begins, or `start` if there is none."""
    if not source.startswith("<!", start):
        return start
    closing = "-->" if source.startswith("<!--", start) else ">"
    end = source.find(closing, start + 2)
    return len(source) if end < 0 else end + len(closing)


def _end_of_tag(source: str, start: int) -> int:
    """The place of the `>` that ends a tag, which does not stand in quotes; -1 if none is near."""
    end = source.find(">", start, start + _MAX_TAG)
    while end >= 0:
        part = source[start:end]
        if part.count('"') % 2 == 0:
            return end
        end = source.find(">", end + 1, start + _MAX_TAG)
    return -1


def _tag(name: str, rest: str) -> Tag:
    closes = name.startswith("/")
    if closes:
        return Tag(name[1:].lower(), True)
    found = _ATTRIBUTE.finditer(rest)
    pairs = {one[1].lower(): html.unescape(one[2] or one[3] or one[4] or "") for one in found}
    return Tag(name.lower(), False, pairs)
