-- +goose Up

-- Roles count from here on; whoever could log in before could do everything.
UPDATE users SET role = 'admin';

ALTER TABLE users ADD COLUMN disabled_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN last_login_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN last_login_addr TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN must_change BIGINT NOT NULL DEFAULT 0;

-- When the user of a session last proved who they are.
ALTER TABLE sessions ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE sessions DROP COLUMN proved_at;
ALTER TABLE users DROP COLUMN must_change;
ALTER TABLE users DROP COLUMN last_login_addr;
ALTER TABLE users DROP COLUMN last_login_at;
ALTER TABLE users DROP COLUMN disabled_at;
