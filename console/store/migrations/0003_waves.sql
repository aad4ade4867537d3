-- Waves: which message a message nearly repeats, and how many there are of it.

-- The id of the wave's first message; null while a message stands alone.
ALTER TABLE messages ADD COLUMN wave INTEGER REFERENCES messages (id);
-- That of the message that speaks for the item.
ALTER TABLE items ADD COLUMN wave INTEGER;
CREATE INDEX items_wave ON items (wave) WHERE wave IS NOT NULL;

CREATE TABLE waves (
    id       INTEGER PRIMARY KEY REFERENCES messages (id),
    messages INTEGER NOT NULL DEFAULT 0
);
CREATE TRIGGER waves_count_update AFTER UPDATE OF wave ON messages WHEN old.wave IS NOT new.wave BEGIN
    UPDATE waves SET messages = messages - 1 WHERE id = old.wave;
    INSERT INTO waves (id, messages) SELECT new.wave, 1 WHERE new.wave IS NOT NULL
        ON CONFLICT (id) DO UPDATE SET messages = messages + 1;
END;
