-- Rules: what is done by itself to what comes in, and what was done, when and why.

CREATE TABLE rules (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT    NOT NULL UNIQUE,
    place   INTEGER NOT NULL,
    query   TEXT    NOT NULL,
    actions TEXT    NOT NULL,
    stop    INTEGER NOT NULL,
    enabled INTEGER NOT NULL
);

-- One for each item that a rule fired on: it is what keeps a rule from firing there again. The rule's name stands
-- here too, because the rule may be gone.
CREATE TABLE rule_fires (
    item_id    INTEGER NOT NULL,
    rule_id    INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    message_id INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    points     INTEGER NOT NULL,
    deeds      TEXT    NOT NULL,
    PRIMARY KEY (item_id, rule_id)
) WITHOUT ROWID;
CREATE INDEX rule_fires_log ON rule_fires (rule_id, at);

-- What every rule said of a message when it came; only of the newest messages.
CREATE TABLE rule_verdicts (
    message_id INTEGER PRIMARY KEY,
    verdicts   TEXT NOT NULL
);
