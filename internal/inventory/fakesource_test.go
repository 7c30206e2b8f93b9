package inventory

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"
)

// fakeSource is a scripted contract: its contents, delays and failures. It counts the calls and is safe for
// concurrent use.
type fakeSource struct {
	mu         sync.Mutex
	parts      contractData
	past       []Request     // final ones
	zone       time.Duration // of the API's time filter
	listed     int           // number of requests in the last listing
	failing    map[Resource]error
	delay      map[Resource]time.Duration // before a response
	calls      map[string]int             // by method, or by method and data center
	running    int
	maxRunning int // concurrent calls
}

func newFakeSource(p contractData) *fakeSource {
	if p.byDatacenter == nil {
		p.byDatacenter = map[string]datacenterData{}
	}
	return &fakeSource{parts: p, failing: map[Resource]error{}, delay: map[Resource]time.Duration{}, calls: map[string]int{}}
}

// smallContract is a contract without changes that has two data centers.
func smallContract() contractData {
	return contractData{
		contract:    Contract{Number: 31},
		datacenters: []Datacenter{{ID: "a", Name: "prod", Version: 1, Metadata: hoursAgo(9)}, {ID: "b", Name: "stage", Version: 1, Metadata: hoursAgo(8)}},
		byDatacenter: map[string]datacenterData{
			"a": {volumes: []Volume{{ID: "va", DatacenterID: "a", Name: "db", Metadata: hoursAgo(9)}}},
			"b": {volumes: []Volume{{ID: "vb", DatacenterID: "b", Name: "web", Metadata: hoursAgo(9)}}},
		},
		snapshots: []*Snapshot{{ID: "s", Name: "nightly", SizeGB: 10, Metadata: hoursAgo(3)}},
	}
}

// change edits the contract.
func (s *fakeSource) change(f func(*contractData)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.parts)
}

// fail makes a resource fail, or with nil succeed again.
func (s *fakeSource) fail(part Resource, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		delete(s.failing, part)
		return
	}
	s.failing[part] = err
}

// takeCalls returns the calls since the last takeCalls.
func (s *fakeSource) takeCalls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := maps.Clone(s.calls)
	clear(s.calls)
	return calls
}

func answer[T any](ctx context.Context, s *fakeSource, part Resource, call string, read func(contractData) []T) (Listing[T], error) {
	s.mu.Lock()
	s.calls[call]++
	s.running++
	s.maxRunning = max(s.maxRunning, s.running)
	err, taking := s.failing[part], s.delay[part]
	s.mu.Unlock()
	timer := time.NewTimer(taking)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		err = &APIError{Kind: ErrUnreachable, Cause: ctx.Err()}
	case <-timer.C:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running--
	if err != nil {
		return Listing[T]{}, err
	}
	var warnings []Warning
	if retained := s.parts.warnings[string(part)]; call != "servers "+string(part) {
		warnings = slices.Clone(retained)
	}
	return Listing[T]{Items: slices.Clone(read(s.parts)), Warnings: warnings}, nil
}

func (s *fakeSource) Datacenters(ctx context.Context) (Listing[Datacenter], error) {
	return answer(ctx, s, ResourceDatacenters, "datacenters", func(p contractData) []Datacenter { return p.datacenters })
}

func (s *fakeSource) Volumes(ctx context.Context, id string) (Listing[Volume], error) {
	return answer(ctx, s, ContentsOf(id), "volumes "+id, func(p contractData) []Volume { return p.byDatacenter[id].volumes })
}

func (s *fakeSource) Servers(ctx context.Context, id string) (Listing[Server], error) {
	return answer(ctx, s, ContentsOf(id), "servers "+id, func(p contractData) []Server { return p.byDatacenter[id].servers })
}

func (s *fakeSource) Snapshots(ctx context.Context) (Listing[Snapshot], error) {
	return answer(ctx, s, ResourceSnapshots, "snapshots", func(p contractData) []Snapshot { return dereference(p.snapshots) })
}

func (s *fakeSource) Labels(ctx context.Context) (Listing[Label], error) {
	return answer(ctx, s, ResourceLabels, "labels", func(p contractData) []Label { return p.labels })
}

func (s *fakeSource) OpenRequests(ctx context.Context) (Listing[Request], error) {
	return answer(ctx, s, ResourceRequests, "requests", func(p contractData) []Request { return p.requests })
}

func (s *fakeSource) RecentRequests(ctx context.Context, after time.Time) (Listing[Request], error) {
	return answer(ctx, s, ResourceRecent, "recent", func(p contractData) []Request {
		found := slices.DeleteFunc(slices.Concat(p.requests, s.past), func(r Request) bool { return !r.CreatedDate.After(after.Add(-s.zone)) })
		s.listed = len(found)
		return found
	})
}

func (s *fakeSource) Locations(ctx context.Context) (Listing[Location], error) {
	return answer(ctx, s, ResourceLocations, "locations", func(p contractData) []Location { return p.locations })
}

func (s *fakeSource) Contract(ctx context.Context) (Contract, error) {
	list, err := answer(ctx, s, ResourceContract, "contract", func(p contractData) []Contract { return []Contract{p.contract} })
	if err != nil {
		return Contract{}, err
	}
	return list.Items[0], nil
}

func testIntervals() Intervals {
	return Intervals{Fast: 2 * time.Second, Watched: 10 * time.Second, Slow: time.Minute}
}

// runMirror runs a mirror of a fake source until the test's bubble ends.
func runMirror(t *testing.T, s *fakeSource, d Demand, prepare ...func(*Mirror)) *Mirror {
	t.Helper()
	m := NewMirror(s, testIntervals(), d, time.Now, slog.New(slog.DiscardHandler))
	for _, f := range prepare {
		f(m)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		m.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	return m
}
