"""Markdown as a tree of blocks with their lines, and the plain words of a line of it.

Blocks are read first; the inside of a line only where somebody asks for it and only up to a length, because
that is where markdown can be made slow on purpose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from console.playbooks.limits import MAX_BRACKETS, MAX_INLINE_CHARS

_READER = MarkdownIt("commonmark", {"html": False})
_READER.core.ruler.disable("inline")


@dataclass(slots=True)
class Block:
    kind: str
    """As the reader names it: `heading`, `paragraph`, `bullet_list`, `list_item`, `table`, `fence`, …"""
    line: int
    """From 1."""
    level: int = 0
    """Of a heading, 1 to 6."""
    source: str = ""
    """The markdown inside, for blocks that hold words and no other blocks."""
    children: list["Block"] = field(default_factory=list)

    def text_block(self) -> "Block | None":
        """The first paragraph of a list item."""
        first = self.children[0] if self.children else None
        return first if first is not None and first.kind == "paragraph" else None


_RULE = re.compile(r"\|?:?-+:?(?:\|:?-+:?)*\|?")
"""The line of dashes below a table's head, without its spaces."""


@dataclass(frozen=True, slots=True)
class Link:
    before: str
    """The plain words in front of it."""
    words: str
    target: str


def blocks(lines: list[str]) -> list[Block]:
    """The top-level blocks of a file."""
    root = Block("root", 1)
    stack = [root]
    for token in _READER.parse("\n".join(lines)):
        line = token.map[0] + 1 if token.map else stack[-1].line
        if token.nesting == 1:
            level = int(token.tag[1]) if token.type == "heading_open" else 0
            block = Block(token.type.removesuffix("_open"), line, level)
            stack[-1].children.append(block)
            stack.append(block)
        elif token.nesting == -1:
            stack.pop()
        elif token.type == "inline":
            stack[-1].source, stack[-1].line = token.content, line
        else:
            stack[-1].children.append(Block(token.type, line, source=token.content))
    return root.children


def table_at(source: str) -> int | None:
    """The line of a paragraph, from 0, where a table begins.

    Found here and not by the reader, which fills up the short rows of a wide table and can be kept busy.
    """
    lines = source.split("\n")
    for number in range(1, len(lines)):
        if "|" in lines[number - 1] and _RULE.fullmatch("".join(lines[number].split())):
            return number - 1
    return None


def cells(row: str) -> list[str]:
    """The cells of a row of a table."""
    return [cell.strip() for cell in row.strip().removeprefix("|").removesuffix("|").split("|")]


def plain(source: str) -> str:
    """The words of a line without its markup; a link keeps the address behind its words."""
    return "".join(_words(_inside(source)))


def first_link(source: str) -> Link | None:
    """The first link in a line, its target decoded."""
    tokens = _inside(source)
    start = next((n for n, token in enumerate(tokens) if token.type == "link_open"), None)
    if start is None:
        return None
    end = next((n for n, token in enumerate(tokens) if n > start and token.type == "link_close"), len(tokens))
    target = unquote(str(tokens[start].attrGet("href") or ""))
    return Link("".join(_words(tokens[:start])), "".join(_words(tokens[start + 1 : end])), target)


def only_code(source: str) -> str:
    """What stands in a line that is one code span, else the line itself: commands are taken literally."""
    tokens = _inside(source)
    if len(tokens) == 1 and tokens[0].type == "code_inline":
        return tokens[0].content
    return source


def _inside(source: str) -> list[Token]:
    tokens: list[Token] = []
    if len(source) > MAX_INLINE_CHARS or source.count("[") > MAX_BRACKETS:
        tokens.append(Token("text", "", 0, content=source[:MAX_INLINE_CHARS]))
    else:
        _READER.inline.parse(source, _READER, {}, tokens)
    return tokens


def _words(tokens: list[Token]) -> Iterator[str]:
    address = ""
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline", "image"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type == "link_open":
            address = str(token.attrGet("href") or "")
        elif token.type == "link_close" and address and not address.startswith("#"):
            yield f" ({address})"
