"""`[audit]` and `[retention]`: where the log is anchored, and how long what is kept."""

from dataclasses import dataclass
from pathlib import Path

from console.config.table import Table
from console.model.care import Keep

LONGEST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class AuditSettings:
    anchor: Path | None = None
    """A file outside of the data folder that the head of the event log is appended to."""
    journal: bool = False
    """Whether the system's journal is told as well."""
    events: int = 100
    """After so many events the head is told."""
    seconds: float = 60.0
    """After so many seconds it is, if there was an event."""


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """Days after which something goes; 0 keeps it for ever."""

    done_days: int = 0
    """Texts, authors, notes, drafts and replies of items that have been done so long."""
    evidence_days: int = 0
    """What was received, byte for byte, and texts from before edits."""
    quarantine_days: int = 0
    """What could not be admitted."""
    daily: bool = False
    """Whether the watch sees to it by itself, once a day."""

    @property
    def rules(self) -> tuple[Keep, ...]:
        """Those that are on."""
        days = (
            ("done", self.done_days),
            ("evidence", self.evidence_days),
            ("quarantine", self.quarantine_days),
        )
        return tuple(Keep(name, count) for name, count in days if count)


def read_audit(root: Table, base: Path) -> AuditSettings:
    table = root.table("audit")
    anchor = table.text("anchor", "", longest=4096)
    settings = AuditSettings(
        anchor=base / Path(anchor).expanduser() if anchor else None,
        journal=table.flag("journal", False),
        events=table.whole("events", 100, 1, 100_000),
        seconds=table.number("seconds", 60.0, 1, 86_400, "seconds"),
    )
    table.done()
    return settings


def read_retention(root: Table) -> RetentionSettings:
    table = root.table("retention")
    settings = RetentionSettings(
        done_days=table.whole("done_days", 0, 0, LONGEST_DAYS),
        evidence_days=table.whole("evidence_days", 0, 0, LONGEST_DAYS),
        quarantine_days=table.whole("quarantine_days", 0, 0, LONGEST_DAYS),
        daily=table.flag("daily", False),
    )
    table.done()
    return settings
