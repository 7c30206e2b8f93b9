package coverage

import (
	"sync"

	"snapdeck/internal/inventory"
)

// Latest gives the same report as long as nothing changed that it depends on, so that pages and
// queries can share what they make of it. It may be used concurrently.
type Latest struct {
	mu       sync.Mutex
	report   *Report
	attempts uint64
}

// Of is the function Of, or what it returned before. The age of what is known is not part of that: take
// it from the mirror when a page is rendered.
func (l *Latest) Of(v *inventory.View, f Facts) *Report {
	version := uint64(0)
	if f.Attempts != nil {
		version = f.Attempts.Version()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if old := l.report; old != nil && old.View == v && old.Target == f.Target && l.attempts == version && old.Valid(f.Now) {
		return old
	}
	l.report, l.attempts = Of(v, f), version
	return l.report
}
