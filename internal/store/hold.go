package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"snapdeck/internal/audit"
)

// holdSetting stands while creates from before the ledger went back in time wait for a person.
const holdSetting = "backup_restored"

// Hold is that creates wait for a person, since the ledger went back in time.
type Hold struct {
	At        time.Time // by the database's clock
	Cancelled int       // operations that were cancelled
}

type holdRow struct {
	At        int64 `json:"at"`
	Cancelled int   `json:"cancelled"`
}

// Held reports whether creates from before the ledger went back in time wait for a person.
func (l *Ledger) Held(ctx context.Context) (bool, error) {
	h, err := holdIn(ctx, l.store.ro)
	if err != nil {
		return false, fmt.Errorf("look whether creates wait for a person: %w", err)
	}
	return h != nil, nil
}

// ContinueAll lets the creates go on that wait since the ledger went back in time, and adds who
// said so to the audit trail. It reports false when they did not wait any more.
func (s *Store) ContinueAll(ctx context.Context, by audit.Entry) (continued bool, err error) {
	by.Action, by.Outcome = audit.ContinueAll, audit.Done
	err = s.write(ctx, func(tx *sql.Tx) error {
		continued = false
		done, err := tx.ExecContext(ctx, `DELETE FROM settings WHERE setting_key = $1`, holdSetting)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err != nil || n == 0 {
			return err
		}
		if by.At, err = s.now(ctx, tx); err != nil {
			return err
		}
		continued = true
		return appendAudit(ctx, tx, by)
	})
	if err != nil {
		return false, fmt.Errorf("let the creates go on: %w", err)
	}
	return continued, nil
}

func holdIn(ctx context.Context, q querier) (*Hold, error) {
	var text string
	err := q.QueryRowContext(ctx, `SELECT value FROM settings WHERE setting_key = $1`, holdSetting).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var r holdRow
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return nil, fmt.Errorf("read the setting %s: %w", holdSetting, err)
	}
	return &Hold{At: moment(r.At), Cancelled: r.Cancelled}, nil
}

// hold lets creates wait, on top of those that wait already.
func hold(ctx context.Context, tx *sql.Tx, h Hold) error {
	before, err := holdIn(ctx, tx)
	if err != nil {
		return err
	}
	if before != nil {
		h.Cancelled += before.Cancelled
	}
	text, err := json.Marshal(holdRow{At: millis(h.At), Cancelled: h.Cancelled})
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO settings (setting_key, value, updated_at) VALUES ($1, $2, $3)
		ON CONFLICT (setting_key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`, holdSetting, string(text), millis(h.At))
	return err
}
