-- Acts on many things that are one act, and who is to look after an item.

-- The id of the event that began the act of which this one is a part; null where it is an act by itself.
ALTER TABLE events ADD COLUMN act INTEGER;
CREATE INDEX events_act  ON events (act, id, undone_by, verb) WHERE act IS NOT NULL;
CREATE INDEX events_mine ON events (actor, id) WHERE act IS NULL AND undone_by IS NULL;
DROP INDEX events_undoable;

ALTER TABLE items ADD COLUMN assignee TEXT;
CREATE INDEX items_assigned ON items (assignee, rank, waiting_since, id) WHERE assignee IS NOT NULL;
