-- +goose Up

-- The volume that an operation made from a snapshot.
ALTER TABLE operations ADD COLUMN made_volume_id TEXT NOT NULL DEFAULT '';

CREATE INDEX operations_made_volume ON operations (made_volume_id) WHERE made_volume_id <> '';
CREATE INDEX operations_locks ON operations (snapshot_id, created_at) WHERE kind IN ('lock-snapshot', 'unlock-snapshot');

-- +goose Down
DROP INDEX operations_locks;
DROP INDEX operations_made_volume;
ALTER TABLE operations DROP COLUMN made_volume_id;
