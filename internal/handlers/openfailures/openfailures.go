package openfailures

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"snapdeck/internal/coverage"
)

// dismissalsFor is the time for which dismissals are cached, because another replica may add some.
const dismissalsFor = 10 * time.Second

// DismissalReader reads the failures that users dismissed.
type DismissalReader interface {
	Dismissals(ctx context.Context) ([]coverage.Dismissal, error)
}

// Cache caches the open failures of a report, which every page counts, and the dismissals that they depend on,
// and is safe for concurrent use. Without it, each page reads the database once more, and lists reach 0.69 to 0.84 of
// the bare page instead of 0.82 to 0.95 (docs/decisions/0030).
type Cache struct {
	Dismissals DismissalReader
	Changes    func() uint64 // how often pages were notified of any change
	Log        *slog.Logger

	mu        sync.Mutex
	changes   uint64
	readAt    time.Time
	dismissed []coverage.Dismissal
	report    *coverage.Report
	groups    []coverage.FailureGroup
}

// Dismissed returns the dismissals, which are read periodically and after every change.
func (c *Cache) Dismissed(ctx context.Context, now time.Time) []coverage.Dismissal {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.readDismissals(ctx, now)
	return c.dismissed
}

// readDismissals reads the dismissals if they may be outdated; the caller must hold the lock of the cache.
func (c *Cache) readDismissals(ctx context.Context, now time.Time) {
	changes := c.Changes()
	if !c.readAt.IsZero() && c.changes == changes && now.Sub(c.readAt) < dismissalsFor {
		return
	}
	dismissed, err := c.Dismissals.Dismissals(ctx)
	if err != nil {
		if ctx.Err() == nil {
			c.Log.Warn("read dismissed failures", "error", err.Error())
		}
		return
	}
	c.changes, c.readAt, c.dismissed, c.report = changes, now, dismissed, nil
}

// Of returns the failed creates of volumes that have had no good snapshot since, by cause.
func (c *Cache) Of(ctx context.Context, r *coverage.Report, now time.Time) []coverage.FailureGroup {
	if !r.Complete {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.readDismissals(ctx, now)
	if c.report != r {
		c.report, c.groups = r, r.OpenFailures(c.dismissed)
	}
	return c.groups
}

// Count returns the number of volumes with a failure that was not dismissed.
func (c *Cache) Count(ctx context.Context, r *coverage.Report, now time.Time) (n int) {
	for _, g := range c.Of(ctx, r, now) {
		n += len(g.Failures)
	}
	return n
}
