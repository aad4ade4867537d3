-- Filters that cost the same whatever the store holds: each in the queue's own order.

-- Whether an item stands for itself, or for its wave: of each wave the first that waits, in queue order.
ALTER TABLE items ADD COLUMN lead INTEGER NOT NULL DEFAULT 1;
-- Items of a wave that wait.
ALTER TABLE waves ADD COLUMN open INTEGER NOT NULL DEFAULT 0;

DROP INDEX items_wave;
DROP INDEX items_working;
DROP INDEX items_new;
CREATE INDEX items_working ON items (rank, waiting_since, id, state, wave, lead)
    WHERE state IN ('new', 'pending');
CREATE INDEX items_leading ON items (rank, waiting_since, id, state)
    WHERE state IN ('new', 'pending') AND lead = 1;
CREATE INDEX items_new     ON items (rank, waiting_since, id, state, wave) WHERE state = 'new';
CREATE INDEX items_wave    ON items (wave, rank, waiting_since, id, state) WHERE wave IS NOT NULL;
CREATE INDEX items_repeats ON items (rank, waiting_since, id, state, wave) WHERE wave IS NOT NULL;
CREATE INDEX items_lang    ON items (iif(lang IN ('nb', 'nn'), 'no', lang), rank, waiting_since, id, state)
    WHERE state IN ('new', 'pending');
CREATE INDEX items_kind    ON items (kind, rank, waiting_since, id, state) WHERE state IN ('new', 'pending');
CREATE INDEX items_label   ON items (label, rank, waiting_since, id, state) WHERE state IN ('new', 'pending');
CREATE INDEX items_flagged ON items (rank, waiting_since, id, state, flags) WHERE flags <> '[]';
CREATE INDEX items_tagged  ON items (rank, waiting_since, id, state, tags) WHERE tags <> '[]';
CREATE INDEX items_reason  ON items (reason, rank, waiting_since, id, state) WHERE reason IS NOT NULL;
CREATE INDEX items_deleted ON items (rank, waiting_since, id, state) WHERE deleted = 1;
CREATE INDEX items_unsure  ON items (rank, waiting_since, id, state) WHERE unsure = 1;
CREATE INDEX items_author  ON items (lower(ltrim(author_handle, '@')), rank, waiting_since, id, state);

-- Each tag with its items, in lower case as far as SQLite knows it.
CREATE TABLE item_tags (
    tag     TEXT    NOT NULL,
    item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, item_id)
) WITHOUT ROWID;
CREATE INDEX item_tags_item ON item_tags (item_id);
CREATE TRIGGER items_tags_update AFTER UPDATE OF tags ON items WHEN old.tags IS NOT new.tags BEGIN
    DELETE FROM item_tags WHERE item_id = new.id;
    INSERT OR IGNORE INTO item_tags SELECT lower(tag.value), new.id FROM json_each(new.tags) tag;
END;
INSERT OR IGNORE INTO item_tags
    SELECT lower(tag.value), i.id FROM items i, json_each(i.tags) tag WHERE i.tags <> '[]';

-- What a wave is made of, in the order it was written.
CREATE INDEX messages_wave ON messages (wave, created_at) WHERE wave IS NOT NULL;

CREATE INDEX items_leads ON items (wave) WHERE wave IS NOT NULL AND lead = 1;
CREATE INDEX waves_open  ON waves (open, id) WHERE open > 1;
UPDATE waves SET open = (
    SELECT count(*) FROM items i WHERE i.wave = waves.id AND i.wave IS NOT NULL AND i.state IN ('new', 'pending')
);
UPDATE items SET lead = (state IN ('new', 'pending') AND id = (
    SELECT f.id FROM items f WHERE f.wave = items.wave AND f.wave IS NOT NULL AND f.state IN ('new', 'pending')
    ORDER BY f.rank, f.waiting_since, f.id LIMIT 1
)) WHERE wave IS NOT NULL;

CREATE VIEW first_of_wave AS SELECT w.id AS wave, (
    SELECT f.id FROM items f INDEXED BY items_wave
    WHERE f.wave = w.id AND f.wave IS NOT NULL AND f.state IN ('new', 'pending')
    ORDER BY f.rank, f.waiting_since, f.id LIMIT 1
) AS item_id FROM waves w;
CREATE TRIGGER items_lead_update AFTER UPDATE OF state, wave, rank, waiting_since ON items
WHEN (old.wave IS NOT NULL OR new.wave IS NOT NULL)
    AND (old.state <> new.state OR old.wave IS NOT new.wave OR old.rank <> new.rank
         OR old.waiting_since <> new.waiting_since)
BEGIN
    UPDATE waves SET open = open - 1 WHERE id = old.wave AND old.state IN ('new', 'pending');
    UPDATE waves SET open = open + 1 WHERE id = new.wave AND new.state IN ('new', 'pending');
    UPDATE items SET lead = 1 WHERE id = new.id AND wave IS NULL AND lead = 0;
    UPDATE items SET lead = 0 WHERE wave = old.wave AND lead = 1
        AND id IS NOT (SELECT item_id FROM first_of_wave WHERE wave = old.wave);
    UPDATE items SET lead = 0 WHERE wave = new.wave AND lead = 1
        AND id IS NOT (SELECT item_id FROM first_of_wave WHERE wave = new.wave);
    UPDATE items SET lead = 1 WHERE lead = 0
        AND id IN (SELECT item_id FROM first_of_wave WHERE wave IN (old.wave, new.wave));
END;
CREATE TRIGGER items_lead_delete AFTER DELETE ON items WHEN old.wave IS NOT NULL BEGIN
    UPDATE waves SET open = open - 1 WHERE id = old.wave AND old.state IN ('new', 'pending');
    UPDATE items SET lead = 1 WHERE lead = 0
        AND id IN (SELECT item_id FROM first_of_wave WHERE wave = old.wave);
END;
