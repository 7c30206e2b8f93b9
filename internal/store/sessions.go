package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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
	if err != nil {
		return auth.Session{}, auth.User{}, fmt.Errorf("read session: %w", err)
	}
	return session, user, nil
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
	if err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	return nil
}

// UpdateSession stores the data of a session, or returns auth.ErrNoSession.
func (s *Store) UpdateSession(ctx context.Context, idHash string, data []byte) error {
	if data == nil {
		data = []byte{}
	}
	done, err := s.rw.ExecContext(ctx, `UPDATE sessions SET data = $1 WHERE id_hash = $2`, data, idHash)
	if err := affected(done, err, auth.ErrNoSession); err != nil {
		return fmt.Errorf("update session: %w", err)
	}
	return nil
}

// TouchSession stores when a session was used, and its new expiry. It never moves them back.
func (s *Store) TouchSession(ctx context.Context, idHash string, seen, expires time.Time) error {
	_, err := s.rw.ExecContext(ctx, `UPDATE sessions SET seen_at = $1, expires_at = $2 WHERE id_hash = $3 AND seen_at < $1`,
		millis(seen), millis(expires), idHash)
	if err != nil {
		return fmt.Errorf("touch session: %w", err)
	}
	return nil
}

// DeleteSession ends a session; a missing one is no error.
func (s *Store) DeleteSession(ctx context.Context, idHash string) error {
	if _, err := s.rw.ExecContext(ctx, `DELETE FROM sessions WHERE id_hash = $1`, idHash); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// PurgeSessions deletes the sessions that expired before a time and returns their number.
func (s *Store) PurgeSessions(ctx context.Context, before time.Time) (int64, error) {
	done, err := s.rw.ExecContext(ctx, `DELETE FROM sessions WHERE expires_at < $1 OR ends_at < $1`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge sessions: %w", err)
	}
	return done.RowsAffected()
}

func scanSession(r row) (s auth.Session, u auth.User, err error) {
	var created, seen, expires, ends, proved int64
	var times userTimes
	err = r.Scan(append([]any{&s.IDHash, &s.UserID, &created, &seen, &expires, &ends, &s.Data, &s.Addr, &s.UserAgent, &proved},
		userFields(&u, &times)...)...)
	s.CreatedAt, s.SeenAt, s.ExpiresAt, s.EndsAt = fromMillis(created), fromMillis(seen), fromMillis(expires), fromMillis(ends)
	s.ProvedAt = fromMillis(proved)
	return s, times.into(u), err
}
