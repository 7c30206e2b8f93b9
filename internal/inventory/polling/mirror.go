package polling

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/price"
)

// maxReads is the number of resources that are read concurrently. The last slot is reserved for listings of the
// whole contract, so that slow data centers cannot delay them.
const maxReads = 4

// Mirror polls a contract for all users: often while something is in transition, rarely otherwise. It holds the
// current View. View, Health, ReadAt and Refresh are safe for concurrent use; Run is called once.
type Mirror struct {
	source    inventory.Source
	intervals Intervals
	demand    Demand
	now       func() time.Time
	log       *slog.Logger

	view     atomic.Pointer[inventory.View]
	prices   atomic.Pointer[price.List] // as they were set last; nil: never
	health   atomic.Pointer[inventory.Health]
	onChange []func(*inventory.View)
	onPoll   []func(inventory.Health)
	wake     chan struct{}

	mu     sync.Mutex
	forced map[inventory.Resource]bool
	states map[inventory.Resource]*resourceState

	backgroundAt time.Time   // when the next background poll may begin
	counted      []time.Time // when the calls of the last six watched intervals began, oldest first

	// Owned by Run's goroutine.
	data        inventory.ContractData
	snapshots   inventory.SnapshotList // of snapshots
	recent      recent                 // requests
	listedAt    time.Time              // when the last listing of data centers began
	dirty       bool                   // something changed that the view does not show yet
	published   time.Time              // when the view was made
	publishCost time.Duration          // the time that making it took
	cachedAt    time.Time              // as of when the cached data is
}

type resourceState struct {
	triedAt   time.Time
	readAt    time.Time
	cached    bool      // read before the start
	changed   bool      // known to differ from what was read
	notBefore time.Time // after a failure
	failure   error
	since     time.Time
	tries     int
}

// New returns an empty mirror.
func New(source inventory.Source, intervals Intervals, demand Demand, now func() time.Time, log *slog.Logger) *Mirror {
	m := &Mirror{
		source: source, intervals: intervals, demand: demand, now: now, log: log,
		wake:   make(chan struct{}, 1),
		forced: map[inventory.Resource]bool{},
		states: map[inventory.Resource]*resourceState{},
		data:   inventory.ContractData{ByDatacenter: map[string]inventory.DatacenterData{}, Warnings: map[string][]inventory.Warning{}},
	}
	for _, resource := range contractResources() {
		m.states[resource] = &resourceState{}
	}
	m.view.Store(inventory.JoinView(m.data, 0, now(), inventory.Progress{}))
	m.health.Store(&inventory.Health{})
	return m
}

// View returns the current view, never nil.
func (m *Mirror) View() *inventory.View { return m.view.Load() }

// Health returns the current health.
func (m *Mirror) Health() inventory.Health { return *m.health.Load() }

// UsePrices sets the prices of snapshots, from the next view on.
func (m *Mirror) UsePrices(prices price.List) {
	m.prices.Store(&prices)
	m.Refresh()
}

// OnChange registers a callback for changes of the view, called in the mirror's goroutine. It must be called
// before Run.
func (m *Mirror) OnChange(f func(*inventory.View)) { m.onChange = append(m.onChange, f) }

// OnPoll registers a callback for polls, whether they changed anything or not, called in the mirror's
// goroutine. It must be called before Run.
func (m *Mirror) OnPoll(f func(inventory.Health)) { m.onPoll = append(m.onPoll, f) }

// ReadAt returns when the last successful poll of a resource began; zero: never.
func (m *Mirror) ReadAt(resource inventory.Resource) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.states[resource]; s != nil {
		return s.readAt
	}
	return time.Time{}
}

// Refresh makes resources due now. Without resources it only makes the mirror reconsider its intervals.
func (m *Mirror) Refresh(read ...inventory.Resource) {
	m.force(read...)
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// Run polls the contract until the context ends, and returns when all polls have ended.
func (m *Mirror) Run(ctx context.Context) {
	results := make(chan pollResult, maxReads)
	running := map[inventory.Resource]bool{}
	for ctx.Err() == nil {
		begin, rest := m.plan(running)
		if m.dirty {
			rest = min(rest, m.publishDelay())
		}
		for _, resource := range begin {
			running[resource] = true
			m.markStarted(resource)
			go func() { results <- m.fetch(ctx, resource) }()
		}
		arrived := awaitPolls(ctx, results, m.wake, rest)
		for _, r := range arrived {
			delete(running, r.resource)
		}
		if ctx.Err() == nil { // a poll that the shutdown interrupted is no failure
			m.apply(arrived)
		}
	}
	for range running {
		<-results
	}
}

// awaitPolls waits for results, a wake-up or a duration. It returns all results that have arrived, to apply
// them as one view: making a view of a large contract is expensive.
func awaitPolls(ctx context.Context, results <-chan pollResult, wake <-chan struct{}, d time.Duration) []pollResult {
	timer := time.NewTimer(d)
	defer timer.Stop()
	var arrived []pollResult
	select {
	case <-ctx.Done():
	case <-wake:
	case <-timer.C:
	case r := <-results:
		arrived = append(arrived, r)
	}
	for {
		select {
		case r := <-results:
			arrived = append(arrived, r)
		default:
			return arrived
		}
	}
}

// apply applies the results and publishes a view.
func (m *Mirror) apply(arrived []pollResult) {
	if set := m.prices.Swap(nil); set != nil {
		m.data.Prices, m.dirty = *set, true
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

// applyPoll applies a result and reports whether anything changed.
func (m *Mirror) applyPoll(r pollResult) bool {
	if !m.scheduled(r.resource) {
		return false // its data center was deleted during the poll
	}
	if r.err == nil {
		healed := m.succeeded(r)
		return r.apply(m) || healed
	}
	m.log.Warn("poll resource", "resource", string(r.resource), "error", r.err)
	if errors.Is(r.err, inventory.ErrNotFound) {
		m.force(inventory.ResourceDatacenters) // a resource that is not found may be gone from its list too
	}
	return m.failed(r)
}

// publishPauseFactor is the minimal pause between two views, in multiples of the time that making one takes.
// Without it, the first load of a large contract would mostly make views.
const publishPauseFactor = 4

// publishDelay is the time until the next view may be made. A single change never waits.
func (m *Mirror) publishDelay() time.Duration {
	return m.published.Add(publishPauseFactor * m.publishCost).Sub(m.now())
}

func (m *Mirror) publish() {
	began := time.Now()
	old := m.view.Load()
	v := inventory.NextView(old, m.data, old.Version+1, m.now(), m.progress())
	m.view.Store(v)
	for _, f := range m.onChange {
		f(v)
	}
	m.dirty, m.published, m.publishCost = false, m.now(), time.Since(began)
}

func (m *Mirror) progress() inventory.Progress {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := inventory.Progress{Total: len(m.data.Datacenters)}
	for _, dc := range m.data.Datacenters {
		if s := m.states[inventory.ContentsOf(dc.ID)]; s != nil && !s.triedAt.IsZero() && (s.read() || s.failure != nil) {
			p.Done++
		}
	}
	labels := m.states[inventory.ResourceLabels] // they name sources, and a user may not be allowed to read them
	p.Complete = p.Done == p.Total && m.states[inventory.ResourceDatacenters].read() && m.states[inventory.ResourceSnapshots].read() &&
		(labels.read() || labels.failure != nil)
	if !p.Complete {
		p.CachedAsOf = m.cachedAt
	}
	return p
}

// read reports whether the resource was read since the start.
func (s *resourceState) read() bool { return !s.readAt.IsZero() && !s.cached }
