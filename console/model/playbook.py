"""Playbooks as parsed. The format is described in `docs/playbooks.md`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from console.model.safe import SafeText
from console.model.words import Role, Severity


@dataclass(frozen=True, slots=True)
class Exit:
    """One answer of a decision and the phase it leads to."""

    label: SafeText
    target: str
    """The slug of a heading."""


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    """`phase-slug/number` from 1; stable within one version of the file."""
    line: int
    phase: str
    title: SafeText
    who: Role | None
    within: timedelta | None
    """Counted from the declaration."""
    every: timedelta | None
    why: SafeText
    expect: SafeText
    otherwise: SafeText
    do: tuple[str, ...]
    """Lines of the command registry, in order."""
    say: str | None
    """A statement's name."""
    approve: Role | None
    choose: tuple[Exit, ...]
    evidence: SafeText
    """What to keep as proof; empty when none is asked."""
    optional: bool


@dataclass(frozen=True, slots=True)
class Phase:
    slug: str
    title: SafeText
    line: int
    intro: SafeText
    """Prose between the heading and its first step."""
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Playbook:
    id: str
    title: SafeText
    trigger: str
    severity: Severity
    posture: str
    roles: tuple[Role, ...]
    owner: SafeText
    reviewed: date
    lang: str
    """`en` unless the front matter says otherwise."""
    phases: tuple[Phase, ...]
    source: str
    content_hash: str
    """SHA-256 of the source's UTF-8 bytes, hex."""
    path: str
    about: SafeText = SafeText("")
    """Prose between the title and the first phase."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A text to publish, with `{blanks}` to fill."""

    name: str
    """Path under `statements/` without its suffix, such as `holding/outage`."""
    text: SafeText
    blanks: tuple[str, ...]
    lang: str
    hints: tuple[tuple[str, SafeText], ...] = ()
    """What to put into each blank, in the author's words."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of the linter."""

    path: str
    line: int
    rule: str
    """Short name, such as `dead-link`."""
    text: SafeText
    """What is wrong."""
    fix: SafeText
    """What would be right."""
    level: Literal["error", "warning"] = "error"
    """A warning is advice: the playbook works as it stands."""


@dataclass(frozen=True, slots=True)
class Library:
    """What there is to walk and to say."""

    playbooks: tuple[Playbook, ...]
    """By title; of two with one id only the user's own."""
    statements: Mapping[tuple[str, str], Statement]
    """By name and language."""
    problems: tuple[Problem, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    """Path and text of every playbook file that could be read, as `lint` takes them."""
    statement_files: Mapping[str, str] = field(default_factory=dict)

    def playbook(self, id: str) -> Playbook | None:
        return next((each for each in self.playbooks if each.id == id), None)

    def statement(self, name: str, lang: str = "en") -> Statement | None:
        """A text in a language, else in English, else in any."""
        for wanted in (lang, "en"):
            if (name, wanted) in self.statements:
                return self.statements[name, wanted]
        return next((text for (each, _), text in sorted(self.statements.items()) if each == name), None)
