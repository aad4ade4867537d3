-- Persons: who writes to us, under one handle or several. A handle is one author as one channel knows them;
-- what people say about a person rests at the handle that it was said of, so that unlinking gives it back.

CREATE TABLE handles (
    id         INTEGER PRIMARY KEY,
    channel    TEXT    NOT NULL,
    author_id  TEXT    NOT NULL,
    network    TEXT    NOT NULL,
    handle     TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    followers  INTEGER,
    handle_key TEXT    NOT NULL,
    name_key   TEXT    NOT NULL,
    first_at   INTEGER NOT NULL,
    last_at    INTEGER NOT NULL,
    messages   INTEGER NOT NULL DEFAULT 0,
    -- The handle that leads the person; null while this one leads.
    linked_to  INTEGER REFERENCES handles (id),
    mark       TEXT    CHECK (mark IN ('vip', 'troll')),
    tags       TEXT    NOT NULL DEFAULT '[]',
    UNIQUE (channel, author_id)
);
CREATE INDEX handles_linked ON handles (linked_to) WHERE linked_to IS NOT NULL;
CREATE INDEX handles_key    ON handles (handle_key, last_at);
CREATE INDEX handles_name   ON handles (name_key, last_at);

CREATE TABLE person_notes (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    handle_id INTEGER NOT NULL REFERENCES handles (id),
    actor     TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    text      TEXT    NOT NULL
);
CREATE INDEX person_notes_handle ON person_notes (handle_id);

-- How many messages of each feeling a handle wrote in each week (its first moment, a Monday in UTC): counted as
-- they come, so that a long history costs nothing to show.
CREATE TABLE moods (
    handle_id INTEGER NOT NULL REFERENCES handles (id),
    week      INTEGER NOT NULL,
    feeling   TEXT    NOT NULL CHECK (feeling IN ('negative', 'neutral', 'positive', 'unsure')),
    n         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (handle_id, week, feeling)
) WITHOUT ROWID;

-- The mark of the person who speaks for the item.
ALTER TABLE items ADD COLUMN person_mark TEXT;
CREATE INDEX items_written ON items (channel, author_id);
CREATE INDEX items_vip    ON items (rank, waiting_since, id, state) WHERE person_mark = 'vip';
CREATE INDEX items_troll  ON items (rank, waiting_since, id, state) WHERE person_mark = 'troll';

-- When we learned that a message was deleted at its source.
ALTER TABLE messages ADD COLUMN deleted_at INTEGER;

-- Keys fold ASCII here; a handle's own next message folds them fully.
INSERT INTO handles (channel, author_id, network, handle, name, followers, handle_key, name_key, first_at,
        last_at, messages)
    SELECT channel, author_id, network, author_handle, author_name, followers,
        replace(substr(ltrim(lower(author_handle), '@'), 1,
                       instr(ltrim(lower(author_handle), '@') || '@', '@') - 1), '.bsky.social', ''),
        lower(author_name),
        (SELECT f.created_at FROM messages f WHERE f.channel = m.channel AND f.author_id = m.author_id
            AND f.ours = 0 ORDER BY f.created_at LIMIT 1),
        max(created_at), count(*)
    FROM messages m WHERE ours = 0 AND author_id <> '' GROUP BY channel, author_id;
INSERT INTO moods (handle_id, week, feeling, n)
    SELECT h.id, m.created_at - (m.created_at + 259200000000) % 604800000000, iif(m.unsure, 'unsure', m.label),
        count(*)
    FROM messages m JOIN handles h ON h.channel = m.channel AND h.author_id = m.author_id
    WHERE m.ours = 0 GROUP BY 1, 2, 3;
