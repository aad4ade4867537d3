-- Where acts came from, words about people beside the chain, what was erased, and what is held for an incident.

-- Both are covered by an event's hash where there is something in them: what was chained before still holds.
ALTER TABLE events ADD COLUMN origin     TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN words_hash TEXT NOT NULL DEFAULT '';
-- Those parts of an event's `before` and `after` that may name a person. Only their salted hash is chained, so
-- that they can be erased and the chain still verifies.
CREATE TABLE event_words (
    event_id INTEGER PRIMARY KEY REFERENCES events (id),
    salt     TEXT NOT NULL,
    words    TEXT NOT NULL
);

-- What redacted others, which a check of the chain asks for first.
CREATE INDEX events_erased ON events (id) WHERE verb = 'person.erased';

-- Salted hashes of the network's ids of erased messages: what is replayed is known, and stays erased.
CREATE TABLE erased (
    hash TEXT PRIMARY KEY
) WITHOUT ROWID;

-- Since when and why an incident's messages are kept from retention; null while they are not.
ALTER TABLE incidents ADD COLUMN held_since  INTEGER;
ALTER TABLE incidents ADD COLUMN held_reason TEXT;
