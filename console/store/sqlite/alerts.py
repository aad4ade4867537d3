"""Alerts: one row an episode, grown as the detector says more."""

from datetime import datetime

from console.errors import NotFound
from console.model.alert import Alert, Finding, Phrase, Signal
from console.model.precision import Precision
from console.model.safe import SafeText
from console.model.words import RISING, Level
from console.store.sqlite import explanations
from console.store.sqlite.db import (
    Db,
    Row,
    all_rows,
    from_json,
    from_us,
    maybe_time,
    maybe_us,
    new_id,
    one_row,
    to_json,
    to_us,
)
from console.store.sqlite.messages import read_flags

COLUMNS = """
    id, episode, level, at, text, signals, phrases, samples, flags, opened_at, updated_at, acknowledged_by,
    acknowledged_at, verdict, incident_id, explanation
"""
OF_EPISODE = "SELECT id, level FROM alerts WHERE episode = ?"
ADD = """
INSERT INTO alerts (episode, level, at, text, signals, phrases, samples, flags, explanation, rule_id,
    rule_version, opened_at, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
"""
GROW = """
UPDATE alerts SET level = ?, at = ?, text = ?, signals = ?, phrases = ?, samples = ?, flags = ?,
    explanation = ?, rule_id = ?, rule_version = ?, updated_at = ?,
    acknowledged_by = iif(? AND incident_id IS NULL, NULL, acknowledged_by),
    acknowledged_at = iif(? AND incident_id IS NULL, NULL, acknowledged_at)
WHERE id = ?
"""
SET = """
UPDATE alerts SET acknowledged_by = ifnull(?, acknowledged_by), acknowledged_at = ifnull(?, acknowledged_at),
    incident_id = ifnull(?, incident_id)
WHERE id = ? RETURNING id
"""
LABEL = "UPDATE alerts SET verdict = ? WHERE id = ? RETURNING id"
BY_ID = f"SELECT {COLUMNS} FROM alerts WHERE id = ?"
NEWEST = f"SELECT {COLUMNS} FROM alerts ORDER BY id DESC LIMIT ?"
OPEN = f"SELECT {COLUMNS} FROM alerts WHERE acknowledged_at IS NULL ORDER BY id DESC LIMIT ?"

VERDICTS = """
SELECT CASE WHEN instr(a.episode, 'silence:') = 1 THEN 'silence'
            WHEN a.rule_id IS NOT NULL THEN
                'alertrule:' || (SELECT r.name FROM alert_rules r WHERE r.id = a.rule_id)
            WHEN instr(a.episode, 'rule:') <> 1 THEN 'detector:' || a.level
            ELSE 'rule:' || ifnull(
                (SELECT r.name FROM rules r WHERE instr(a.episode, 'rule:' || r.id || ':') = 1), 'removed'
            ) END AS source,
       count(*), sum(ifnull(a.verdict, '') = 'real'), sum(ifnull(a.verdict, '') = 'useful'),
       sum(ifnull(a.verdict, '') = 'false')
FROM alerts a GROUP BY source ORDER BY source
"""


def put(db: Db, finding: Finding, at: datetime) -> tuple[int, bool]:
    """Insert, or grow the alert of the episode; the level only rises. Returns its id and if it is new.

    Who acknowledged it saw a lower level: one that rises is to be acknowledged anew, unless it became an
    incident.
    """
    known = one_row(db, OF_EPISODE, (finding.episode,))
    level, rises = finding.level, False
    if known is not None:
        rises = RISING.index(level) > RISING.index(Level(known[1]))
        level = max(level, Level(known[1]), key=RISING.index)
    rule = None if finding.explanation is None else finding.explanation.rule
    values = (
        level.value,
        to_us(finding.at),
        finding.text,
        to_json([_signal(signal) for signal in finding.signals]),
        to_json([[phrase.text, phrase.now, phrase.before] for phrase in finding.phrases]),
        to_json(list(finding.samples)),
        to_json([flag.value for flag in finding.flags]),
        None if finding.explanation is None else explanations.write(finding.explanation),
        None if rule is None else rule.id,
        None if rule is None else rule.version,
    )
    if known is None:
        return new_id(db, ADD, (finding.episode, *values, to_us(finding.at), to_us(at))), True
    db.execute(GROW, (*values, to_us(at), rises, rises, known[0]))
    return int(known[0]), False


def _signal(signal: Signal) -> list[object]:
    return [
        signal.stream,
        signal.measure,
        to_us(signal.bucket_at),
        signal.value,
        signal.expected,
        signal.upper,
        signal.z,
        signal.surprise,
        signal.minutes,
    ]


def read(row: Row) -> Alert:
    """One row of COLUMNS."""
    return Alert(
        id=row[0],
        finding=Finding(
            episode=row[1],
            level=Level(row[2]),
            at=from_us(row[3]),
            text=SafeText(row[4]),
            signals=tuple(
                Signal(stream, measure, from_us(bucket_at), *numbers)
                for stream, measure, bucket_at, *numbers in from_json(row[5])
            ),
            phrases=tuple(Phrase(SafeText(text), now, before) for text, now, before in from_json(row[6])),
            samples=tuple(from_json(row[7])),
            flags=read_flags(row[8]),
            explanation=None if row[15] is None else explanations.read(row[15]),
        ),
        opened_at=from_us(row[9]),
        updated_at=from_us(row[10]),
        acknowledged_by=row[11],
        acknowledged_at=maybe_time(row[12]),
        verdict=row[13],
        incident_id=row[14],
    )


def by_id(db: Db, alert_id: int) -> Alert:
    """Raises NotFound."""
    row = one_row(db, BY_ID, (alert_id,))
    if row is None:
        raise NotFound(f"there is no alert {alert_id}")
    return read(row)


def some(db: Db, limit: int, *, open_only: bool) -> list[Alert]:
    """Newest first; open ones are those that nobody has acknowledged."""
    return [read(row) for row in all_rows(db, OPEN if open_only else NEWEST, (limit,))]


def precision(db: Db) -> list[Precision]:
    """For the detector's levels, silences, and each rule; message rules that were removed are one."""
    return [Precision(*row) for row in all_rows(db, VERDICTS)]


def settle(
    db: Db,
    alert_id: int,
    acknowledged_by: str | None,
    acknowledged_at: datetime | None,
    incident_id: int | None,
) -> None:
    """Fields that are None stay as they are. Raises NotFound."""
    values = (acknowledged_by, maybe_us(acknowledged_at), incident_id, alert_id)
    if one_row(db, SET, values) is None:
        raise NotFound(f"there is no alert {alert_id}")


def label(db: Db, alert_id: int, verdict: str | None) -> None:
    """None takes the label away. Raises NotFound."""
    if one_row(db, LABEL, (verdict, alert_id)) is None:
        raise NotFound(f"there is no alert {alert_id}")
