package store

import (
	"context"
	"fmt"
	"time"
)

// clockSQL is the database's time in Unix ms, as SQL. It is the only place that asks for it.
func (s *Store) clockSQL() string {
	if s.server == nil {
		return `CAST(ROUND(unixepoch('subsec') * 1000) AS BIGINT)`
	}
	return `CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`
}

// Now asks the database for its time. Times that several processes compare are taken from it.
func (s *Store) Now(ctx context.Context) (time.Time, error) { return s.now(ctx, s.ro) }

func (s *Store) now(ctx context.Context, q querier) (time.Time, error) {
	var ms int64
	if err := q.QueryRowContext(ctx, `SELECT `+s.clockSQL()).Scan(&ms); err != nil {
		return time.Time{}, fmt.Errorf("ask the database for its time: %w", err)
	}
	return fromMillis(ms), nil
}

// clockReading is what the database's clock said when this process's own clock said at.
type clockReading struct{ reported, at time.Time }

// slowReading is how long asking for the time may take for the answer to replace an older one.
const slowReading = 500 * time.Millisecond

// Time is the database's time as far as it is known without asking: what its clock said at the
// last Heartbeat, and what has passed since. Setting this machine's clock does not change it. On
// SQLite, where nobody else compares times, it is this process's clock.
func (s *Store) Time() time.Time {
	known := s.clock.Load()
	if known == nil {
		return time.Now()
	}
	return known.reported.Add(time.Since(known.at))
}

// noteClock remembers what the database's clock said between two moments.
func (s *Store) noteClock(reported, before, after time.Time) {
	if s.server == nil {
		return
	}
	took := after.Sub(before)
	if took > slowReading && s.clock.Load() != nil {
		return
	}
	s.clock.Store(&clockReading{reported: reported, at: before.Add(took / 2)})
}
