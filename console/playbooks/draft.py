"""A playbook file as its author wrote it, mistakes included: the parser and the linter both start here."""

import re
from dataclasses import dataclass, field

from console.playbooks.front import Front, read_front
from console.playbooks.headings import Slugs, slug_of
from console.playbooks.limits import (
    MAX_INLINE_CHARS,
    MAX_LIST_DEPTH,
    MAX_TABLE_COLUMNS,
    MAX_TABLE_ROWS,
    normal_lines,
)
from console.playbooks.markdown import Block, blocks, cells, first_link, only_code, plain, table_at

FIELDS = (
    "who",
    "within",
    "every",
    "why",
    "expect",
    "otherwise",
    "do",
    "say",
    "approve",
    "choose",
    "evidence",
    "optional",
)
TEXT_FIELDS = ("why", "expect", "otherwise", "evidence")

_TASK = re.compile(r"\[([ xX])\](?:\s+(.*)|$)", re.DOTALL)
_NEARLY_TASK = re.compile(r"[-*+]?\s*\[\s*[xX]?\s*\]")
_FIELD = re.compile(r"[*_`]*([A-Za-z][A-Za-z_-]{0,30})[*_`]*:[*_]*(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mistake of form, found while reading."""

    line: int
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class DraftExit:
    line: int
    label: str
    target: str
    linked: bool
    """False where the author wrote the heading's words without a link to it."""


@dataclass(frozen=True, slots=True)
class DraftField:
    line: int
    name: str
    value: str
    """Plain words, or for `do` the line as it stands."""
    exits: tuple[DraftExit, ...] = ()


@dataclass(slots=True)
class DraftStep:
    line: int
    title: str
    ticked: bool
    fields: list[DraftField] = field(default_factory=list)

    def get(self, name: str) -> DraftField | None:
        return next((each for each in self.fields if each.name == name), None)


@dataclass(slots=True)
class DraftPhase:
    line: int
    level: int
    title: str
    slug: str
    prose: list[str] = field(default_factory=list)
    steps: list[DraftStep] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    path: str
    front: Front
    title: str = ""
    """The words of the first `#` heading."""
    about: list[str] = field(default_factory=list)
    phases: list[DraftPhase] = field(default_factory=list)
    tables: list[tuple[int, int, int]] = field(default_factory=list)
    """Line, rows without the header, columns."""
    marks: list[Mark] = field(default_factory=list)

    @property
    def steps(self) -> list[DraftStep]:
        return [step for phase in self.phases for step in phase.steps]


def read_draft(source: str, path: str) -> Draft:
    """Read a file.

    Raises:
        PlaybookError: The file is too big or no text.
    """
    lines = normal_lines(source)
    front = read_front(lines)
    draft = Draft(path, front)
    slugs = Slugs()
    for block in blocks([""] * front.length + lines[front.length :]):
        if block.kind == "heading":
            _heading(draft, block, slugs)
        elif block.kind in ("bullet_list", "ordered_list"):
            for item in block.children:
                _item(draft, item)
        else:
            if block.kind == "paragraph" and _NEARLY_TASK.match(block.source):
                _no_step(draft, block.line, f"'{_short(block.source)}' looks like a step but is none")
            _prose(draft, block)
    return draft


def _heading(draft: Draft, block: Block, slugs: Slugs) -> None:
    title = plain(block.source)
    slug = slugs.name(title)
    if block.level == 1 and not draft.title and not draft.phases:
        draft.title = title
    else:
        draft.phases.append(DraftPhase(block.line, block.level, title, slug))


def _prose(draft: Draft, block: Block) -> None:
    into = draft.phases[-1].prose if draft.phases else draft.about
    start = table_at(block.source) if block.kind == "paragraph" else None
    if start is not None:
        lines = block.source.split("\n")
        into.extend(_line(draft, Block("paragraph", block.line, source=line)) for line in lines[:start])
        head, rows = cells(lines[start]), lines[start + 2 :]
        draft.tables.append((block.line + start, len(rows), len(head)))
        for row in [head, *map(cells, rows[:MAX_TABLE_ROWS])]:
            into.append(" | ".join(plain(cell) for cell in row[:MAX_TABLE_COLUMNS]))
    elif block.source and not (block.source.startswith("<!--") and block.source.rstrip().endswith("-->")):
        into.append(block.source if block.kind in ("fence", "code_block") else _line(draft, block))
    for child in block.children:
        _prose(draft, child)


def _line(draft: Draft, block: Block) -> str:
    if len(block.source) > MAX_INLINE_CHARS:
        text = f"this text has {len(block.source):,} characters; at most {MAX_INLINE_CHARS:,} are read"
        draft.marks.append(Mark(block.line, "text-too-long", text))
    return plain(block.source)


def _item(draft: Draft, item: Block) -> None:
    head = item.text_block()
    match = _TASK.match(head.source) if head is not None else None
    if head is None or match is None:
        _plain_item(draft, item, head)
        return
    if not draft.phases:
        draft.phases.append(DraftPhase(1, 2, draft.title or "Steps", slug_of(draft.title) or "steps"))
        draft.marks.append(
            Mark(item.line, "step-without-phase", "this step stands under no heading of a phase")
        )
    title = _line(draft, Block("paragraph", head.line, source=match.group(2) or ""))
    step = DraftStep(head.line, title, match.group(1) != " ")
    draft.phases[-1].steps.append(step)
    for child in item.children[1:]:
        if child.kind in ("bullet_list", "ordered_list"):
            for each in child.children:
                _field(draft, step, each)
        else:
            draft.marks.append(Mark(child.line, "stray-text", "this text belongs to no field of the step"))


def _plain_item(draft: Draft, item: Block, head: Block | None) -> None:
    """A list item that is no step: prose, unless it shows that a step was meant."""
    nested = [each for child in item.children for each in child.children if child.kind.endswith("_list")]
    texts = [block.source for each in nested if (block := each.text_block()) is not None]
    if head is not None and _NEARLY_TASK.match(head.source):
        draft.marks.append(
            Mark(item.line, "bad-task", f"'{_short(head.source)}' looks like a step but is none")
        )
    elif any(_TASK.match(text) for text in texts):
        draft.marks.append(
            Mark(item.line, "bad-task", "steps stand inside another list item and are not seen")
        )
    elif head is not None and any(
        (found := _FIELD.match(text)) and found.group(1) in FIELDS for text in texts
    ):
        _no_step(draft, item.line, f"'{_short(head.source)}' has fields like a step but no box")
    _prose(draft, item)


def _no_step(draft: Draft, line: int, text: str) -> None:
    draft.marks.append(Mark(line, "bad-task", text))


def _field(draft: Draft, step: DraftStep, item: Block) -> None:
    head = item.text_block()
    match = _FIELD.fullmatch(head.source) if head is not None else None
    if head is None or match is None:
        words = _short(head.source) if head is not None else item.kind
        draft.marks.append(Mark(item.line, "not-a-field", f"'{words}' is no 'field: value'"))
        return
    name, value = match.group(1).lower(), (match.group(2) or "").strip()
    inner = [each for child in item.children[1:] if child.kind.endswith("_list") for each in child.children]
    if name == "choose":
        exits = tuple(_exit(each) for each in inner)
        step.fields.append(DraftField(head.line, name, plain(value), exits))
        _too_deep(draft, inner)
    elif name == "do":
        texts = [(head.line, value)] if value or not inner else []
        texts += [(block.line, block.source) for each in inner if (block := each.text_block())]
        step.fields.extend(DraftField(line, name, " ".join(only_code(text).split())) for line, text in texts)
        _too_deep(draft, inner)
    else:
        parts = [_line(draft, Block("paragraph", head.line, source=value))]
        if inner and name in TEXT_FIELDS:
            parts += [plain(block.source) for each in inner if (block := each.text_block())]
            _too_deep(draft, inner)
        elif inner:
            draft.marks.append(Mark(inner[0].line, "not-a-field", f"'{name}' takes no list"))
        step.fields.append(DraftField(head.line, name, " ".join(" ".join(parts).split())))


def _exit(item: Block) -> DraftExit:
    head = item.text_block()
    source = head.source if head is not None else ""
    link = first_link(source)
    if link is not None and link.target.startswith("#"):
        label = link.before.strip().removesuffix(":").strip()
        return DraftExit(item.line, label or link.words, link.target[1:].lower(), True)
    words = plain(source)
    label, colon, rest = words.rpartition(":")
    target = link.target if link is not None else slug_of(rest)
    return DraftExit(item.line, (label if colon else rest).strip(), target, False)


def _too_deep(draft: Draft, items: list[Block]) -> None:
    for item in items:
        if any(child.kind.endswith("_list") for child in item.children):
            text = f"this list is nested deeper than {MAX_LIST_DEPTH} levels and is not read"
            draft.marks.append(Mark(item.line, "nested-too-deep", text))


def _short(source: str) -> str:
    words = " ".join(plain(source[:200]).split())
    return words if len(words) <= 40 else words[:39] + "…"
