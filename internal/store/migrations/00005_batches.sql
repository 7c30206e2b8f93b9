-- +goose Up

-- Operations that were asked for together.
ALTER TABLE operations ADD COLUMN batch_id TEXT NOT NULL DEFAULT '';

CREATE INDEX operations_batch ON operations (batch_id, created_at);

-- +goose Down
DROP INDEX operations_batch;
ALTER TABLE operations DROP COLUMN batch_id;
