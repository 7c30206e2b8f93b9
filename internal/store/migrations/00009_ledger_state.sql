-- +goose Up

-- Whether the ledger can be written to, and whether it went back in time: one row. beat grows with
-- each sign of life. A database with a lower beat than a process remembers, or with another
-- identity than it was last written under, is an earlier state of itself.
CREATE TABLE ledger_state (
    name     TEXT PRIMARY KEY,
    identity TEXT NOT NULL,
    beat     BIGINT NOT NULL,
    beat_at  BIGINT NOT NULL,
    restores BIGINT NOT NULL
);

INSERT INTO ledger_state (name, identity, beat, beat_at, restores) VALUES ('ledger', '', 0, 0, 0);

-- When the ledger last went back in time while an operation was open.
ALTER TABLE operations ADD COLUMN backup_restored_at BIGINT NOT NULL DEFAULT 0;

-- The keys and digests of operations that were archived, so that a form that is sent again is known.
CREATE TABLE archived_keys (
    operation_id TEXT PRIMARY KEY,
    form_key     TEXT NOT NULL,
    digest       TEXT NOT NULL
);

CREATE INDEX archived_keys_form ON archived_keys (form_key);

-- What is older than this may be deleted, by the transaction that has put it here. It is never
-- committed with a row in it.
CREATE TABLE archiving (
    until BIGINT NOT NULL
);

-- +goose Down
DROP TABLE archiving;
DROP TABLE archived_keys;
ALTER TABLE operations DROP COLUMN backup_restored_at;
DROP TABLE ledger_state;
