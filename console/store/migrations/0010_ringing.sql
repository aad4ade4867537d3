-- Ringing: the ladders that were begun for an alert, and each target that was rung on them.

CREATE TABLE ring_ladders (
    alert_id INTEGER NOT NULL REFERENCES alerts (id),
    level    TEXT    NOT NULL CHECK (level IN ('watch', 'warning', 'crisis')),
    begun_at INTEGER NOT NULL,
    PRIMARY KEY (alert_id, level)
) WITHOUT ROWID;

-- The key is what keeps a rung from ringing twice; `ringing` is written before anything leaves the house.
CREATE TABLE rings (
    alert_id INTEGER NOT NULL REFERENCES alerts (id),
    level    TEXT    NOT NULL CHECK (level IN ('watch', 'warning', 'crisis')),
    after_s  INTEGER NOT NULL,
    target   TEXT    NOT NULL,
    state    TEXT    NOT NULL CHECK (state IN ('ringing', 'rang', 'failed')),
    attempts INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    next_at  INTEGER,
    reason   TEXT,
    PRIMARY KEY (alert_id, level, after_s, target)
) WITHOUT ROWID;

-- What is known to lift the usual: a launch, a match, a campaign. It raises what is expected and mutes nothing.
CREATE TABLE calendar_entries (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT    NOT NULL,
    start    INTEGER NOT NULL,
    until    INTEGER NOT NULL CHECK (until > start),
    lift     REAL    NOT NULL CHECK (lift >= 1),
    channels TEXT    NOT NULL DEFAULT '[]',
    added_by TEXT    NOT NULL
);
CREATE INDEX calendar_entries_until ON calendar_entries (until);
