package polling

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"snapdeck/internal/inventory"
)

// fakeSource is a scripted contract: its contents, delays and failures. It counts the calls and is safe for
// concurrent use.
type fakeSource struct {
	mu         sync.Mutex
	contract   inventory.ContractData
	past       []inventory.Request // final ones
	zone       time.Duration       // of the API's time filter
	listed     int                 // number of requests in the last listing
	failing    map[inventory.Resource]error
	delay      map[inventory.Resource]time.Duration // before each response
	calls      map[string]int                       // by method, or by method and data center
	running    int
	maxRunning int // concurrent calls
}

func newFakeSource(p inventory.ContractData) *fakeSource {
	if p.ByDatacenter == nil {
		p.ByDatacenter = map[string]inventory.DatacenterData{}
	}
	return &fakeSource{contract: p, failing: map[inventory.Resource]error{}, delay: map[inventory.Resource]time.Duration{}, calls: map[string]int{}}
}

// smallContract returns a contract of two data centers in which nothing changes.
func smallContract() inventory.ContractData {
	return inventory.ContractData{
		Contract:    inventory.Contract{Number: 31},
		Datacenters: []inventory.Datacenter{{ID: "a", Name: "prod", Version: 1, Metadata: hoursAgo(9)}, {ID: "b", Name: "stage", Version: 1, Metadata: hoursAgo(8)}},
		ByDatacenter: map[string]inventory.DatacenterData{
			"a": {Volumes: []inventory.Volume{{ID: "va", DatacenterID: "a", Name: "db", Metadata: hoursAgo(9)}}},
			"b": {Volumes: []inventory.Volume{{ID: "vb", DatacenterID: "b", Name: "web", Metadata: hoursAgo(9)}}},
		},
		Snapshots: []*inventory.Snapshot{{ID: "s", Name: "nightly", SizeGB: 10, Metadata: hoursAgo(3)}},
	}
}

// change edits the contract.
func (s *fakeSource) change(f func(*inventory.ContractData)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.contract)
}

// fail makes a resource fail, or succeed again if err is nil.
func (s *fakeSource) fail(resource inventory.Resource, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		delete(s.failing, resource)
		return
	}
	s.failing[resource] = err
}

// takeCalls returns the calls since the last takeCalls.
func (s *fakeSource) takeCalls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := maps.Clone(s.calls)
	clear(s.calls)
	return calls
}

func respond[T any](ctx context.Context, s *fakeSource, resource inventory.Resource, call string, read func(inventory.ContractData) []T) (inventory.Listing[T], error) {
	s.mu.Lock()
	s.calls[call]++
	s.running++
	s.maxRunning = max(s.maxRunning, s.running)
	err, taking := s.failing[resource], s.delay[resource]
	s.mu.Unlock()
	timer := time.NewTimer(taking)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		err = &inventory.APIError{Kind: inventory.ErrUnreachable, Cause: ctx.Err()}
	case <-timer.C:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running--
	if err != nil {
		return inventory.Listing[T]{}, err
	}
	var warnings []inventory.Warning
	if retained := s.contract.Warnings[string(resource)]; call != "servers "+string(resource) {
		warnings = slices.Clone(retained)
	}
	return inventory.Listing[T]{Items: slices.Clone(read(s.contract)), Warnings: warnings}, nil
}

func (s *fakeSource) Datacenters(ctx context.Context) (inventory.Listing[inventory.Datacenter], error) {
	return respond(ctx, s, inventory.ResourceDatacenters, "datacenters", func(p inventory.ContractData) []inventory.Datacenter { return p.Datacenters })
}

func (s *fakeSource) Volumes(ctx context.Context, id string) (inventory.Listing[inventory.Volume], error) {
	return respond(ctx, s, inventory.ContentsOf(id), "volumes "+id, func(p inventory.ContractData) []inventory.Volume { return p.ByDatacenter[id].Volumes })
}

func (s *fakeSource) Servers(ctx context.Context, id string) (inventory.Listing[inventory.Server], error) {
	return respond(ctx, s, inventory.ContentsOf(id), "servers "+id, func(p inventory.ContractData) []inventory.Server { return p.ByDatacenter[id].Servers })
}

func (s *fakeSource) Snapshots(ctx context.Context) (inventory.Listing[inventory.Snapshot], error) {
	return respond(ctx, s, inventory.ResourceSnapshots, "snapshots", func(p inventory.ContractData) []inventory.Snapshot { return inventory.Dereference(p.Snapshots) })
}

func (s *fakeSource) Labels(ctx context.Context) (inventory.Listing[inventory.Label], error) {
	return respond(ctx, s, inventory.ResourceLabels, "labels", func(p inventory.ContractData) []inventory.Label { return p.Labels })
}

func (s *fakeSource) OpenRequests(ctx context.Context) (inventory.Listing[inventory.Request], error) {
	return respond(ctx, s, inventory.ResourceRequests, "requests", func(p inventory.ContractData) []inventory.Request { return p.Requests })
}

func (s *fakeSource) RecentRequests(ctx context.Context, after time.Time) (inventory.Listing[inventory.Request], error) {
	return respond(ctx, s, inventory.ResourceRecent, "recent", func(p inventory.ContractData) []inventory.Request {
		found := slices.DeleteFunc(slices.Concat(p.Requests, s.past), func(r inventory.Request) bool { return !r.CreatedDate.After(after.Add(-s.zone)) })
		s.listed = len(found)
		return found
	})
}

func (s *fakeSource) Locations(ctx context.Context) (inventory.Listing[inventory.Location], error) {
	return respond(ctx, s, inventory.ResourceLocations, "locations", func(p inventory.ContractData) []inventory.Location { return p.Locations })
}

func (s *fakeSource) Contract(ctx context.Context) (inventory.Contract, error) {
	list, err := respond(ctx, s, inventory.ResourceContract, "contract", func(p inventory.ContractData) []inventory.Contract { return []inventory.Contract{p.Contract} })
	if err != nil {
		return inventory.Contract{}, err
	}
	return list.Items[0], nil
}

func testIntervals() Intervals {
	return Intervals{Fast: 2 * time.Second, Watched: 10 * time.Second, Slow: time.Minute}
}

// runMirror runs a mirror of a fake source until the test's bubble ends.
func runMirror(t *testing.T, s *fakeSource, d Demand, prepare ...func(*Mirror)) *Mirror {
	t.Helper()
	m := New(s, testIntervals(), d, time.Now, slog.New(slog.DiscardHandler))
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

// valuesOf returns snapshots as a listing has them.
func valuesOf(all []*inventory.Snapshot) []inventory.Snapshot {
	values := make([]inventory.Snapshot, 0, len(all))
	for _, s := range all {
		values = append(values, *s)
	}
	return values
}
