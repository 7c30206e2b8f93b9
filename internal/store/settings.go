package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"snapdeck/internal/audit"
)

// Setting returns the value of a setting; ok is false when it was never set.
func (s *Store) Setting(ctx context.Context, key string) (value string, ok bool, err error) {
	err = s.ro.QueryRowContext(ctx, `SELECT value FROM settings WHERE setting_key = $1`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return value, err == nil, wrap(err, "read setting %s", key)
}

const setSetting = `INSERT INTO settings (setting_key, value, updated_at) VALUES ($1, $2, $3)
	ON CONFLICT (setting_key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`

func (s *Store) setAudited(ctx context.Context, key, value string, e audit.Entry) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, setSetting, key, value, millis(e.At)); err != nil {
			return err
		}
		return appendAudit(ctx, tx, e)
	})
}

// SettingOr returns the value of a setting, and sets it first if it is missing. Concurrent processes get the
// same value.
func (s *Store) SettingOr(ctx context.Context, key, value string, at time.Time) (string, error) {
	_, err := s.rw.ExecContext(ctx, `INSERT INTO settings (setting_key, value, updated_at) VALUES ($1, $2, $3)
		ON CONFLICT (setting_key) DO NOTHING`, key, value, millis(at))
	if err != nil {
		return "", fmt.Errorf("store setting %s: %w", key, err)
	}
	stored, ok, err := s.Setting(ctx, key)
	if err == nil && !ok {
		err = fmt.Errorf("read setting %s: it was deleted", key)
	}
	return stored, err
}
