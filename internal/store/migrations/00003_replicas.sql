-- +goose Up

-- The processes that work on this database and when each was last alive, by the clock of the
-- database. Used on PostgreSQL only.
CREATE TABLE replicas (
    id      TEXT PRIMARY KEY,
    seen_at BIGINT NOT NULL
);

-- What one process at a time does, who does it and until when.
CREATE TABLE leases (
    name   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until  BIGINT NOT NULL
);

-- What one replica makes and the others read, whole; newer versions replace older ones.
CREATE TABLE documents (
    name    TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    data    BYTEA NOT NULL
);

-- +goose Down
DROP TABLE documents;
DROP TABLE leases;
DROP TABLE replicas;
