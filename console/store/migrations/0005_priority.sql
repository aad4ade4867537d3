-- The parts of an item's place in the queue, so that it can be explained, and weighed anew.

-- The message whose points count: the most urgent one that waits. What the item adds to them is in `parts`.
ALTER TABLE items ADD COLUMN urgent INTEGER;
ALTER TABLE items ADD COLUMN parts TEXT NOT NULL DEFAULT '[]';
-- By which weights all of it was computed; null while nothing was, and 0 says that nobody knows.
ALTER TABLE items ADD COLUMN weighed INTEGER DEFAULT 0;
-- Our answers, by what they answer.
CREATE INDEX messages_answers ON messages (channel, parent_id, created_at) WHERE ours = 1;

-- Messages of which somebody was warned that their promise is due soon, so that it happens once, whichever item
-- they belong to. An answer is one promise here, be it the first in its thread or a later one.
CREATE TABLE warnings (
    message_id INTEGER NOT NULL REFERENCES messages (id),
    resolution INTEGER NOT NULL,
    PRIMARY KEY (message_id, resolution)
) WITHOUT ROWID;
INSERT OR IGNORE INTO warnings (message_id, resolution)
    SELECT message_id, promised = 'resolution' FROM clocks WHERE step <> 'running';
