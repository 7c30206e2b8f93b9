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
	// pastFresh is how long requests of the past are believed before they are read again.
	pastFresh = 5 * time.Minute
	// pastRetry is how long a reading rests that failed, or that something has happened since.
	pastRetry = time.Minute
	// pastReach is how far back requests are read: the cloud does not say how long it keeps them.
	pastReach = 92 * 24 * time.Hour
	// pastOverlap is read again, because requests change until they are done.
	pastOverlap = time.Hour
	// pastOpen is how long a request that is not done is read again for that reason alone.
	pastOpen = 24 * time.Hour
)

// Calls reads the requests that were made since a time, in any status, with their bodies. It
// tells how many it has read so far.
type Calls func(ctx context.Context, since time.Time, soFar func(n int)) (Listing[Request], error)

// Recollection is what is known of the create-snapshot requests of the past.
type Recollection struct {
	Requests []Request // oldest first; not to be changed
	ReadAt   time.Time // zero: not read yet
	Since    time.Time // how far back was read
	Err      error     // why the last reading failed
	Reading  bool      // they are being read now
	SoFar    int       // requests that this reading has come to
}

// Past reads requests of the past when somebody asks for them, and remembers them for some
// minutes. Use Run in a goroutine of its own; Look may be called concurrently.
type Past struct {
	calls    Calls
	now      func() time.Time
	log      *slog.Logger
	wish     chan struct{}
	onChange func()

	mu      sync.Mutex
	known   Recollection
	triedAt time.Time
	latest  time.Time // that somebody who looked wants to know of
}

// NewPast returns a past of which nothing is known. onChange is called when something is.
func NewPast(calls Calls, onChange func(), now func() time.Time, log *slog.Logger) *Past {
	return &Past{calls: calls, now: now, log: log, wish: make(chan struct{}, 1), onChange: onChange}
}

// Look returns what is known without waiting, and lets it be read anew when it is old, or
// when it is older than latest, when something happened that it may tell of.
func (p *Past) Look(latest time.Time) Recollection {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.latest = latest
	if p.dueIn() <= 0 {
		select {
		case p.wish <- struct{}{}:
		default:
		}
	}
	return p.known
}

// Known returns what is known, and lets nothing be read for it.
func (p *Past) Known() Recollection {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.known
}

// dueIn is how long the requests need not be read again. The lock must be held.
func (p *Past) dueIn() time.Duration {
	rest := pastFresh
	if p.known.Err != nil || p.latest.After(p.known.ReadAt) {
		rest = pastRetry
	}
	if p.triedAt.IsZero() {
		return 0
	}
	return rest - p.now().Sub(p.triedAt)
}

// Run reads whenever that was wished, until ctx ends.
func (p *Past) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wish:
			p.read(ctx)
		}
	}
}

func (p *Past) read(ctx context.Context) {
	p.mu.Lock()
	due, old := p.dueIn(), p.known
	p.mu.Unlock()
	if due > 0 {
		return
	}
	at := p.now()
	since := old.next(at)
	p.progress(true, 0)
	found, err := p.calls(ctx, since, func(n int) { p.progress(true, n) })
	if ctx.Err() != nil {
		p.progress(false, 0)
		return
	}
	next := old
	if next.Err = err; err == nil {
		next = Recollection{Requests: remember(old.Requests, found.Items), ReadAt: at, Since: old.Since}
		if old.ReadAt.IsZero() {
			next.Since = since
		}
	} else {
		p.log.Warn("the requests of the past could not be read", "error", err.Error())
	}
	p.mu.Lock()
	p.known, p.triedAt = next, at
	p.mu.Unlock()
	p.onChange()
}

// next is how far back a reading goes that adds to what is known: at least to the oldest request
// that may have changed.
func (r Recollection) next(at time.Time) time.Time {
	if r.ReadAt.IsZero() {
		return at.Add(-pastReach)
	}
	since := r.ReadAt.Add(-pastOverlap)
	for _, open := range r.Requests {
		if !open.Status.Final() && open.CreatedDate.After(at.Add(-pastOpen)) {
			return earlier(since, open.CreatedDate)
		}
	}
	return since
}

// progress notes how far a reading is.
func (p *Past) progress(reading bool, n int) {
	p.mu.Lock()
	p.known.Reading, p.known.SoFar = reading, n
	p.mu.Unlock()
	p.onChange()
}

// remember joins what was known with what was read anew: of create-snapshot requests alone.
func remember(old, fresh []Request) []Request {
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
