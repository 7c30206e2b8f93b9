package store

import (
	"context"
	"fmt"
	"time"
)

// Lead takes or renews the lease of a name for a holder, until now+ttl, and reports whether
// the holder has it. Another holder's lease is taken when it has run out, so renew it a few
// times per ttl, and lead no longer than ttl after the call that last reported true began.
// The clocks of replicas may differ: choose a ttl that is long beside that.
//
// On SQLite nobody else works on the database, so whoever asks has the lease at once, also
// after a process that died.
func (s *Store) Lead(ctx context.Context, name, holder string, ttl time.Duration, now time.Time) (bool, error) {
	free := now
	if !s.Shared() {
		free = now.Add(100 * 365 * 24 * time.Hour) // by then every lease has run out
	}
	done, err := s.rw.ExecContext(ctx, `INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE leases.holder = excluded.holder OR leases.until <= $4`,
		name, holder, millis(now.Add(ttl)), millis(free))
	if err != nil {
		return false, fmt.Errorf("take the lease %s: %w", name, err)
	}
	taken, err := done.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("take the lease %s: %w", name, err)
	}
	return taken == 1, nil
}

// Resign gives a lease back, so that another holder need not wait until it runs out. A lease
// that is not the holder's is left alone.
func (s *Store) Resign(ctx context.Context, name, holder string) error {
	if _, err := s.rw.ExecContext(ctx, `DELETE FROM leases WHERE name = $1 AND holder = $2`, name, holder); err != nil {
		return fmt.Errorf("resign the lease %s: %w", name, err)
	}
	return nil
}
