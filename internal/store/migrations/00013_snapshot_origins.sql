-- +goose Up

-- What was once seen of the requests that created the snapshots that exist: IONOS Cloud lists requests
-- for a limited time.
CREATE TABLE snapshot_origins (
    snapshot_id   TEXT NOT NULL,
    request_id    TEXT NOT NULL,
    datacenter_id TEXT NOT NULL,
    volume_id     TEXT NOT NULL,
    user_agent    TEXT NOT NULL,
    created_by    TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (snapshot_id, request_id)
);

-- +goose Down
DROP TABLE snapshot_origins;
