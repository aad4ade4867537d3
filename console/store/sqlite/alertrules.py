"""Alert rules as they are kept: each with its versions, and what its alerts were labelled."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from console.errors import NotFound
from console.model.alert import Alert
from console.model.alertrule import Above, AlertRule, Kept, Measure
from console.model.precision import Precision
from console.store.sqlite import alerts
from console.store.sqlite.db import Db, Row, all_rows, from_us, maybe_time, new_id, one_row, to_us

COLUMNS = """
    r.id, r.version, r.enabled, r.since, r.removed, v.name, v.filter, v.measure, v.window_s, v.above,
    v.threshold, v.least, v.cooldown_s, v.saved_by, v.saved_at
"""
JOINED = "alert_rules r JOIN alert_rule_versions v ON v.rule_id = r.id"
ALL = f"SELECT {COLUMNS} FROM {JOINED} AND v.version = r.version WHERE r.removed = 0 ORDER BY r.name, r.id"
BY_ID = f"SELECT {COLUMNS} FROM {JOINED} AND v.version = r.version WHERE r.id = ?"
VERSIONS = f"SELECT {COLUMNS}, v.version FROM {JOINED} WHERE r.id = ? ORDER BY v.version DESC"
ADD = "INSERT INTO alert_rules (name, version, enabled, since) VALUES (?, 1, 1, ?) RETURNING id"
ADD_VERSION = """
INSERT INTO alert_rule_versions (rule_id, version, name, filter, measure, window_s, above, threshold, least,
    cooldown_s, saved_by, saved_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
NEXT = "SELECT max(version) + 1 FROM alert_rule_versions WHERE rule_id = ?"
STAND = """
UPDATE alert_rules SET version = ?2, enabled = ?3, since = ?4, removed = ?5,
    name = (SELECT v.name FROM alert_rule_versions v WHERE v.rule_id = ?1 AND v.version = ?2)
WHERE id = ?1 RETURNING id
"""
LABELLED = """
SELECT rule_id, rule_version, count(*), sum(ifnull(verdict, '') = 'real'),
       sum(ifnull(verdict, '') = 'useful'), sum(ifnull(verdict, '') = 'false'), max(opened_at)
FROM alerts INDEXED BY alerts_rule WHERE rule_id IS NOT NULL GROUP BY rule_id, rule_version
"""
OF_RULE = f"""
SELECT {alerts.COLUMNS} FROM alerts INDEXED BY alerts_rule WHERE rule_id = ? AND rule_id IS NOT NULL
ORDER BY id DESC LIMIT ?
"""


def rules(db: Db) -> list[Kept]:
    """By name, without those that were removed."""
    return [_read(row) for row in all_rows(db, ALL)]


def by_id(db: Db, rule_id: int) -> Kept:
    """One that was removed as well. Raises NotFound."""
    row = one_row(db, BY_ID, (rule_id,))
    if row is None:
        raise NotFound(f"there is no alert rule {rule_id}")
    return _read(row)


def versions(db: Db, rule_id: int) -> list[Kept]:
    """What the rule was, the newest version first."""
    return [_read((row[0], row[15], *row[2:15])) for row in all_rows(db, VERSIONS, (rule_id,))]


def add(db: Db, rule: AlertRule, by: str, at: datetime) -> int:
    rule_id = new_id(db, ADD, (rule.name, to_us(at)))
    _add_version(db, rule_id, 1, rule, by, at)
    return rule_id


def change(db: Db, rule_id: int, rule: AlertRule, by: str, at: datetime) -> int:
    """A new version, which is returned; it does not stand yet."""
    version = int(all_rows(db, NEXT, (rule_id,))[0][0])
    _add_version(db, rule_id, version, rule, by, at)
    return version


def stand(db: Db, rule_id: int, version: int, *, enabled: bool, since: datetime, removed: bool) -> None:
    """Let this version stand, on or off, there or removed. Raises NotFound."""
    if one_row(db, STAND, (rule_id, version, enabled, to_us(since), removed)) is None:
        raise NotFound(f"there is no alert rule {rule_id}")


def labelled(db: Db) -> Mapping[tuple[int, int], tuple[Precision, datetime | None]]:
    """By rule and version: what its alerts were labelled, and when it fired last."""
    return {
        (rule_id, version): (Precision(f"alertrule:{rule_id}", *counts), maybe_time(last))
        for rule_id, version, *counts, last in all_rows(db, LABELLED)
    }


def raised(db: Db, rule_id: int, limit: int) -> list[Alert]:
    """A rule's alerts, the newest first."""
    return [alerts.read(row) for row in all_rows(db, OF_RULE, (rule_id, limit))]


def _add_version(db: Db, rule_id: int, version: int, rule: AlertRule, by: str, at: datetime) -> None:
    window, cooldown = (int(span.total_seconds()) for span in (rule.window, rule.cooldown))
    values = (rule.measure.value, window, rule.above.value, rule.threshold, rule.least, cooldown)
    db.execute(ADD_VERSION, (rule_id, version, rule.name, rule.filter, *values, by, to_us(at)))


def _read(row: Row) -> Kept:
    """One row of COLUMNS."""
    return Kept(
        id=row[0],
        version=row[1],
        enabled=bool(row[2]),
        since=from_us(row[3]),
        removed=bool(row[4]),
        rule=AlertRule(
            name=row[5],
            filter=row[6],
            measure=Measure(row[7]),
            window=timedelta(seconds=row[8]),
            above=Above(row[9]),
            threshold=row[10],
            least=row[11],
            cooldown=timedelta(seconds=row[12]),
        ),
        saved_by=row[13],
        saved_at=from_us(row[14]),
    )
