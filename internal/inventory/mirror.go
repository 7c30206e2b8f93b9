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

// maxReads is how many parts the mirror reads at a time. The last slot is kept for the parts
// of the whole contract, so that data centers that do not answer cannot hold them up.
const maxReads = 4

// Mirror is the one watcher of a contract for everybody. It reads closely what is in
// transition and slowly what is at rest, and keeps the current View. View, Health, ReadAt
// and Refresh may be called concurrently; Run is called once.
type Mirror struct {
	source    Source
	intervals Intervals
	demand    Demand
	now       func() time.Time
	log       *slog.Logger

	view     atomic.Pointer[View]
	prices   atomic.Pointer[price.List] // as they were set last; nil: never
	health   atomic.Pointer[Health]
	onChange []func(*View)
	onPoll   []func(Health)
	wake     chan struct{}

	mu     sync.Mutex
	forced map[Resource]bool
	states map[Resource]*partState

	backgroundAt time.Time // when the next background reading may begin

	// Owned by Run's goroutine.
	data        contractData
	snapshots   snapshotList  // of snapshots
	recent      recent        // requests
	listedAt    time.Time     // when the data centers were last begun to be listed
	dirty       bool          // something changed that is not in the view yet
	published   time.Time     // when the view was made
	publishCost time.Duration // of making it
	cachedAt    time.Time     // as of when what was restored is
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
func NewMirror(source Source, pace Intervals, demand Demand, now func() time.Time, log *slog.Logger) *Mirror {
	m := &Mirror{
		source: source, intervals: pace, demand: demand, now: now, log: log,
		wake:   make(chan struct{}, 1),
		forced: map[Resource]bool{},
		states: map[Resource]*partState{},
		data:   contractData{byDatacenter: map[string]datacenterData{}, warnings: map[string][]Warning{}},
	}
	for _, p := range []Resource{ResourceRequests, PartRecent, ResourceDatacenters, ResourceSnapshots, ResourceLabels, ResourceContract, ResourceLocations} {
		m.states[p] = &partState{}
	}
	m.view.Store(newView(m.data, 0, now(), Progress{}))
	m.health.Store(&Health{})
	return m
}

// View returns what is known now. It never returns nil.
func (m *Mirror) View() *View { return m.view.Load() }

// Health returns how well the cloud can be read.
func (m *Mirror) Health() Health { return *m.health.Load() }

// UsePrices sets what snapshots cost, from the next view on.
func (m *Mirror) UsePrices(prices price.List) {
	m.prices.Store(&prices)
	m.Refresh()
}

// OnChange registers what is called, in the mirror's goroutine, after the view has changed.
// It must be called before Run.
func (m *Mirror) OnChange(f func(*View)) { m.onChange = append(m.onChange, f) }

// OnPoll registers what is called, in the mirror's goroutine, after readings, changed or not. It must be called before Run.
func (m *Mirror) OnPoll(f func(Health)) { m.onPoll = append(m.onPoll, f) }

// ReadAt returns when a part was last begun to be read with success; zero: never.
func (m *Mirror) ReadAt(part Resource) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.states[part]; s != nil {
		return s.readAt
	}
	return time.Time{}
}

// Refresh asks for parts to be read now rather than when they are due. Without parts it only
// makes the mirror look again how closely it should read.
func (m *Mirror) Refresh(read ...Resource) {
	m.force(read...)
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// Run watches the contract until the context ends, and returns when all readings have ended.
func (m *Mirror) Run(ctx context.Context) {
	readings := make(chan pollResult, maxReads)
	running := map[Resource]bool{}
	for ctx.Err() == nil {
		begin, rest := m.plan(running)
		if m.dirty {
			rest = min(rest, m.publishDelay())
		}
		for _, part := range begin {
			running[part] = true
			m.markStarted(part)
			go func() { readings <- m.fetch(ctx, part) }()
		}
		arrived := awaitPolls(ctx, readings, m.wake, rest)
		for _, r := range arrived {
			delete(running, r.resource)
		}
		if ctx.Err() == nil { // a reading that was cut off by our own end proves nothing
			m.apply(arrived)
		}
	}
	for range running {
		<-readings
	}
}

// awaitPolls waits for readings, for a wake-up or for a while. It returns all that have arrived,
// so that they go into one view: making a view of a large contract takes its time.
func awaitPolls(ctx context.Context, readings <-chan pollResult, wake <-chan struct{}, d time.Duration) []pollResult {
	timer := time.NewTimer(d)
	defer timer.Stop()
	var arrived []pollResult
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

// apply takes in what readings brought and publishes it.
func (m *Mirror) apply(arrived []pollResult) {
	if set := m.prices.Swap(nil); set != nil {
		m.data.prices, m.dirty = *set, true
	}
	for _, r := range arrived {
		m.dirty = m.applyPoll(r) || m.dirty
	}
	if len(arrived) > 0 {
		m.updateHealth()
		m.dirty = m.dirty || m.progress() != m.view.Load().Loading
	}
	if m.dirty && m.publishDelay() <= 0 {
		m.publish()
	}
	if len(arrived) == 0 {
		return
	}
	for _, f := range m.onPoll {
		f(m.Health())
	}
}

// applyPoll takes in what a reading brought and reports whether that is news.
func (m *Mirror) applyPoll(r pollResult) bool {
	if !m.scheduled(r.resource) {
		return false // its data center went away while it was read
	}
	if r.err == nil {
		healed := m.succeeded(r)
		return r.apply(m) || healed
	}
	m.log.Warn("poll resource", "part", string(r.resource), "error", r.err.Error())
	if errors.Is(r.err, ErrNotFound) {
		m.force(ResourceDatacenters) // what is not there may be gone from the list as well
	}
	return m.failed(r)
}

// publishPauseFactor is how many times as long as making a view takes the mirror does other things
// before it makes the next one, so that the first load of a large contract is not spent on views.
const publishPauseFactor = 4

// publishDelay is how long the next view may have to wait. One change by itself never waits.
func (m *Mirror) publishDelay() time.Duration {
	return m.published.Add(publishPauseFactor * m.publishCost).Sub(m.now())
}

func (m *Mirror) publish() {
	began := time.Now()
	old := m.view.Load()
	v := nextView(old, m.data, old.Version+1, m.now(), m.progress())
	m.view.Store(v)
	for _, f := range m.onChange {
		f(v)
	}
	m.dirty, m.published, m.publishCost = false, m.now(), time.Since(began)
}

func (m *Mirror) progress() Progress {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := Progress{Total: len(m.data.datacenters)}
	for _, dc := range m.data.datacenters {
		if s := m.states[ContentsOf(dc.ID)]; s != nil && !s.triedAt.IsZero() && (s.read() || s.failure != nil) {
			p.Done++
		}
	}
	p.Complete = p.Done == p.Total && m.states[ResourceDatacenters].read() && m.states[ResourceSnapshots].read()
	if !p.Complete {
		p.CachedAsOf = m.cachedAt
	}
	return p
}

// read reports whether the part has been read since the start.
func (s *partState) read() bool { return !s.readAt.IsZero() && !s.cached }
