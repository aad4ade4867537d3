"""The chain's head, told to a place outside of the database, and what that place says of the chain later.

A chain proves that nothing within it was changed by somebody who did not compute all of it anew. That its end
was cut off, that all of it was computed anew, or that an older copy of the whole database was put back shows
only against something that whoever did it could not change as well: a file that belongs to another user or is
append-only, or the system's journal. Each line is

    beredt-audit 2026-11-23T08:05:00Z 1742 9f86d081… [restored]

The log may run ahead of its anchor: a crash between a commit and its line is no finding.
"""

import os
import syslog
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from console.errors import StoreError
from console.model.event import AuditReport, Head

WORD = "beredt-audit"
RESTORED = "restored"
ANCHORED = "audit.anchored"
"""The setting that tells up to which event the anchor was told: what cuts off events may forget it."""
CHANGED, CUT, OLDER = "changed", "cut", "older"


@dataclass(frozen=True, slots=True)
class Anchored:
    at: datetime
    event: int
    hash: str
    restored: bool = False
    """A backup was put in place then: what was anchored before with this number or a later one is no more."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says of one event."""

    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the anchor says of the chain."""

    ok: bool
    lines: int
    """Lines of the anchor that count today."""
    event: int
    """The newest event that is anchored; the first that does not fit if it is not ok."""
    at: datetime | None
    """When that was anchored."""
    found: str = ""
    """`changed`, `cut` or `older`; empty if all fits."""
    restored: tuple[datetime, ...] = ()
    """When backups were put in place."""


def line(at: datetime, head: Head, *, restored: bool = False) -> str:
    stamp = at.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
    return f"{WORD} {stamp} {head.event} {head.hash}" + (f" {RESTORED}" if restored else "")


def read(lines: Iterable[str]) -> list[Anchored]:
    """What stands in an anchor; other lines, such as others of a journal, and half ones are passed over."""
    found = []
    for text in lines:
        words = text.split()
        if WORD not in words or not text.endswith("\n"):
            continue
        words = words[words.index(WORD) + 1 :]
        try:
            at = datetime.fromisoformat(words[0])
            if at.tzinfo is None or len(words[2]) != 64:
                continue
            found.append(Anchored(at, int(words[1]), words[2], words[3:] == [RESTORED]))
        except (IndexError, ValueError):
            continue
    return found


def standing(lines: Iterable[Anchored]) -> list[Anchored]:
    """Those that count: after a backup was put in place, what came after it before is no more."""
    limit, kept = None, []
    for one in reversed(list(lines)):
        if limit is not None and one.event >= limit:
            continue
        kept.append(one)
        if one.restored:
            limit = one.event
    return kept[::-1]


def judge(
    lines: Iterable[Anchored],
    head: Head,
    known: Callable[[int], Known | None],
    knows_later: Callable[[Anchored], bool],
) -> Verdict:
    """Hold the anchor against a chain that is whole in itself.

    Args:
        lines: The anchor.
        head: The chain's end.
        known: What the database says of an event.
        knows_later: Whether the database itself notes that an event which it lacks was anchored: then events
            were cut off; else all of it is an older copy.
    """
    told = standing(lines)
    restored = tuple(one.at for one in told if one.restored)
    for one in told:
        found = ""
        event = known(one.event) if one.event <= head.event else None
        if event is None:
            found = CUT if knows_later(one) else OLDER
        elif event.hash != one.hash:
            # Written after another event with its number was anchored: somebody went on from an older copy.
            found = OLDER if event.at > one.at else CHANGED
        if found:
            return Verdict(False, len(told), one.event, one.at, found, restored)
    last = max(told, key=lambda one: one.event, default=None)
    return Verdict(True, len(told), last.event if last else 0, last.at if last else None, "", restored)


def sentence(report: AuditReport, verdict: Verdict | None) -> str:
    """What was found, in plain words."""
    if not report.ok:
        where = f"event {report.first_bad}"
        if report.found == CUT:
            return f"the end of the log was cut off: from {where} on events are missing"
        return f"the log was tampered with: {where} was changed, taken out or put in"
    if verdict is None or verdict.ok:
        return ""
    when = "" if verdict.at is None else f" at {verdict.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    event = f"event {verdict.event}, anchored{when},"
    if verdict.found == CUT:
        return (
            f"the end of the log was cut off: {event} is missing, and the database itself notes that it was"
            " there"
        )
    if verdict.found == OLDER:
        return f"an older copy of the database was put back: {event} is not in it"
    return f"the log was written anew: {event} is another one now"


class Anchor:
    """A file that lines are appended to; each is on the disk before `add` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._begun = False

    def add(self, at: datetime, head: Head, *, restored: bool = False) -> None:
        """Raises StoreError."""
        # Whoever wrote last may have been killed within a line.
        text = ("" if self._begun else "\n") + line(at, head, restored=restored) + "\n"
        try:
            fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
            try:
                os.write(fd, text.encode())
                os.fsync(fd)
            finally:
                os.close(fd)
        except OSError as error:
            raise StoreError(
                f"the audit anchor {self.path} can't be written ({error.strerror})",
                kept="the log itself goes on",
                fix="let whoever runs Beredt append to it, or choose another audit.anchor",
            ) from error
        self._begun = True

    def lines(self) -> list[Anchored]:
        """Raises StoreError."""
        try:
            with self.path.open(encoding="utf-8", errors="replace") as file:
                return read(file)
        except OSError as error:
            raise StoreError(
                f"the audit anchor {self.path} can't be read ({error.strerror})",
                fix="check the path and its permissions, or give another with --anchor",
            ) from error


def to_journal(at: datetime, head: Head) -> None:
    """One line to the system's journal, or whatever else listens to syslog here."""
    syslog.openlog("beredt", 0, syslog.LOG_AUTH)
    syslog.syslog(syslog.LOG_NOTICE, line(at, head))
