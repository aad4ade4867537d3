-- Numbers behind an alert's sentence, so that it can be told in any reader's language.
ALTER TABLE alerts ADD COLUMN explanation TEXT;

-- Negatives weighted by reach, beside the plain counts of every stream.
ALTER TABLE series ADD COLUMN reach_negatives REAL NOT NULL DEFAULT 0;
