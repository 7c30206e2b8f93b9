package store

import (
	"context"
	"database/sql"

	"snapdeck/internal/audit"
	"snapdeck/internal/coverage"
)

// Dismissals returns the dismissed failures.
func (s *Store) Dismissals(ctx context.Context) ([]coverage.Dismissal, error) {
	all, err := queryAll(ctx, s.ro, func(r row) (d coverage.Dismissal, err error) {
		err = r.Scan(&d.Cause, &d.VolumeID, &d.By, timeInto{&d.At})
		return d, err
	}, `SELECT cause, volume_id, dismissed_by, dismissed_at FROM dismissals ORDER BY cause, volume_id`)
	return all, wrap(err, "list dismissed failures")
}

// Dismiss hides failures for all users, with an audit entry. It replaces an earlier dismissal of the same
// failures.
func (s *Store) Dismiss(ctx context.Context, d coverage.Dismissal, addr string) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO dismissals (cause, volume_id, dismissed_by, dismissed_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (cause, volume_id) DO UPDATE SET dismissed_by = excluded.dismissed_by, dismissed_at = excluded.dismissed_at
			WHERE excluded.dismissed_at > dismissals.dismissed_at`, d.Cause, d.VolumeID, d.By, millis(d.At))
		if err != nil {
			return err
		}
		return appendAudit(ctx, tx, audit.Entry{
			At: d.At, Actor: d.By, ActorAddr: addr, Action: audit.DismissFailure, Outcome: audit.Done, VolumeID: d.VolumeID, Detail: "Cause: " + d.Cause + ".",
		})
	})
	return wrap(err, "dismiss failures of cause %s", d.Cause)
}

// ForgetDismissals removes dismissals that no longer hide anything.
func (s *Store) ForgetDismissals(ctx context.Context, over []coverage.Dismissal) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		for _, d := range over {
			_, err := tx.ExecContext(ctx, `DELETE FROM dismissals WHERE cause = $1 AND volume_id = $2 AND dismissed_at <= $3`, d.Cause, d.VolumeID, millis(d.At))
			if err != nil {
				return err
			}
		}
		return nil
	})
	return wrap(err, "remove %d dismissals", len(over))
}
