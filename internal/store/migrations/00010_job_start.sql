-- +goose Up

-- How often a process has started to work on jobs. A job carries the number of the start that it
-- was added after; one with an older number ends by itself.
CREATE TABLE job_start (
    id     INTEGER PRIMARY KEY CHECK (id = 1), -- the one row
    number BIGINT NOT NULL
);
INSERT INTO job_start (id, number) VALUES (1, 0);

-- Replicas no longer tell each other that they live: River finds the jobs of those that do not.
DROP TABLE replicas;

-- +goose Down
CREATE TABLE replicas (
    id      TEXT PRIMARY KEY,
    seen_at BIGINT NOT NULL
);
DROP TABLE job_start;
