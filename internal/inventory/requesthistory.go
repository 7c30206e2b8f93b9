package inventory

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	// historyMaxAge is how long requests of the past are believed before they are read again.
	historyMaxAge = 5 * time.Minute
	// historyRetry is how long a reading rests that failed, or that something has happened since.
	historyRetry = time.Minute
	// historyDepth is how far back requests are read: the cloud does not say how long it keeps them.
	historyDepth = 92 * 24 * time.Hour
	// historyOverlap is read again, because requests change until they are done.
	historyOverlap = time.Hour
	// openRequestMaxAge is how long a request that is not done is read again for that reason alone.
	openRequestMaxAge = 24 * time.Hour
)

// ReadRequests reads the requests that were made since a time, in any status, with their bodies. It
// tells how many it has read so far.
type ReadRequests func(ctx context.Context, since time.Time, soFar func(n int)) (Listing[Request], error)

// RequestHistory is what is known of the create-snapshot requests of the past.
type RequestHistory struct {
	Requests []Request // oldest first; not to be changed
	ReadAt   time.Time // zero: not read yet
	Since    time.Time // how far back was read
	Err      error     // why the last reading failed
	Loading  bool      // they are being read now
	Loaded   int       // requests that this reading has come to
}

// HistoryReader reads requests of the past when somebody asks for them, and remembers them for some
// minutes. Use Run in a goroutine of its own; Look may be called concurrently.
type HistoryReader struct {
	readRequests ReadRequests
	now          func() time.Time
	log          *slog.Logger
	requested    chan struct{}
	onChange     func()

	mu      sync.Mutex
	cached  RequestHistory
	triedAt time.Time
	latest  time.Time // that somebody who looked wants to know of
}

// NewHistoryReader returns a past of which nothing is known. onChange is called when something is.
func NewHistoryReader(calls ReadRequests, onChange func(), now func() time.Time, log *slog.Logger) *HistoryReader {
	return &HistoryReader{readRequests: calls, now: now, log: log, requested: make(chan struct{}, 1), onChange: onChange}
}

// Current returns what is known without waiting, and lets it be read again when it is old, or
// when it is older than latest, when something happened that it may tell of.
func (p *HistoryReader) Current(latest time.Time) RequestHistory {
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

// Cached returns what is known, and lets nothing be read for it.
func (p *HistoryReader) Cached() RequestHistory {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cached
}

// dueIn is how long the requests need not be read again. The lock must be held.
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

// Run reads whenever that was wished, until ctx ends.
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
	since := old.readFrom(at)
	p.setProgress(true, 0)
	found, err := p.readRequests(ctx, since, func(n int) { p.setProgress(true, n) })
	if ctx.Err() != nil {
		p.setProgress(false, 0)
		return
	}
	next := old
	if next.Err = err; err == nil {
		next = RequestHistory{Requests: mergeRequests(old.Requests, found.Items), ReadAt: at, Since: old.Since}
		if old.ReadAt.IsZero() {
			next.Since = since
		}
	} else {
		p.log.Warn("read request history", "error", err.Error())
	}
	p.mu.Lock()
	p.cached, p.triedAt = next, at
	p.mu.Unlock()
	p.onChange()
}

// readFrom is how far back a reading goes that adds to what is known: at least to the oldest request
// that may have changed.
func (r RequestHistory) readFrom(at time.Time) time.Time {
	if r.ReadAt.IsZero() {
		return at.Add(-historyDepth)
	}
	since := r.ReadAt.Add(-historyOverlap)
	for _, open := range r.Requests {
		if !open.Status.Final() && open.CreatedDate.After(at.Add(-openRequestMaxAge)) {
			return earlier(since, open.CreatedDate)
		}
	}
	return since
}

// setProgress notes how far a reading is.
func (p *HistoryReader) setProgress(reading bool, n int) {
	p.mu.Lock()
	p.cached.Loading, p.cached.Loaded = reading, n
	p.mu.Unlock()
	p.onChange()
}

// mergeRequests joins what was known with what was read again: of create-snapshot requests alone.
func mergeRequests(old, fresh []Request) []Request {
	byID := make(map[string]Request, len(old)+len(fresh))
	for _, r := range old {
		byID[r.ID] = r
	}
	for _, r := range fresh {
		if _, _, ok := r.SnapshotSource(); ok {
			byID[r.ID] = r
		}
	}
	all := make([]Request, 0, len(byID))
	for _, r := range byID {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Request) int { return cmp.Or(a.CreatedDate.Compare(b.CreatedDate), cmp.Compare(a.ID, b.ID)) })
	return all
}
