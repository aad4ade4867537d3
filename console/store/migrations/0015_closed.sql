-- What is closed to some: restricted incidents, and items with a private message in their thread.
ALTER TABLE incidents ADD COLUMN restricted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN private INTEGER NOT NULL DEFAULT 0;

UPDATE items SET private = 1 WHERE id IN (SELECT item_id FROM messages WHERE kind = 'dm');
CREATE INDEX items_private ON items (state, channel) WHERE private = 1;

-- Kept from then on, whichever way a message comes to an item: received, sent, or with an item merged into it.
CREATE TRIGGER messages_private_insert AFTER INSERT ON messages WHEN new.kind = 'dm' BEGIN
    UPDATE items SET private = 1 WHERE id = new.item_id AND private = 0;
END;
CREATE TRIGGER messages_private_move AFTER UPDATE OF item_id ON messages WHEN new.kind = 'dm' BEGIN
    UPDATE items SET private = 1 WHERE id = new.item_id AND private = 0;
END;
