package web

import (
	"context"
	"sync"
	"time"

	"snapdeck/internal/coverage"
)

// noDismissals hide nothing.
type noDismissals struct{}

func (noDismissals) Dismissals(context.Context) ([]coverage.Dismissal, error) { return nil, nil }

func (noDismissals) Dismiss(context.Context, coverage.Dismissal, string) error { return nil }

func (noDismissals) ForgetDismissals(context.Context, []coverage.Dismissal) error { return nil }

// dismissalsFor is how long dismissals are cached, which another replica may add to.
const dismissalsFor = 10 * time.Second

// failureCache remembers the open failures of a report, which every page counts. It may be used
// concurrently.
type failureCache struct {
	mu        sync.Mutex
	changes   uint64
	readAt    time.Time
	dismissed []coverage.Dismissal
	report    *coverage.Report
	groups    []coverage.FailureGroup
}

// CurrentDismissals returns what was dismissed, which is read now and then, and when anything changed.
func (s *Base) CurrentDismissals(ctx context.Context, now time.Time) []coverage.Dismissal {
	c := s.failures
	c.mu.Lock()
	defer c.mu.Unlock()
	s.readDismissals(ctx, now)
	return c.dismissed
}

// readDismissals reads them when they may be old. The lock of the cache must be held.
func (s *Base) readDismissals(ctx context.Context, now time.Time) {
	c, changes := s.failures, s.Hub.Changes()
	if !c.readAt.IsZero() && c.changes == changes && now.Sub(c.readAt) < dismissalsFor {
		return
	}
	dismissed, err := s.Dismissals.Dismissals(ctx)
	if err != nil {
		if ctx.Err() == nil {
			s.Log.Warn("read dismissed failures", "error", err.Error())
		}
		return
	}
	c.changes, c.readAt, c.dismissed, c.report = changes, now, dismissed, nil
}

// OpenFailures are the failed attempts since which their volumes got no good snapshot, by cause.
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

// countOpenFailures is how many volumes failed and were not dismissed.
func (s *Base) countOpenFailures(ctx context.Context, now time.Time) (n int) {
	for _, g := range s.OpenFailures(ctx, s.Coverage(), now) {
		n += len(g.Failures)
	}
	return n
}
