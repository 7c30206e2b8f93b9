-- +goose Up

-- What people do to operations that are recorded: move to the front, try again.
ALTER TABLE operations ADD COLUMN retry_of TEXT NOT NULL DEFAULT '';
ALTER TABLE operations ADD COLUMN lane_rank BIGINT NOT NULL DEFAULT 0;

CREATE INDEX operations_retries ON operations (retry_of);

-- +goose Down
DROP INDEX operations_retries;
ALTER TABLE operations DROP COLUMN lane_rank;
ALTER TABLE operations DROP COLUMN retry_of;
