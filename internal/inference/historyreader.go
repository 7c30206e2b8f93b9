package inference

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"snapdeck/internal/inventory"
)

const (
	// historyMaxAge is the age at which the history is read again.
	historyMaxAge = 5 * time.Minute
	// historyRetry is the pause after a failed read, and before a read that is only due because of a new event.
	historyRetry = time.Minute
	// historyDepth is how far back requests are read: IONOS Cloud does not document how long it lists them.
	historyDepth = 92 * 24 * time.Hour
	// historyOverlap is read twice, because requests change until they are final.
	historyOverlap = time.Hour
	// openRequestMaxAge is how long an open request alone makes the history be read again.
	openRequestMaxAge = 24 * time.Hour
)

// ReadRequests reads the requests since a time, in any status, with their bodies. It reports its progress to
// soFar.
type ReadRequests func(ctx context.Context, since time.Time, soFar func(n int)) (inventory.Listing[inventory.Request], error)

// HistoryReader reads past requests on demand and caches them for some minutes, because a read takes a call for every
// 1,000 requests of the last 92 days, and each page about sources needs them. Use Run in a goroutine of its own; Current
// may be called concurrently.
type HistoryReader struct {
	readRequests ReadRequests
	now          func() time.Time
	log          *slog.Logger
	requested    chan struct{}
	onChange     func()

	mu      sync.Mutex
	cached  inventory.RequestHistory
	triedAt time.Time
	latest  time.Time // the newest event that a caller wants the history to include
}

// NewHistoryReader returns an empty history. It calls onChange after each change.
func NewHistoryReader(calls ReadRequests, onChange func(), now func() time.Time, log *slog.Logger) *HistoryReader {
	return &HistoryReader{readRequests: calls, now: now, log: log, requested: make(chan struct{}, 1), onChange: onChange}
}

// Current returns the history without waiting. It requests a new read when the history is old, or older than
// latest, the time of an event that the history should include.
func (p *HistoryReader) Current(latest time.Time) inventory.RequestHistory {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.latest = latest
	if p.dueIn() <= 0 {
		select {
		case p.requested <- struct{}{}:
		default:
		}
	}
	return p.cached
}

// Cached returns the history and never requests a read.
func (p *HistoryReader) Cached() inventory.RequestHistory {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cached
}

// dueIn is the time until the next read. The lock must be held.
func (p *HistoryReader) dueIn() time.Duration {
	rest := historyMaxAge
	if p.cached.Err != nil || p.latest.After(p.cached.ReadAt) {
		rest = historyRetry
	}
	if p.triedAt.IsZero() {
		return 0
	}
	return rest - p.now().Sub(p.triedAt)
}

// Run reads on demand until ctx ends.
func (p *HistoryReader) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.requested:
			p.read(ctx)
		}
	}
}

func (p *HistoryReader) read(ctx context.Context) {
	p.mu.Lock()
	due, old := p.dueIn(), p.cached
	p.mu.Unlock()
	if due > 0 {
		return
	}
	at := p.now()
	since := readFrom(old, at)
	p.setProgress(true, 0)
	found, err := p.readRequests(ctx, since, func(n int) { p.setProgress(true, n) })
	if ctx.Err() != nil {
		p.setProgress(false, 0)
		return
	}
	next := old
	if next.Err = err; err == nil {
		next = inventory.RequestHistory{Requests: mergeRequests(old.Requests, found.Items), ReadAt: at, Since: old.Since}
		if old.ReadAt.IsZero() {
			next.Since = since
		}
	} else {
		p.log.Warn("read request history", "error", err)
	}
	p.mu.Lock()
	p.cached, p.triedAt = next, at
	p.mu.Unlock()
	p.onChange()
}

// readFrom is where an incremental read starts: at the oldest request that may have changed.
func readFrom(r inventory.RequestHistory, at time.Time) time.Time {
	if r.ReadAt.IsZero() {
		return at.Add(-historyDepth)
	}
	since := r.ReadAt.Add(-historyOverlap)
	for _, open := range r.Requests {
		if !open.Status.Final() && open.CreatedDate.After(at.Add(-openRequestMaxAge)) {
			if open.CreatedDate.Before(since) {
				return open.CreatedDate
			}
			return since
		}
	}
	return since
}

func (p *HistoryReader) setProgress(reading bool, n int) {
	p.mu.Lock()
	p.cached.Loading, p.cached.Loaded = reading, n
	p.mu.Unlock()
	p.onChange()
}

// mergeRequests joins known and newly read requests, and drops all but create-snapshot requests.
func mergeRequests(old, fresh []inventory.Request) []inventory.Request {
	byID := make(map[string]inventory.Request, len(old)+len(fresh))
	for _, r := range old {
		byID[r.ID] = r
	}
	for _, r := range fresh {
		if _, _, ok := r.SnapshotSource(); ok {
			byID[r.ID] = r
		}
	}
	all := make([]inventory.Request, 0, len(byID))
	for _, r := range byID {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b inventory.Request) int {
		return cmp.Or(a.CreatedDate.Compare(b.CreatedDate), cmp.Compare(a.ID, b.ID))
	})
	return all
}
