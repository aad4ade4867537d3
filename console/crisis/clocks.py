"""When the public must hear from us, by severity.

The times are those of the severity matrix that the playbooks use: first words within 15 minutes (SEV-1),
30 minutes (SEV-2), 2 hours (SEV-3) or a day (SEV-4); then a word every 20 minutes (SEV-1) or every hour
(SEV-2), and at each change below that.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from console.model.words import Severity

FIRST_WORD: Mapping[Severity, timedelta | None] = {
    Severity.SEV1: timedelta(minutes=15),
    Severity.SEV2: timedelta(minutes=30),
    Severity.SEV3: timedelta(hours=2),
    Severity.SEV4: timedelta(hours=24),
    Severity.SEV5: None,
}
NEXT_WORD: Mapping[Severity, timedelta | None] = {
    Severity.SEV1: timedelta(minutes=20),
    Severity.SEV2: timedelta(minutes=60),
    Severity.SEV3: None,
    Severity.SEV4: None,
    Severity.SEV5: None,
}


def first_word_at(severity: Severity, declared_at: datetime) -> datetime | None:
    """When the first public words are due; None when none are promised."""
    within = FIRST_WORD[severity]
    return declared_at + within if within else None


def next_word_at(severity: Severity, said_at: datetime, promised: timedelta | None) -> datetime | None:
    """When the next public words are due after `said_at`; an own promise goes before the matrix."""
    within = promised or NEXT_WORD[severity]
    return said_at + within if within else None


def is_higher(new: Severity, old: Severity) -> bool:
    """Whether `new` is more severe than `old` (SEV-1 is the highest)."""
    return new.value < old.value
