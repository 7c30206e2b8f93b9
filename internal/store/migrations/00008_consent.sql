-- +goose Up

-- A form is told apart by its key, and what it said by a digest: both together are unique, in
-- idempotency_key, which holds the two.
ALTER TABLE operations ADD COLUMN form_key TEXT NOT NULL DEFAULT '';
ALTER TABLE operations ADD COLUMN digest TEXT NOT NULL DEFAULT '';
UPDATE operations SET form_key = idempotency_key;
CREATE INDEX operations_form ON operations (form_key);

-- What decides whose turn it is. Filled in by the next migration.
ALTER TABLE operations ADD COLUMN lane TEXT NOT NULL DEFAULT '';
ALTER TABLE operations ADD COLUMN depends_on TEXT NOT NULL DEFAULT '';
ALTER TABLE operations ADD COLUMN chain_id TEXT NOT NULL DEFAULT '';
ALTER TABLE operations ADD COLUMN server_id TEXT NOT NULL DEFAULT '';
ALTER TABLE operations ADD COLUMN unreadable_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE operations ADD COLUMN possible_sends BIGINT NOT NULL DEFAULT 0;
ALTER TABLE operations ADD COLUMN prevented TEXT NOT NULL DEFAULT '';
CREATE INDEX operations_lane ON operations (lane, lane_rank, created_at, id) WHERE NOT settled;
CREATE INDEX operations_in_flight ON operations (lane) WHERE NOT settled AND state IN ('submitting', 'accepted', 'provisioning');
CREATE INDEX operations_chain ON operations (chain_id) WHERE chain_id <> '';
CREATE INDEX operations_request ON operations (request_id) WHERE request_id <> '';
CREATE INDEX operations_depends ON operations (depends_on) WHERE depends_on <> '';
CREATE INDEX operations_resent ON operations (finished_at) WHERE possible_sends > 1;
CREATE INDEX operations_prevented ON operations (finished_at) WHERE prevented <> '';
CREATE INDEX operations_open_snapshot ON operations (snapshot_id) WHERE NOT settled;

-- What an open operation has for itself: at most one of its kind on a thing.
ALTER TABLE operations ADD COLUMN open_slot TEXT;
CREATE UNIQUE INDEX operations_open_slot ON operations (open_slot);

-- What a chain needs to stay (needed), wants to have for itself (wanted) and has for itself since it
-- began (held), until it has ended; and the snapshots that must stay while another one is deleted
-- (needed, by the deletion).
CREATE TABLE holds (
    resource TEXT NOT NULL,
    holder   TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('needed', 'wanted', 'held')),
    PRIMARY KEY (resource, holder)
);
CREATE INDEX holds_holder ON holds (holder);
CREATE UNIQUE INDEX holds_held ON holds (resource) WHERE kind = 'held';

-- Lanes in which nothing begins for a while, and which thing was called busy there last.
CREATE TABLE lanes (
    lane         TEXT PRIMARY KEY,
    paused_until BIGINT NOT NULL,
    busy_thing   TEXT NOT NULL,
    busy_times   BIGINT NOT NULL
);

-- +goose Down
DROP TABLE lanes;
DROP TABLE holds;
DROP INDEX operations_open_slot;
DROP INDEX operations_open_snapshot;
DROP INDEX operations_prevented;
DROP INDEX operations_resent;
DROP INDEX operations_depends;
DROP INDEX operations_request;
DROP INDEX operations_chain;
DROP INDEX operations_in_flight;
DROP INDEX operations_lane;
DROP INDEX operations_form;
ALTER TABLE operations DROP COLUMN open_slot;
ALTER TABLE operations DROP COLUMN prevented;
ALTER TABLE operations DROP COLUMN possible_sends;
ALTER TABLE operations DROP COLUMN unreadable_since;
ALTER TABLE operations DROP COLUMN server_id;
ALTER TABLE operations DROP COLUMN chain_id;
ALTER TABLE operations DROP COLUMN depends_on;
ALTER TABLE operations DROP COLUMN lane;
ALTER TABLE operations DROP COLUMN digest;
ALTER TABLE operations DROP COLUMN form_key;
