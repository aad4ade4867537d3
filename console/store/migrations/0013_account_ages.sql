-- When a message's author made the account, where the network tells: microseconds UTC.
ALTER TABLE messages ADD COLUMN author_created_at INTEGER;
