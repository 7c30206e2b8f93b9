-- +goose Up

-- Each replica reads the cloud for itself: nobody leads, and no listing is shared any more. What
-- remains of the documents is a view for a quick start, with the time by the clock of the database.
DROP TABLE leases;
DROP TABLE documents;
CREATE TABLE documents (
    name     TEXT PRIMARY KEY,
    saved_at BIGINT NOT NULL,
    data     BYTEA NOT NULL
);

-- +goose Down
DROP TABLE documents;
CREATE TABLE documents (
    name    TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    data    BYTEA NOT NULL
);
CREATE TABLE leases (
    name   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until  BIGINT NOT NULL
);
