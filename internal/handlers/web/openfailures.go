package web

import (
	"context"
	"sync"
	"time"

	"snapdeck/internal/coverage"
)

// dismissalsFor is the time for which dismissals are cached, because another replica may add some.
const dismissalsFor = 10 * time.Second

// failureCache caches the open failures of a report, which every page counts, and is safe for concurrent use.
type failureCache struct {
	mu        sync.Mutex
	changes   uint64
	readAt    time.Time
	dismissed []coverage.Dismissal
	report    *coverage.Report
	groups    []coverage.FailureGroup
}

// CurrentDismissals returns the dismissals, which are read periodically and after every change.
func (s *Base) CurrentDismissals(ctx context.Context, now time.Time) []coverage.Dismissal {
	c := s.failures
	c.mu.Lock()
	defer c.mu.Unlock()
	s.readDismissals(ctx, now)
	return c.dismissed
}

// readDismissals reads the dismissals if they may be outdated; the caller must hold the lock of the cache.
func (s *Base) readDismissals(ctx context.Context, now time.Time) {
	c, changes := s.failures, s.Hub.Changes()
	if !c.readAt.IsZero() && c.changes == changes && now.Sub(c.readAt) < dismissalsFor {
		return
	}
	dismissed, err := s.Dismissals.Dismissals(ctx)
	if err != nil {
		if ctx.Err() == nil {
			s.Log.Warn("read dismissed failures", "error", err)
		}
		return
	}
	c.changes, c.readAt, c.dismissed, c.report = changes, now, dismissed, nil
}

// OpenFailures returns the failed creates of volumes that have had no good snapshot since, by cause.
func (s *Base) OpenFailures(ctx context.Context, r *coverage.Report, now time.Time) []coverage.FailureGroup {
	if !r.Complete {
		return nil
	}
	c := s.failures
	c.mu.Lock()
	defer c.mu.Unlock()
	s.readDismissals(ctx, now)
	if c.report != r {
		c.report, c.groups = r, r.OpenFailures(c.dismissed)
	}
	return c.groups
}

// countOpenFailures returns the number of volumes with a failure that was not dismissed.
func (s *Base) countOpenFailures(ctx context.Context, now time.Time) (n int) {
	for _, g := range s.OpenFailures(ctx, s.Coverage(), now) {
		n += len(g.Failures)
	}
	return n
}
