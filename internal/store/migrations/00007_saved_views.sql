-- +goose Up

-- Lists as people want to see them again: a path and a query under a name.
CREATE TABLE saved_views (
    id       TEXT PRIMARY KEY,
    user_id  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    list     TEXT NOT NULL,
    query    TEXT NOT NULL,
    name     TEXT NOT NULL,
    name_key TEXT NOT NULL,
    usual    BOOLEAN NOT NULL,
    saved_at BIGINT NOT NULL,
    UNIQUE (user_id, list, name_key)
);

-- +goose Down
DROP TABLE saved_views;
