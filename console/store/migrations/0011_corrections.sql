-- What people said of a message's sentiment, and what the judge had said before. Nothing is deleted here: taking
-- back marks. The newest of a message that is not taken back stands, while the message says what it said then.
CREATE TABLE corrections (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id    INTEGER NOT NULL REFERENCES messages (id),
    at            INTEGER NOT NULL,
    actor         TEXT    NOT NULL,
    label         TEXT    NOT NULL CHECK (label IN ('negative', 'neutral', 'positive')),
    text          TEXT    NOT NULL,
    lang          TEXT,
    was_label     TEXT    NOT NULL,
    was_compound  REAL    NOT NULL,
    was_unsure    INTEGER NOT NULL,
    was_scorer    TEXT    NOT NULL,
    was_reasons   TEXT    NOT NULL,
    taken_back_at INTEGER,
    taken_back_by TEXT
);
CREATE INDEX corrections_message  ON corrections (message_id, id);
CREATE INDEX corrections_standing ON corrections (id) WHERE taken_back_at IS NULL;
