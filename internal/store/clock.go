package store

import (
	"context"
	"fmt"
	"time"
)

// Now is the time by the clock of the database, which processes that share it compare times by: their
// own clocks may differ. On SQLite, which one process works on, it is this process's.
func (s *Store) Now(ctx context.Context) (time.Time, error) {
	if s.server == nil {
		return time.Now(), nil
	}
	var ms int64
	if err := s.ro.QueryRowContext(ctx, `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`).Scan(&ms); err != nil {
		return time.Time{}, fmt.Errorf("ask for the time of the database: %w", err)
	}
	return moment(ms), nil
}
