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

// noticeSetting is set while creates from before the ledger went back in time wait for confirmation.
const noticeSetting = "backup_restored"

// RestoredNotice informs users that the ledger went back in time, until one of them confirms. Creates from
// before wait until then.
type RestoredNotice struct {
	At        time.Time // by the database's clock
	Cancelled int       // cancelled operations
}

type noticeRow struct {
	At        int64 `json:"at"`
	Cancelled int   `json:"cancelled"`
}

// Held reports whether creates from before the ledger went back in time wait for confirmation.
func (l *Ledger) Held(ctx context.Context) (bool, error) {
	notice, err := noticeIn(ctx, l.store.ro)
	return notice != nil, wrap(err, "check whether creates wait for confirmation")
}

// ContinueAll releases the creates that wait since the ledger went back in time, with an audit entry. It
// returns false when none was waiting.
func (s *Store) ContinueAll(ctx context.Context, by audit.Entry) (continued bool, err error) {
	by.Action, by.Outcome = audit.ContinueAll, audit.Done
	err = s.write(ctx, func(tx *sql.Tx) error {
		continued = false
		n, err := rowsChanged(tx.ExecContext(ctx, `DELETE FROM settings WHERE setting_key = $1`, noticeSetting))
		if err != nil || n == 0 {
			return err
		}
		if by.At, err = s.now(ctx, tx); err != nil {
			return err
		}
		continued = true
		return appendAudit(ctx, tx, by)
	})
	return continued, wrap(err, "release waiting creates")
}

func noticeIn(ctx context.Context, q querier) (*RestoredNotice, error) {
	var text string
	err := q.QueryRowContext(ctx, `SELECT value FROM settings WHERE setting_key = $1`, noticeSetting).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var r noticeRow
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return nil, fmt.Errorf("read the setting %s: %w", noticeSetting, err)
	}
	return &RestoredNotice{At: fromMillis(r.At), Cancelled: r.Cancelled}, nil
}

// putNotice adds a notice, or merges it into the current one.
func putNotice(ctx context.Context, tx *sql.Tx, n RestoredNotice) error {
	before, err := noticeIn(ctx, tx)
	if err != nil {
		return err
	}
	if before != nil {
		n.Cancelled += before.Cancelled
	}
	text, err := json.Marshal(noticeRow{At: millis(n.At), Cancelled: n.Cancelled})
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, setSetting, noticeSetting, string(text), millis(n.At))
	return err
}
