-- +goose Up

-- One row for each thing and month: what was sampled of it on each day, in entries of one size.
CREATE TABLE samples (
    kind  TEXT NOT NULL,
    id    TEXT NOT NULL,
    month BIGINT NOT NULL,
    days  BYTEA NOT NULL,
    PRIMARY KEY (kind, id, month)
);
CREATE INDEX samples_month ON samples (month);

-- Failures that somebody dismissed for everybody: of one cause on one volume, or on all (volume_id '').
CREATE TABLE dismissals (
    cause        TEXT NOT NULL,
    volume_id    TEXT NOT NULL,
    dismissed_by TEXT NOT NULL,
    dismissed_at BIGINT NOT NULL,
    PRIMARY KEY (cause, volume_id)
);

-- +goose Down
DROP TABLE dismissals;
DROP TABLE samples;
