package store

import (
	"context"
	"fmt"
	"time"
)

// clockSQL is the SQL expression for the database's time in Unix ms. No other code reads the database's clock.
func (s *Store) clockSQL() string {
	if s.server == nil {
		return `CAST(ROUND(unixepoch('subsec') * 1000) AS BIGINT)`
	}
	return `CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`
}

// Now reads the database's clock. Use it for times that several processes compare.
func (s *Store) Now(ctx context.Context) (time.Time, error) { return s.now(ctx, s.ro) }

func (s *Store) now(ctx context.Context, q querier) (time.Time, error) {
	var ms int64
	if err := q.QueryRowContext(ctx, `SELECT `+s.clockSQL()).Scan(&ms); err != nil {
		return time.Time{}, fmt.Errorf("read clock of the database: %w", err)
	}
	return fromMillis(ms), nil
}

// clockReading pairs the database's time with the process's time of the same moment.
type clockReading struct{ reported, at time.Time }

// slowReading is the maximal duration of a reading that may replace an older one.
const slowReading = 500 * time.Millisecond

// Time is the database's time without a query: the reading of the last Heartbeat plus the time since then.
// Setting the host's clock does not change it. On SQLite, which has one process, it is the process's clock.
func (s *Store) Time() time.Time {
	known := s.clock.Load()
	if known == nil {
		return time.Now()
	}
	return known.reported.Add(time.Since(known.at))
}

// noteClock stores a reading that was taken between two moments.
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
