package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"snapdeck/internal/auth"
)

const sessionColumns = `sessions.id_hash, sessions.user_id, sessions.created_at, sessions.seen_at,
	sessions.expires_at, sessions.ends_at, sessions.data, sessions.addr, sessions.user_agent, sessions.proved_at`

const sessionQuery = `SELECT ` + sessionColumns + `, ` + userColumns + `
	FROM sessions JOIN users ON users.id = sessions.user_id WHERE id_hash = $1 AND users.disabled_at = 0`

// Session returns a session, even an expired one, with its user, or auth.ErrNoSession.
func (s *Store) Session(ctx context.Context, idHash string) (auth.Session, auth.User, error) {
	session, user, err := scanSession(s.session.QueryRowContext(ctx, idHash))
	if errors.Is(err, sql.ErrNoRows) {
		return auth.Session{}, auth.User{}, auth.ErrNoSession
	}
	return session, user, wrap(err, "read session")
}

// InsertSession stores a new session.
func (s *Store) InsertSession(ctx context.Context, n auth.Session) error {
	data := n.Data
	if data == nil {
		data = []byte{}
	}
	_, err := s.rw.ExecContext(ctx, `INSERT INTO sessions (id_hash, user_id, created_at, seen_at, expires_at, ends_at, data, addr, user_agent, proved_at)
		VALUES (`+placeholders(1, 10)+`)`,
		n.IDHash, n.UserID, millis(n.CreatedAt), millis(n.SeenAt), millis(n.ExpiresAt), millis(n.EndsAt), data, n.Addr, n.UserAgent, millis(n.ProvedAt))
	return wrap(err, "store session")
}

// UpdateSession stores the data of a session, or returns auth.ErrNoSession.
func (s *Store) UpdateSession(ctx context.Context, idHash string, data []byte) error {
	if data == nil {
		data = []byte{}
	}
	err := execOne(ctx, s.rw, auth.ErrNoSession, `UPDATE sessions SET data = $1 WHERE id_hash = $2`, data, idHash)
	return wrap(err, "update session")
}

// TouchSession stores when a session was used, and its new expiry. It never moves them back.
func (s *Store) TouchSession(ctx context.Context, idHash string, seen, expires time.Time) error {
	_, err := s.rw.ExecContext(ctx, `UPDATE sessions SET seen_at = $1, expires_at = $2 WHERE id_hash = $3 AND seen_at < $1`,
		millis(seen), millis(expires), idHash)
	return wrap(err, "touch session")
}

// DeleteSession ends a session; a missing one is no error.
func (s *Store) DeleteSession(ctx context.Context, idHash string) error {
	_, err := s.rw.ExecContext(ctx, `DELETE FROM sessions WHERE id_hash = $1`, idHash)
	return wrap(err, "end session")
}

// PurgeSessions deletes the sessions that expired before a time and returns their number.
func (s *Store) PurgeSessions(ctx context.Context, before time.Time) (int64, error) {
	n, err := rowsChanged(s.rw.ExecContext(ctx, `DELETE FROM sessions WHERE expires_at < $1 OR ends_at < $1`, millis(before)))
	return n, wrap(err, "purge sessions")
}

func scanSession(r row) (s auth.Session, u auth.User, err error) {
	err = r.Scan(append([]any{
		&s.IDHash, &s.UserID, timeInto{&s.CreatedAt}, timeInto{&s.SeenAt}, timeInto{&s.ExpiresAt}, timeInto{&s.EndsAt},
		&s.Data, &s.Addr, &s.UserAgent, timeInto{&s.ProvedAt},
	}, userFields(&u)...)...)
	return s, u, err
}
