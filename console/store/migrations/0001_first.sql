-- Times are microseconds since 1970-01-01 UTC. Lists and maps are JSON. Words are those of console.model.words.

CREATE TABLE items (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    revision      INTEGER NOT NULL DEFAULT 0,
    channel       TEXT    NOT NULL,
    network       TEXT    NOT NULL,
    kind          TEXT    NOT NULL DEFAULT 'comment',
    author_id     TEXT    NOT NULL DEFAULT '',
    author_handle TEXT    NOT NULL DEFAULT '',
    author_name   TEXT    NOT NULL DEFAULT '',
    text          TEXT    NOT NULL DEFAULT '',
    waiting_since INTEGER NOT NULL DEFAULT 0,
    last_at       INTEGER NOT NULL DEFAULT 0,
    state         TEXT    NOT NULL DEFAULT 'done' CHECK (state IN ('new', 'pending', 'snoozed', 'done')),
    holder        TEXT,
    lease_until   INTEGER,
    tags          TEXT    NOT NULL DEFAULT '[]',
    rank          INTEGER NOT NULL DEFAULT 1000,
    label         TEXT    NOT NULL DEFAULT 'neutral',
    compound      REAL    NOT NULL DEFAULT 0.0,
    unsure        INTEGER NOT NULL DEFAULT 0,
    lang          TEXT,
    flags         TEXT    NOT NULL DEFAULT '[]',
    messages      INTEGER NOT NULL DEFAULT 0,
    unread        INTEGER NOT NULL DEFAULT 0,
    has_draft     INTEGER NOT NULL DEFAULT 0,
    snoozed_until INTEGER,
    reason        TEXT,
    deleted       INTEGER NOT NULL DEFAULT 0,
    closings      INTEGER NOT NULL DEFAULT 0
);

