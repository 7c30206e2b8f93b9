package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"snapdeck/internal/auth"
)

var _ auth.People = (*Store)(nil)

// SetRole sets a user's role, or returns auth.ErrLastAdmin when no admin would remain.
func (s *Store) SetRole(ctx context.Context, userID string, role auth.Role) error {
	return s.changeUser(ctx, "set role", role != auth.RoleAdmin, func(tx *sql.Tx) error {
		return execOne(ctx, tx, auth.ErrNoUser, `UPDATE users SET role = $1 WHERE id = $2`, role, userID)
	})
}

// DisableUser disables a user and ends all their sessions, in one transaction. It returns auth.ErrLastAdmin when no
// admin would remain.
func (s *Store) DisableUser(ctx context.Context, userID string, at time.Time) error {
	return s.changeUser(ctx, "disable user", true, func(tx *sql.Tx) error {
		if err := execOne(ctx, tx, auth.ErrNoUser, `UPDATE users SET disabled_at = $1 WHERE id = $2`, millis(at), userID); err != nil {
			return err
		}
		return endSessions(ctx, tx, userID, "")
	})
}

// EnableUser allows a disabled user to log in again.
func (s *Store) EnableUser(ctx context.Context, userID string) error {
	return s.changeUser(ctx, "enable user", false, func(tx *sql.Tx) error {
		return execOne(ctx, tx, auth.ErrNoUser, `UPDATE users SET disabled_at = 0 WHERE id = $1`, userID)
	})
}

// RemoveUser deletes a user with their sessions and saved views. Operations and the audit log keep the name.
// It returns auth.ErrLastAdmin when no admin would remain.
func (s *Store) RemoveUser(ctx context.Context, userID string) error {
	return s.changeUser(ctx, "remove user", true, func(tx *sql.Tx) error {
		if err := endSessions(ctx, tx, userID, ""); err != nil {
			return err
		}
		return execOne(ctx, tx, auth.ErrNoUser, `DELETE FROM users WHERE id = $1`, userID)
	})
}

// changeUser changes a user in a transaction. With leaves, the user is no active admin afterwards, and another one
// must remain.
func (s *Store) changeUser(ctx context.Context, what string, leaves bool, change func(*sql.Tx) error) error {
	err := s.writeAlone(ctx, func(tx *sql.Tx) error {
		if err := change(tx); err != nil || !leaves {
			return err
		}
		var admins int
		err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM users WHERE role = $1 AND disabled_at = 0`, auth.RoleAdmin).Scan(&admins)
		if err == nil && admins == 0 {
			err = auth.ErrLastAdmin
		}
		return err
	})
	return wrap(err, "%s", what)
}

// SessionsOf lists the sessions of a user that have not expired at a time, last used first.
func (s *Store) SessionsOf(ctx context.Context, userID string, now time.Time) ([]auth.Session, error) {
	found, err := queryAll(ctx, s.ro, func(r row) (auth.Session, error) {
		session, _, err := scanSession(r)
		return session, err
	}, `SELECT `+sessionColumns+`, `+userColumns+` FROM sessions JOIN users ON users.id = sessions.user_id
		WHERE sessions.user_id = $1 AND sessions.expires_at > $2 AND sessions.ends_at > $2 ORDER BY sessions.seen_at DESC, sessions.id_hash`, userID, millis(now))
	return found, wrap(err, "list sessions")
}

// CountSessions counts the sessions that have not expired at a time, by user id.
func (s *Store) CountSessions(ctx context.Context, now time.Time) (map[string]int, error) {
	type count struct {
		userID string
		n      int
	}
	counts, err := queryAll(ctx, s.ro, func(r row) (c count, err error) {
		err = r.Scan(&c.userID, &c.n)
		return c, err
	}, `SELECT user_id, COUNT(*) FROM sessions WHERE expires_at > $1 AND ends_at > $1 GROUP BY user_id`, millis(now))
	if err != nil {
		return nil, fmt.Errorf("count sessions: %w", err)
	}
	byUser := map[string]int{}
	for _, c := range counts {
		byUser[c.userID] = c.n
	}
	return byUser, nil
}

// EndSessionsOf ends all sessions of a user except one; with "" it ends all.
func (s *Store) EndSessionsOf(ctx context.Context, userID, except string) error {
	return wrap(s.write(ctx, func(tx *sql.Tx) error { return endSessions(ctx, tx, userID, except) }), "end sessions of user")
}

// EndSessionOf ends one session of a user, or returns auth.ErrNoSession when the user has no such session.
func (s *Store) EndSessionOf(ctx context.Context, userID, idHash string) error {
	err := execOne(ctx, s.rw, auth.ErrNoSession, `DELETE FROM sessions WHERE id_hash = $1 AND user_id = $2`, idHash, userID)
	return wrap(err, "end session")
}

func endSessions(ctx context.Context, tx *sql.Tx, userID, except string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE user_id = $1 AND id_hash <> $2`, userID, except)
	return err
}

// ChangePassword stores a new hash and ends all sessions of the user except one, or all with "", in one transaction.
func (s *Store) ChangePassword(ctx context.Context, userID, hash, except string, at time.Time) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := execOne(ctx, tx, auth.ErrNoUser, `UPDATE users SET password_hash = $1, password_changed_at = $2, must_change = 0 WHERE id = $3`,
			hash, millis(at), userID); err != nil {
			return err
		}
		return endSessions(ctx, tx, userID, except)
	})
	return wrap(err, "change password")
}

// NoteLogin stores the time and the address of a user's login.
func (s *Store) NoteLogin(ctx context.Context, userID, addr string, at time.Time) error {
	_, err := s.rw.ExecContext(ctx, `UPDATE users SET last_login_at = $1, last_login_addr = $2 WHERE id = $3`, millis(at), addr, userID)
	return wrap(err, "note the login")
}

// NoteProof stores when the user of a session last confirmed their identity.
func (s *Store) NoteProof(ctx context.Context, idHash string, at time.Time) error {
	_, err := s.rw.ExecContext(ctx, `UPDATE sessions SET proved_at = $1 WHERE id_hash = $2`, millis(at), idHash)
	return wrap(err, "note the proof")
}
