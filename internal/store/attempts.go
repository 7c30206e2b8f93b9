package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"snapdeck/internal/auth"
)

// Attempt returns the failed logins under a key; the zero value when there are none.
func (s *Store) Attempt(ctx context.Context, key string) (auth.Attempt, error) {
	a, err := scanAttempt(s.ro.QueryRowContext(ctx, `SELECT failures, last_at FROM login_attempts WHERE attempt_key = $1`, key))
	if errors.Is(err, sql.ErrNoRows) {
		return auth.Attempt{}, nil
	}
	return a, wrap(err, "read login attempts")
}

// AddFailure counts one failure, and restarts the count when the last one was before resetBefore.
func (s *Store) AddFailure(ctx context.Context, key string, at, resetBefore time.Time) (auth.Attempt, error) {
	a, err := scanAttempt(s.rw.QueryRowContext(ctx, `INSERT INTO login_attempts (attempt_key, failures, last_at) VALUES ($1, 1, $2)
		ON CONFLICT (attempt_key) DO UPDATE SET
			failures = CASE WHEN login_attempts.last_at < $3 THEN 1 ELSE login_attempts.failures + 1 END,
			last_at = excluded.last_at
		RETURNING failures, last_at`, key, millis(at), millis(resetBefore)))
	return a, wrap(err, "count login attempt")
}

// TakeBack removes the failure of a key that was counted at a time; before is the time of the previous failure.
func (s *Store) TakeBack(ctx context.Context, key string, at, before time.Time) error {
	_, err := s.rw.ExecContext(ctx, `UPDATE login_attempts SET failures = CASE WHEN failures > 0 THEN failures - 1 ELSE 0 END,
		last_at = CASE WHEN last_at = $2 THEN $3 ELSE last_at END WHERE attempt_key = $1`, key, millis(at), millis(before))
	return wrap(err, "take back login attempt")
}

// ClearAttempts deletes the failures under a key.
func (s *Store) ClearAttempts(ctx context.Context, key string) error {
	_, err := s.rw.ExecContext(ctx, `DELETE FROM login_attempts WHERE attempt_key = $1`, key)
	return wrap(err, "clear login attempts")
}

// PurgeAttempts deletes the keys whose last failure was before a time.
func (s *Store) PurgeAttempts(ctx context.Context, before time.Time) error {
	_, err := s.rw.ExecContext(ctx, `DELETE FROM login_attempts WHERE last_at < $1`, millis(before))
	return wrap(err, "purge login attempts")
}

func scanAttempt(r row) (a auth.Attempt, err error) {
	err = r.Scan(&a.Failures, timeInto{&a.LastAt})
	return a, err
}
