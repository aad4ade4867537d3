-- Promises: when an answer is due, when the clocks stood still, and what was missed.

ALTER TABLE items ADD COLUMN due_at INTEGER;
ALTER TABLE items ADD COLUMN due_for TEXT;
ALTER TABLE items ADD COLUMN due_step TEXT NOT NULL DEFAULT 'running';
ALTER TABLE items ADD COLUMN waits_since INTEGER;
ALTER TABLE items ADD COLUMN opened_by INTEGER REFERENCES messages (id);
CREATE INDEX items_due     ON items (due_at, state) WHERE due_at IS NOT NULL;
CREATE INDEX items_waiting ON items (rank, waiting_since, id, state) WHERE waits_since IS NOT NULL;

-- When an item's clocks stood still: settled (pending or done), or waiting for a third party. `until` is null
-- while they still do.
CREATE TABLE rests (
    id      INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items (id),
    why     TEXT    NOT NULL CHECK (why IN ('settled', 'third-party')),
    since   INTEGER NOT NULL,
    until   INTEGER
);
CREATE INDEX rests_item ON rests (item_id);
INSERT INTO rests (item_id, why, since) SELECT id, 'settled', last_at FROM items
    WHERE state IN ('pending', 'done');

-- The clocks of each item, also after they are over, so that nobody is warned twice. `due_at` is null while one
-- stands still or is over; `look_at` is when the watch has something to tell.
CREATE TABLE clocks (
    item_id    INTEGER NOT NULL REFERENCES items (id),
    promised   TEXT    NOT NULL CHECK (promised IN ('first', 'next', 'resolution')),
    message_id INTEGER NOT NULL REFERENCES messages (id),
    due_at     INTEGER,
    look_at    INTEGER,
    step       TEXT    NOT NULL CHECK (step IN ('running', 'warned', 'missed')),
    PRIMARY KEY (item_id, promised)
) WITHOUT ROWID;
CREATE INDEX clocks_look ON clocks (look_at) WHERE look_at IS NOT NULL;

-- One for each message that waited too long. `answered_at` is null while it still waits.
CREATE TABLE misses (
    message_id  INTEGER NOT NULL REFERENCES messages (id),
    promised    TEXT    NOT NULL CHECK (promised IN ('first', 'next', 'resolution')),
    item_id     INTEGER NOT NULL REFERENCES items (id),
    due_at      INTEGER NOT NULL,
    missed_at   INTEGER NOT NULL,
    answered_at INTEGER,
    PRIMARY KEY (message_id, promised)
) WITHOUT ROWID;
CREATE INDEX misses_item ON misses (item_id);