-- One index for each filter that must stay fast; all are in the queue's order and hold all that it asks for.
CREATE INDEX items_order   ON items (rank, waiting_since, id, state);
CREATE INDEX items_working ON items (rank, waiting_since, id, state) WHERE state IN ('new', 'pending');
CREATE INDEX items_new     ON items (rank, waiting_since, id, state) WHERE state = 'new';
CREATE INDEX items_channel ON items (channel, rank, waiting_since, id, state) WHERE state IN ('new', 'pending');
CREATE INDEX items_held    ON items (holder, rank, waiting_since, id) WHERE holder IS NOT NULL;
CREATE INDEX items_lease   ON items (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX items_snoozed ON items (snoozed_until) WHERE state = 'snoozed';

-- Every remote id and thread id that leads to an item. Two items that turn out to be one thread are merged,
-- and the id that went away still leads to the one that stayed.
CREATE TABLE thread_keys (
    channel TEXT    NOT NULL,
    key     TEXT    NOT NULL,
    item_id INTEGER NOT NULL REFERENCES items (id),
    PRIMARY KEY (channel, key)
) WITHOUT ROWID;
CREATE INDEX thread_keys_item ON thread_keys (item_id);
CREATE TABLE merged_items (
    id      INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items (id)
);

CREATE TABLE messages (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    item_id          INTEGER NOT NULL REFERENCES items (id),
    network          TEXT    NOT NULL,
    channel          TEXT    NOT NULL,
    remote_id        TEXT    NOT NULL,
    kind             TEXT    NOT NULL,
    author_id        TEXT    NOT NULL,
    author_handle    TEXT    NOT NULL,
    author_name      TEXT    NOT NULL,
    followers        INTEGER,
    text             TEXT    NOT NULL,
    created_at       INTEGER NOT NULL,
    received_at      INTEGER NOT NULL,
    thread_id        TEXT,
    parent_id        TEXT,
    lang_claimed     TEXT,
    reach            INTEGER,
    url              TEXT,
    edited_at        INTEGER,
    deleted          INTEGER NOT NULL DEFAULT 0,
    ours             INTEGER NOT NULL DEFAULT 0,
    context          TEXT    NOT NULL DEFAULT '{}',
    lang             TEXT,
    compound         REAL    NOT NULL,
    label            TEXT    NOT NULL,
    unsure           INTEGER NOT NULL,
    flags            TEXT    NOT NULL DEFAULT '[]',
    reasons          TEXT    NOT NULL DEFAULT '[]',
    scorer           TEXT    NOT NULL,
    priority         INTEGER NOT NULL,
    priority_reasons TEXT    NOT NULL DEFAULT '[]',
    sent_by          TEXT,
    handled          INTEGER NOT NULL DEFAULT 0,
    UNIQUE (channel, remote_id)
);
CREATE INDEX messages_thread     ON messages (item_id, ours, created_at);
CREATE INDEX messages_unanswered ON messages (item_id, created_at, priority, ours, deleted, handled)
    WHERE ours = 0 AND deleted = 0 AND handled = 0;
CREATE INDEX messages_author     ON messages (channel, author_id, created_at, label);
CREATE INDEX messages_outside    ON messages (created_at) WHERE ours = 0;
CREATE INDEX messages_stream     ON messages (channel, created_at) WHERE ours = 0;

-- What was received, byte for byte where the connector had it. Apart, because it outweighs everything else.
CREATE TABLE evidence (
    message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    raw        TEXT NOT NULL
);
-- Every version of an edited message but the newest; `edited_at` 0 is the first.
CREATE TABLE versions (
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    edited_at  INTEGER NOT NULL,
    text       TEXT    NOT NULL,
    raw        TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (message_id, edited_at)
) WITHOUT ROWID;
-- Deletions that came before the message they delete.
CREATE TABLE tombstones (
    channel    TEXT    NOT NULL,
    remote_id  TEXT    NOT NULL,
    deleted_at INTEGER NOT NULL,
    PRIMARY KEY (channel, remote_id)
) WITHOUT ROWID;

-- Kept by the statements that write texts, not by triggers: with trusted_schema off, older SQLite refuses a
-- trigger that writes to a virtual table.
CREATE VIRTUAL TABLE messages_fts USING fts5 (
    text, content = 'messages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);

CREATE TABLE notes (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    item_id INTEGER NOT NULL REFERENCES items (id),
    actor   TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    text    TEXT    NOT NULL
);
CREATE INDEX notes_item ON notes (item_id);
CREATE TABLE drafts (
    item_id INTEGER PRIMARY KEY REFERENCES items (id),
    actor   TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    text    TEXT    NOT NULL
);

CREATE TABLE outbox (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    item_id         INTEGER NOT NULL REFERENCES items (id),
    channel         TEXT    NOT NULL,
    to_remote_id    TEXT    NOT NULL,
    to_kind         TEXT    NOT NULL,
    to_handle       TEXT    NOT NULL,
    thread_id       TEXT,
    context         TEXT    NOT NULL,
    text            TEXT    NOT NULL,
    key             TEXT    NOT NULL UNIQUE,
    actor           TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    hold_until      INTEGER NOT NULL,
    state           TEXT    NOT NULL
                    CHECK (state IN ('held', 'sending', 'sent', 'failed', 'unknown', 'cancelled')),
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER,
    error           TEXT,
    remote_id       TEXT,
    url             TEXT,
    sent_at         INTEGER
);
CREATE INDEX outbox_item    ON outbox (item_id);
CREATE INDEX outbox_held    ON outbox (hold_until) WHERE state = 'held';
CREATE INDEX outbox_failed  ON outbox (next_attempt_at) WHERE state = 'failed' AND next_attempt_at IS NOT NULL;
CREATE INDEX outbox_sending ON outbox (id) WHERE state = 'sending';

CREATE TABLE cursors (
    channel TEXT PRIMARY KEY,
    cursor  TEXT    NOT NULL,
    at      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE quarantine (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    channel     TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    evidence    TEXT    NOT NULL,
    received_at INTEGER NOT NULL,
    line        INTEGER
);
CREATE TABLE series (
    stream    TEXT    NOT NULL,
    bucket_at INTEGER NOT NULL,
    volume    INTEGER NOT NULL DEFAULT 0,
    negatives INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (stream, bucket_at)
) WITHOUT ROWID;
CREATE INDEX series_time ON series (bucket_at);
CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The event log. A person's words stand in event_notes and only their salted hash in the chain, so that they
-- can be erased and the chain still verifies. `chain` holds the head, so that a tail cut off is noticed.
CREATE TABLE events (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    actor     TEXT    NOT NULL,
    verb      TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    before    TEXT    NOT NULL,
    after     TEXT    NOT NULL,
    undoable  INTEGER NOT NULL,
    undone_by INTEGER,
    note_hash TEXT    NOT NULL DEFAULT '',
    hash      TEXT    NOT NULL
);
CREATE INDEX events_subject  ON events (subject, id);
CREATE INDEX events_undoable ON events (actor, id) WHERE undoable = 1 AND undone_by IS NULL;
CREATE TABLE event_notes (
    event_id INTEGER PRIMARY KEY REFERENCES events (id),
    salt     TEXT NOT NULL,
    text     TEXT NOT NULL
);
CREATE TABLE chain (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    head   INTEGER NOT NULL,
    hash   TEXT    NOT NULL
);
INSERT INTO chain (one, head, hash) VALUES (1, 0, '');

CREATE TABLE alerts (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    episode         TEXT    NOT NULL UNIQUE,
    level           TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    text            TEXT    NOT NULL,
    signals         TEXT    NOT NULL,
    phrases         TEXT    NOT NULL,
    samples         TEXT    NOT NULL,
    flags           TEXT    NOT NULL,
    opened_at       INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    acknowledged_by TEXT,
    acknowledged_at INTEGER,
    verdict         TEXT,
    incident_id     INTEGER
);
CREATE INDEX alerts_open ON alerts (id) WHERE acknowledged_at IS NULL;

CREATE TABLE incidents (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    title        TEXT    NOT NULL,
    severity     TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    status       TEXT    NOT NULL CHECK (status IN ('active', 'stable', 'closed')),
    declared_at  INTEGER NOT NULL,
    declared_by  TEXT    NOT NULL,
    stable_at    INTEGER,
    closed_at    INTEGER,
    alert_id     INTEGER REFERENCES alerts (id),
    next_word_at INTEGER,
    last_word_at INTEGER
);
CREATE TABLE incident_roles (
    incident_id INTEGER NOT NULL REFERENCES incidents (id),
    role        TEXT    NOT NULL,
    holder      TEXT    NOT NULL,
    taken_at    INTEGER NOT NULL,
    PRIMARY KEY (incident_id, role)
) WITHOUT ROWID;
CREATE TABLE pauses (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    since  INTEGER NOT NULL,
    actor  TEXT    NOT NULL,
    reason TEXT    NOT NULL
);

CREATE TABLE runs (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id  INTEGER REFERENCES incidents (id),
    playbook_id  TEXT    NOT NULL,
    content_hash TEXT    NOT NULL,
    source       TEXT    NOT NULL,
    started_at   INTEGER NOT NULL,
    started_by   TEXT    NOT NULL,
    holder       TEXT    NOT NULL,
    current      TEXT,
    finished_at  INTEGER
);
CREATE INDEX runs_incident ON runs (incident_id);
CREATE TABLE run_steps (
    run_id      INTEGER NOT NULL REFERENCES runs (id),
    step_id     TEXT    NOT NULL,
    place       INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    actor       TEXT,
    at          INTEGER,
    note        TEXT    NOT NULL DEFAULT '',
    chosen      TEXT,
    approved_by TEXT,
    PRIMARY KEY (run_id, step_id)
) WITHOUT ROWID;

-- Counted as it happens: counting afterwards takes seconds on a large store.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    n    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER items_count_insert AFTER INSERT ON items BEGIN
    INSERT INTO counters VALUES ('state:' || new.state, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1;
    INSERT INTO counters VALUES ('open:' || new.channel, new.state <> 'done')
        ON CONFLICT (name) DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER items_count_delete AFTER DELETE ON items BEGIN
    UPDATE counters SET n = n - 1 WHERE name = 'state:' || old.state;
    UPDATE counters SET n = n - (old.state <> 'done') WHERE name = 'open:' || old.channel;
END;
CREATE TRIGGER items_count_update AFTER UPDATE OF state ON items WHEN old.state <> new.state BEGIN
    UPDATE counters SET n = n - 1 WHERE name = 'state:' || old.state;
    INSERT INTO counters VALUES ('state:' || new.state, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1;
    UPDATE counters SET n = n + (new.state <> 'done') - (old.state <> 'done')
        WHERE name = 'open:' || new.channel;
END;
CREATE TRIGGER messages_count_insert AFTER INSERT ON messages BEGIN
    INSERT INTO counters VALUES ('messages', 1) ON CONFLICT (name) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER messages_count_delete AFTER DELETE ON messages BEGIN
    UPDATE counters SET n = n - 1 WHERE name = 'messages';
END;
CREATE TRIGGER quarantine_count_insert AFTER INSERT ON quarantine BEGIN
    INSERT INTO counters VALUES ('quarantined', 1) ON CONFLICT (name) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER quarantine_count_delete AFTER DELETE ON quarantine BEGIN
    UPDATE counters SET n = n - 1 WHERE name = 'quarantined';
END;
CREATE TRIGGER outbox_count_insert AFTER INSERT ON outbox BEGIN
    INSERT INTO counters VALUES ('outbox:' || new.state, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER outbox_count_update AFTER UPDATE OF state ON outbox WHEN old.state <> new.state BEGIN
    UPDATE counters SET n = n - 1 WHERE name = 'outbox:' || old.state;
    INSERT INTO counters VALUES ('outbox:' || new.state, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1;
END;
