-- Alert rules: counts of messages that raise an alert. A change is a new version; what is removed is marked.

CREATE TABLE alert_rules (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT    NOT NULL,
    version INTEGER NOT NULL,
    enabled INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX alert_rules_name ON alert_rules (name) WHERE removed = 0;

CREATE TABLE alert_rule_versions (
    rule_id    INTEGER NOT NULL REFERENCES alert_rules (id),
    version    INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    filter     TEXT    NOT NULL,
    measure    TEXT    NOT NULL CHECK (measure IN ('volume', 'negatives', 'share')),
    window_s   INTEGER NOT NULL,
    above      TEXT    NOT NULL CHECK (above IN ('number', 'usual')),
    threshold  REAL    NOT NULL,
    least      INTEGER NOT NULL,
    cooldown_s INTEGER NOT NULL,
    saved_by   TEXT    NOT NULL,
    saved_at   INTEGER NOT NULL,
    PRIMARY KEY (rule_id, version)
) WITHOUT ROWID;

-- Which rule raised an alert, so that each has its list and its precision without reading all of them.
ALTER TABLE alerts ADD COLUMN rule_id INTEGER;
ALTER TABLE alerts ADD COLUMN rule_version INTEGER;
CREATE INDEX alerts_rule ON alerts (rule_id, id) WHERE rule_id IS NOT NULL;
