-- Numbers behind an alert's sentence, so that it can be told in any reader's language.
ALTER TABLE alerts ADD COLUMN explanation TEXT;

-- Negatives weighted by reach, beside the plain counts of every stream.
ALTER TABLE series ADD COLUMN reach_negatives REAL NOT NULL DEFAULT 0;

-- Which tags rules put on when a message came, since an edit changes how it counts for them.
CREATE TABLE topics (
    message_id INTEGER NOT NULL REFERENCES messages (id),
    topic      TEXT    NOT NULL,
    PRIMARY KEY (message_id, topic)
) WITHOUT ROWID;
CREATE INDEX topics_topic ON topics (topic, message_id);

-- A wave that grew large is a stream of its own.
ALTER TABLE waves ADD COLUMN streamed INTEGER NOT NULL DEFAULT 0;

-- The history of the new streams, as far back as the detector learns from. Tags, words and waves begin now.
INSERT INTO series (stream, bucket_at, volume, negatives, reach_negatives)
SELECT 'kind:' || kind, created_at - created_at % 300000000, count(*), sum(label = 'negative'), 0
FROM messages WHERE ours = 0 AND created_at >= (SELECT max(created_at) FROM messages) - 2419200000000
GROUP BY 1, 2;
INSERT INTO series (stream, bucket_at, volume, negatives, reach_negatives)
SELECT 'flag:' || f.value, created_at - created_at % 300000000, count(*), sum(label = 'negative'), 0
FROM messages, json_each(flags) f
WHERE ours = 0 AND flags <> '[]' AND created_at >= (SELECT max(created_at) FROM messages) - 2419200000000
GROUP BY 1, 2;

-- Not every SQLite has log10: a decade is its digits, and within it two straight lines come near enough.
CREATE TEMP TABLE weighed AS
SELECT channel, kind, flags, bucket_at, decade + CASE WHEN lead < 3.1623 THEN (lead - 1) / 4.3246
           ELSE 0.5 + (lead - 3.1623) / 13.6754 END AS weight
FROM (
    SELECT channel, kind, flags, bucket_at, length(people) - 1 AS decade,
           people * 1.0 / CAST('1' || substr('000000000000', 1, length(people) - 1) AS INTEGER) AS lead
    FROM (
        SELECT channel, kind, flags, created_at - created_at % 300000000 AS bucket_at,
               10 + min(max(ifnull(reach, 0), ifnull(followers, 0)), 99999999999) AS people
        FROM messages WHERE ours = 0 AND label = 'negative'
            AND created_at >= (SELECT max(created_at) FROM messages) - 2419200000000
    )
);
CREATE TEMP TABLE weights AS
SELECT stream, bucket_at, sum(weight) AS weight FROM (
    SELECT 'all' AS stream, bucket_at, weight FROM weighed
    UNION ALL SELECT channel, bucket_at, weight FROM weighed
    UNION ALL SELECT 'kind:' || kind, bucket_at, weight FROM weighed
    UNION ALL SELECT 'flag:' || f.value, bucket_at, weight FROM weighed, json_each(flags) f
) GROUP BY 1, 2;
CREATE INDEX temp.weights_place ON weights (stream, bucket_at);
UPDATE series SET reach_negatives = ifnull((
    SELECT w.weight FROM weights w WHERE w.stream = series.stream AND w.bucket_at = series.bucket_at
), 0) WHERE negatives > 0;
-- Counts without messages, such as those of a history that was read in: each negative as of a small account.
UPDATE series SET reach_negatives = negatives * 2 WHERE negatives > 0 AND reach_negatives = 0;
DROP TABLE weights;
DROP TABLE weighed;
