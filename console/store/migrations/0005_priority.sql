-- The parts of an item's place in the queue, so that it can be explained, and weighed anew.

-- The message whose points count: the most urgent one that waits. What the item adds to them is in `parts`.
ALTER TABLE items ADD COLUMN urgent INTEGER;
ALTER TABLE items ADD COLUMN parts TEXT NOT NULL DEFAULT '[]';
-- By which weights all of it was computed; null while nothing was, and 0 says that nobody knows.
ALTER TABLE items ADD COLUMN weighed INTEGER DEFAULT 0;
-- Our answers, by what they answer.
CREATE INDEX messages_answers ON messages (channel, parent_id, created_at) WHERE ours = 1;
