package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Heartbeat is the result of writing a heartbeat.
type Heartbeat struct {
	At       time.Time       // by the database's clock
	Restores int64           // number of times that the ledger went back in time; when it changes, caches of the ledger are invalid
	Notice   *RestoredNotice // nil: creates need no confirmation
}

// Heartbeat writes to the database, which proves that it is writable, and returns the state of the ledger. When
// the database is an earlier state of itself, it is reconciled first.
func (s *Store) Heartbeat(ctx context.Context) (b Heartbeat, err error) {
	for range 2 {
		b, err = s.writeHeartbeat(ctx)
		if !errors.Is(err, errOlder) {
			break
		}
		if err = s.resolveRestart(ctx); err != nil {
			break
		}
	}
	return b, wrap(err, "write heartbeat")
}

// errOlder means that the database is older than what this process remembers of it.
var errOlder = errors.New("the database is an earlier state of itself")

func (s *Store) writeHeartbeat(ctx context.Context) (b Heartbeat, err error) {
	seen, before := s.seen.Load(), time.Now()
	var count, at int64
	err = s.write(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `UPDATE ledger_state SET beat = beat + 1, beat_at = `+s.clockSQL()+`
			WHERE name = 'ledger' AND beat >= $1 RETURNING beat, beat_at, restores`, seen).Scan(&count, &at, &b.Restores)
		if errors.Is(err, sql.ErrNoRows) {
			return errOlder
		}
		if err == nil {
			b.Notice, err = noticeIn(ctx, tx)
		}
		return err
	})
	if err != nil {
		return Heartbeat{}, err
	}
	b.At = fromMillis(at)
	s.noteClock(b.At, before, time.Now())
	return b, s.remember(count)
}

// remember stores the count of a committed heartbeat: in memory and, for the next start, beside the SQLite
// file.
func (s *Store) remember(count int64) error {
	for {
		seen := s.seen.Load()
		if count <= seen {
			return nil
		}
		if s.seen.CompareAndSwap(seen, count) {
			break
		}
	}
	if s.lock == nil {
		return nil
	}
	if _, err := s.lock.WriteAt(fmt.Appendf(nil, "%020d\n", count), 0); err != nil {
		return fmt.Errorf("store heartbeat count beside the database: %w", err)
	}
	return nil
}

// readHeartbeat reads the count that the last process stored beside the SQLite file.
func (s *Store) readHeartbeat() {
	if s.lock == nil {
		return
	}
	var count int64
	noted := make([]byte, 21)
	n, _ := s.lock.ReadAt(noted, 0) // a new file is shorter
	if _, err := fmt.Sscanf(string(noted[:n]), "%d", &count); err == nil {
		s.seen.Store(count)
	}
}
