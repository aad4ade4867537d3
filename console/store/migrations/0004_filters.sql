-- Filters that cost the same whatever the store holds: each in the queue's own order.

DROP INDEX items_wave;
DROP INDEX items_working;
DROP INDEX items_new;
CREATE INDEX items_working ON items (rank, waiting_since, id, state, wave) WHERE state IN ('new', 'pending');
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
