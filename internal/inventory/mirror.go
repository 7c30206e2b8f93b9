package inventory

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"snapdeck/internal/price"
)

// readers is how many parts the mirror reads at a time. The last slot is kept for the parts
// of the whole contract, so that data centers that do not answer cannot hold them up.
const readers = 4

// Mirror is the one watcher of a contract for everybody. It reads closely what is in
// transition and slowly what is at rest, and keeps the current View. View, Health, ReadAt
// and Nudge may be called concurrently; Run is called once.
type Mirror struct {
	source Source
	pace   Pace
	demand Demand
	now    func() time.Time
	log    *slog.Logger

	view     atomic.Pointer[View]
	health   atomic.Pointer[Health]
	onChange []func(*View)
	onPulse  []func(Health)
	wake     chan struct{}

	mu     sync.Mutex
	forced map[Part]bool
	states map[Part]*partState

	backgroundAt time.Time // when the next background reading may begin

	// Owned by Run's goroutine.
	known     parts
	stock     stock         // of snapshots
	recent    recent        // requests
	listedAt  time.Time     // when the data centers were last begun to be listed
	dirty     bool          // something changed that is not in the view yet
	published time.Time     // when the view was made
	cost      time.Duration // of making it
	cachedAt  time.Time     // as of when what was restored is
}

// partState is the reading history of a part.
type partState struct {
	triedAt   time.Time
	readAt    time.Time
	cached    bool      // what is known is from before the start
	changed   bool      // it is known to differ from what was read
	notBefore time.Time // after a failure
	failure   error
	since     time.Time
	tries     int
}

// NewMirror returns a mirror that knows nothing yet.
func NewMirror(source Source, pace Pace, demand Demand, now func() time.Time, log *slog.Logger) *Mirror {
	m := &Mirror{
		source: source, pace: pace, demand: demand, now: now, log: log,
		wake:   make(chan struct{}, 1),
		forced: map[Part]bool{},
		states: map[Part]*partState{},
		known:  parts{inside: map[string]inside{}, warnings: map[string][]Warning{}},
	}
	for _, p := range []Part{PartRequests, PartRecent, PartDatacenters, PartSnapshots, PartLabels, PartContract, PartLocations} {
		m.states[p] = &partState{}
	}
	m.view.Store(newView(m.known, 0, now(), Progress{}))
	m.health.Store(&Health{})
	return m
}

// View returns what is known now. It never returns nil.
func (m *Mirror) View() *View { return m.view.Load() }

// Health returns how well the cloud can be read.
func (m *Mirror) Health() Health { return *m.health.Load() }

// UsePrices tells what snapshots cost. It must be called before Run.
func (m *Mirror) UsePrices(prices price.List) { m.known.prices = prices }

// OnChange registers what is called, in the mirror's goroutine, after the view has changed.
// It must be called before Run.
func (m *Mirror) OnChange(f func(*View)) { m.onChange = append(m.onChange, f) }

// OnPulse registers what is called, in the mirror's goroutine, after readings, changed or not. It must be called before Run.
func (m *Mirror) OnPulse(f func(Health)) { m.onPulse = append(m.onPulse, f) }

// ReadAt returns when a part was last begun to be read with success; zero: never.
func (m *Mirror) ReadAt(part Part) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.states[part]; s != nil {
		return s.readAt
	}
	return time.Time{}
}

// Nudge asks for parts to be read now rather than when they are due. Without parts it only
// makes the mirror look again how closely it should read.
func (m *Mirror) Nudge(read ...Part) {
	m.force(read...)
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// Run watches the contract until the context ends, and returns when all readings have ended.
func (m *Mirror) Run(ctx context.Context) {
	readings := make(chan reading, readers)
	running := map[Part]bool{}
	for ctx.Err() == nil {
		begin, rest := m.plan(running)
		if m.dirty {
			rest = min(rest, m.untilPublish())
		}
		for _, part := range begin {
			running[part] = true
			m.begin(part)
			go func() { readings <- m.fetch(ctx, part) }()
		}
		arrived := await(ctx, readings, m.wake, rest)
		for _, r := range arrived {
			delete(running, r.part)
		}
		if ctx.Err() == nil { // a reading that was cut off by our own end proves nothing
			m.take(arrived)
		}
	}
	for range running {
		<-readings
	}
}

// await waits for readings, for a wake-up or for a while. It returns all that have arrived,
// so that they go into one view: making a view of a large contract takes its time.
func await(ctx context.Context, readings <-chan reading, wake <-chan struct{}, d time.Duration) []reading {
	timer := time.NewTimer(d)
	defer timer.Stop()
	var arrived []reading
	select {
	case <-ctx.Done():
	case <-wake:
	case <-timer.C:
	case r := <-readings:
		arrived = append(arrived, r)
	}
	for {
		select {
		case r := <-readings:
			arrived = append(arrived, r)
		default:
			return arrived
		}
	}
}

// take takes in what readings brought and publishes it.
func (m *Mirror) take(arrived []reading) {
	for _, r := range arrived {
		m.dirty = m.settle(r) || m.dirty
	}
	if len(arrived) > 0 {
		m.beat()
		m.dirty = m.dirty || m.progress() != m.view.Load().Loading
	}
	if m.dirty && m.untilPublish() <= 0 {
		m.publish()
	}
	if len(arrived) == 0 {
		return
	}
	for _, f := range m.onPulse {
		f(m.Health())
	}
}

// settle takes in what a reading brought and reports whether that is news.
func (m *Mirror) settle(r reading) bool {
	if !m.expected(r.part) {
		return false // its data center went away while it was read
	}
	if r.err == nil {
		healed := m.succeeded(r)
		return r.apply(m) || healed
	}
	m.log.Warn("reading the cloud failed", "part", string(r.part), "error", r.err.Error())
	if errors.Is(r.err, ErrNotFound) {
		m.force(PartDatacenters) // what is not there may be gone from the list as well
	}
	return m.failed(r)
}

// restAfter is how many times as long as making a view takes the mirror does other things
// before it makes the next one, so that the first load of a large contract is not spent on views.
const restAfter = 4

// untilPublish is how long the next view may have to wait. One change by itself never waits.
func (m *Mirror) untilPublish() time.Duration {
	return m.published.Add(restAfter * m.cost).Sub(m.now())
}

func (m *Mirror) publish() {
	began := time.Now()
	old := m.view.Load()
	v := nextView(old, m.known, old.Version+1, m.now(), m.progress())
	m.view.Store(v)
	for _, f := range m.onChange {
		f(v)
	}
	m.dirty, m.published, m.cost = false, m.now(), time.Since(began)
}

func (m *Mirror) progress() Progress {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := Progress{Total: len(m.known.datacenters)}
	for _, dc := range m.known.datacenters {
		if s := m.states[InsideOf(dc.ID)]; s != nil && !s.triedAt.IsZero() && (s.read() || s.failure != nil) {
			p.Done++
		}
	}
	p.Complete = p.Done == p.Total && m.states[PartDatacenters].read() && m.states[PartSnapshots].read()
	if !p.Complete {
		p.Kept = m.cachedAt
	}
	return p
}

// read reports whether the part has been read since the start.
func (s *partState) read() bool { return !s.readAt.IsZero() && !s.cached }
