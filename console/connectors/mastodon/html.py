"""The HTML of a post as the text that its author meant."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from console.connectors.mastodon.tokens import Tag, tokens

MAX_TEXT = 64 * 1024
"""Characters of the result."""
_MAX_HREF = 2048
_MAX_NESTING = 8
_PARAGRAPHS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 blockquote ul ol pre table dl figure section article header".split()  # noqa: SIM905 - a list of twenty quoted words reads worse
)
_LINES = frozenset(["li", "tr", "dt", "dd", "figcaption"])
_DROPPED = frozenset(["script", "style", "template", "noscript", "iframe", "object", "title", "head"])
_SPACES = re.compile(r"[ \t\n\r\f]+")
_HANDLE = re.compile(r"@?([\w.-]+)(?:@([\w.:-]+))?")
_WEB = re.compile(r"(?:https?://|www\.)?[^\s/@]+\.[^\s/@]+(?:/\S*)?…?", re.IGNORECASE)


def to_text(source: str, mentions: Mapping[str, str] | None = None) -> str:
    """Turn the HTML of a post into text.

    Paragraphs are an empty line apart, lists get their marks and quotes their `>`; links show where they
    really lead and not the shortened text; mentions are `@user@domain`; custom emoji stay `:name:`.

    Args:
        source: As the server sent it: untrusted, looked at up to 256 K characters.
        mentions: The address of a profile to the account behind it, as the server says beside the post.
    """
    writer = _Writer(mentions or {})
    for token in tokens(source):
        if isinstance(token, str):
            writer.text(token)
        elif token.closes:
            writer.close(token.name)
        else:
            writer.open(token)
        if writer.length > MAX_TEXT:
            break
    return writer.result()[:MAX_TEXT]


class _Writer:
    def __init__(self, mentions: Mapping[str, str]) -> None:
        self._mentions = mentions
        self._lines: list[str] = []
        self._line: list[str] = []
        self._break = 0
        """Newlines owed before the next text."""
        self._anchor: tuple[Tag, int] | None = None
        self._lists: list[int | None] = []
        self._quotes = 0
        self._pre = 0
        self._dropped = ""
        self._mark = ""
        self.length = 0

    def text(self, text: str) -> None:
        if self._dropped:
            return
        if not self._pre:
            text = _SPACES.sub(" ", text)
            if not self._line or self._break:
                text = text.lstrip(" ")
        if text:
            self._write(text)

    def open(self, tag: Tag) -> None:
        name = tag.name
        if self._dropped:
            return
        if name in _DROPPED:
            self._dropped = name
        elif name == "br":
            self._break = min(self._break + 1, 2) if self._line or self._lines else 0
        elif name == "a":
            self._end_anchor()
            self._anchor = (tag, len(self._line) if not self._break else 0)
            self._settle()
        elif name == "img":
            self.text(tag.attributes.get("alt", "") or tag.attributes.get("title", ""))
        elif name in _PARAGRAPHS or name in _LINES:
            self._block(name)
            self._enter(name)

    def close(self, name: str) -> None:
        if self._dropped:
            self._dropped = "" if name == self._dropped else self._dropped
        elif name == "a":
            self._end_anchor()
        elif name in ("ul", "ol"):
            self._leave(name)
            self._block(name)
        elif name in _PARAGRAPHS or name in _LINES:
            self._block(name)
            self._leave(name)

    def result(self) -> str:
        self._end_anchor()
        self._flush()
        return "\n".join(line.rstrip() for line in self._lines).strip()

    def _enter(self, name: str) -> None:
        if name in ("ul", "ol"):
            self._lists = [*self._lists, 0 if name == "ol" else None][:_MAX_NESTING]
        elif name == "blockquote":
            self._quotes = min(self._quotes + 1, _MAX_NESTING)
        elif name == "pre":
            self._pre += 1
        elif name == "li":
            self._mark = self._list_mark()

    def _leave(self, name: str) -> None:
        if name in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif name == "blockquote":
            self._settle_quote()
            self._quotes = max(self._quotes - 1, 0)
        elif name == "pre":
            self._pre = max(self._pre - 1, 0)
            if self._line:
                # Code ends with its own line, and the block owes the next one.
                self._line[-1] = self._line[-1].removesuffix("\n")

    def _list_mark(self) -> str:
        if not self._lists:
            return "- "
        indent = "  " * (len(self._lists) - 1)
        count = self._lists[-1]
        if count is None:
            return f"{indent}- "
        self._lists[-1] = count + 1
        return f"{indent}{count + 1}. "

    def _block(self, name: str) -> None:
        self._end_anchor()
        inside_list = bool(self._lists) and name in ("ul", "ol", "p")
        wanted = 1 if name in _LINES or inside_list else 2
        if self._line or self._lines:
            self._break = max(self._break, wanted)

    def _settle_quote(self) -> None:
        """End the quoted line here, so that its mark does not depend on what follows."""
        if self._line:
            owed, self._break = self._break, 0
            self._flush()
            self._break = owed

    def _settle(self) -> None:
        if not self._break:
            return
        owed, self._break = self._break, 0
        self._flush()
        self._lines += [""] * (owed - 1)

    def _write(self, text: str) -> None:
        self._settle()
        if not self._line:
            self._line.append("> " * self._quotes + self._mark)
            self._mark = ""
        self._line.append(text)
        self.length += len(text)

    def _flush(self) -> None:
        if self._line:
            self._lines += "".join(self._line).split("\n")
            self._line = []

    def _end_anchor(self) -> None:
        if self._anchor is None:
            return
        (tag, start), self._anchor = self._anchor, None
        if self._break or start > len(self._line):
            return
        # The line's first part is its mark, which is no part of the link.
        start = max(start, 1)
        shown = self._link(tag, "".join(self._line[start:]))
        if shown.startswith("@") and self._line[start - 1].endswith("@"):
            # Friendica has the sign before the link.
            shown = shown[1:]
        self._line[start:] = [shown]

    def _link(self, tag: Tag, shown: str) -> str:
        href = tag.attributes.get("href", "").strip()[:_MAX_HREF]
        text = shown.strip()
        if "hashtag" in tag.classes and text.startswith("#"):
            return shown
        if "mention" in tag.classes or href in self._mentions:
            return self._mention(href, text)
        if web_host(href) is None:
            return shown
        if not text or text == href or _WEB.fullmatch(text):
            return href
        return f"{text} ({href})"

    def _mention(self, href: str, text: str) -> str:
        if href in self._mentions:
            return f"@{self._mentions[href]}"
        host = web_host(href)
        handle = _HANDLE.fullmatch(text)
        if host is None or handle is None:
            return text if host is None else f"{text} ({href})"
        name, domain = handle.groups()
        if domain is None or domain.lower() == host:
            return f"@{name}@{host}"
        return f"{text} ({href})"


def web_host(href: str) -> str | None:
    """The host of a web address with its port, in lower case; None for anything else."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    return parts.netloc.rpartition("@")[2].lower() or None if parts.scheme in ("http", "https") else None
