-- +goose Up

-- Which state may follow which; '' stands before the first one. The table in
-- package operation is the original, and a test holds both equal.
CREATE TABLE operation_transitions (
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    PRIMARY KEY (from_state, to_state)
);

INSERT INTO operation_transitions (from_state, to_state) VALUES
    ('', 'queued'),
    ('queued', 'waiting'),
    ('queued', 'submitting'),
    ('queued', 'failed'),
    ('queued', 'cancelled'),
    ('waiting', 'submitting'),
    ('waiting', 'failed'),
    ('waiting', 'cancelled'),
    ('submitting', 'waiting'),
    ('submitting', 'accepted'),
    ('submitting', 'failed'),
    ('submitting', 'unknown'),
    ('accepted', 'provisioning'),
    ('accepted', 'done'),
    ('accepted', 'failed'),
    ('accepted', 'unknown'),
    ('provisioning', 'done'),
    ('provisioning', 'failed'),
    ('provisioning', 'unknown'),
    ('unknown', 'done'),
    ('unknown', 'failed');

CREATE TABLE operations (
    id              TEXT PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    version         BIGINT NOT NULL,
    kind            TEXT NOT NULL,
    from_state      TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('queued', 'waiting', 'submitting', 'accepted',
                        'provisioning', 'done', 'failed', 'unknown', 'cancelled')),
    settled         BOOLEAN NOT NULL,
    actor           TEXT NOT NULL,
    actor_addr      TEXT NOT NULL,
    datacenter_id   TEXT NOT NULL,
    datacenter_name TEXT NOT NULL,
    location        TEXT NOT NULL,
    volume_id       TEXT NOT NULL,
    volume_name     TEXT NOT NULL,
    size_gb         DOUBLE PRECISION NOT NULL,
    params          TEXT NOT NULL,
    sends           BIGINT NOT NULL,
    not_before      BIGINT NOT NULL,
    request_id      TEXT NOT NULL,
    request_status  TEXT NOT NULL,
    snapshot_id     TEXT NOT NULL,
    label_state     TEXT NOT NULL CHECK (label_state IN ('', 'pending', 'failing', 'written', 'dropped')),
    label_tries     BIGINT NOT NULL,
    label_note      TEXT NOT NULL,
    label_next_at   BIGINT NOT NULL,
    failure         TEXT NOT NULL,
    search_text     TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    finished_at     BIGINT NOT NULL,
    FOREIGN KEY (from_state, state) REFERENCES operation_transitions (from_state, to_state)
);

CREATE INDEX operations_newest ON operations (created_at, id);
CREATE INDEX operations_unsettled ON operations (created_at, id) WHERE NOT settled;
CREATE INDEX operations_volume ON operations (volume_id, created_at);
CREATE INDEX operations_snapshot ON operations (snapshot_id);

CREATE TABLE operation_stages (
    operation_id TEXT NOT NULL REFERENCES operations (id),
    seq          BIGINT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('queued', 'waiting', 'submitting', 'accepted',
                     'provisioning', 'done', 'failed', 'unknown', 'cancelled')),
    at           BIGINT NOT NULL,
    note         TEXT NOT NULL,
    PRIMARY KEY (operation_id, seq)
);

-- Append-only: the guards beside the migrations refuse UPDATE and DELETE.
CREATE TABLE audit (
    id              TEXT PRIMARY KEY,
    at              BIGINT NOT NULL,
    actor           TEXT NOT NULL,
    actor_addr      TEXT NOT NULL,
    action          TEXT NOT NULL,
    outcome         TEXT NOT NULL,
    operation_id    TEXT NOT NULL,
    datacenter_id   TEXT NOT NULL,
    datacenter_name TEXT NOT NULL,
    volume_id       TEXT NOT NULL,
    volume_name     TEXT NOT NULL,
    snapshot_id     TEXT NOT NULL,
    snapshot_name   TEXT NOT NULL,
    request_id      TEXT NOT NULL,
    detail          TEXT NOT NULL
);

CREATE INDEX audit_newest ON audit (at, id);
CREATE INDEX audit_operation ON audit (operation_id);

-- +goose Down
DROP TABLE audit;
DROP TABLE operation_stages;
DROP TABLE operations;
DROP TABLE operation_transitions;
