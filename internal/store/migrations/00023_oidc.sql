-- +goose Up

-- Who a user is at an identity provider; empty for users with a password.
ALTER TABLE users ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN subject TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX users_identity ON users (issuer, subject) WHERE issuer <> '';

-- What the identity provider said at the last login of each of its users, let in or not.
CREATE TABLE provider_logins (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    name    TEXT NOT NULL,
    claims  TEXT NOT NULL,
    role    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- +goose Down
DROP TABLE provider_logins;
DROP INDEX users_identity;
ALTER TABLE users DROP COLUMN subject;
ALTER TABLE users DROP COLUMN issuer;
