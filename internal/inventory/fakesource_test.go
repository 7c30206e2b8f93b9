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

// script is a contract that a test writes: what it holds, how long it thinks, what fails.
// It counts the calls. Its methods may be called concurrently.
type script struct {
	mu      sync.Mutex
	parts   parts
	past    []Request     // that are over
	zone    time.Duration // in which the API reads times
	listed  int           // requests, the last time
	failing map[Part]error
	taking  map[Part]time.Duration // how long an answer takes
	calls   map[string]int         // by method, or by method and data center
	running int
	most    int // calls at one time
}

func newScript(p parts) *script {
	if p.inside == nil {
		p.inside = map[string]inside{}
	}
	return &script{parts: p, failing: map[Part]error{}, taking: map[Part]time.Duration{}, calls: map[string]int{}}
}

// quiet is a contract at rest with two data centers.
func quiet() parts {
	return parts{
		contract:    Contract{Number: 31},
		datacenters: []Datacenter{{ID: "a", Name: "prod", Version: 1, Metadata: hoursAgo(9)}, {ID: "b", Name: "stage", Version: 1, Metadata: hoursAgo(8)}},
		inside: map[string]inside{
			"a": {volumes: []Volume{{ID: "va", DatacenterID: "a", Name: "db", Metadata: hoursAgo(9)}}},
			"b": {volumes: []Volume{{ID: "vb", DatacenterID: "b", Name: "web", Metadata: hoursAgo(9)}}},
		},
		snapshots: []*Snapshot{{ID: "s", Name: "nightly", SizeGB: 10, Metadata: hoursAgo(3)}},
	}
}

// change rewrites the script's contract.
func (s *script) change(f func(*parts)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.parts)
}

// fail makes a part fail, or with nil work again.
func (s *script) fail(part Part, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		delete(s.failing, part)
		return
	}
	s.failing[part] = err
}

// counted returns the calls since the last time it was asked.
func (s *script) counted() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := maps.Clone(s.calls)
	clear(s.calls)
	return calls
}

func answer[T any](ctx context.Context, s *script, part Part, call string, read func(parts) []T) (Listing[T], error) {
	s.mu.Lock()
	s.calls[call]++
	s.running++
	s.most = max(s.most, s.running)
	err, taking := s.failing[part], s.taking[part]
	s.mu.Unlock()
	timer := time.NewTimer(taking)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		err = &Fault{Kind: ErrUnreachable, Cause: ctx.Err()}
	case <-timer.C:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running--
	if err != nil {
		return Listing[T]{}, err
	}
	var warnings []Warning
	if kept := s.parts.warnings[string(part)]; call != "servers "+string(part) {
		warnings = slices.Clone(kept)
	}
	return Listing[T]{Items: slices.Clone(read(s.parts)), Warnings: warnings}, nil
}

func (s *script) Datacenters(ctx context.Context) (Listing[Datacenter], error) {
	return answer(ctx, s, PartDatacenters, "datacenters", func(p parts) []Datacenter { return p.datacenters })
}

func (s *script) Volumes(ctx context.Context, id string) (Listing[Volume], error) {
	return answer(ctx, s, InsideOf(id), "volumes "+id, func(p parts) []Volume { return p.inside[id].volumes })
}

func (s *script) Servers(ctx context.Context, id string) (Listing[Server], error) {
	return answer(ctx, s, InsideOf(id), "servers "+id, func(p parts) []Server { return p.inside[id].servers })
}

func (s *script) Snapshots(ctx context.Context) (Listing[Snapshot], error) {
	return answer(ctx, s, PartSnapshots, "snapshots", func(p parts) []Snapshot { return values(p.snapshots) })
}

func (s *script) Labels(ctx context.Context) (Listing[Label], error) {
	return answer(ctx, s, PartLabels, "labels", func(p parts) []Label { return p.labels })
}

func (s *script) OpenRequests(ctx context.Context) (Listing[Request], error) {
	return answer(ctx, s, PartRequests, "requests", func(p parts) []Request { return p.requests })
}

func (s *script) RecentRequests(ctx context.Context, after time.Time) (Listing[Request], error) {
	return answer(ctx, s, PartRecent, "recent", func(p parts) []Request {
		found := slices.DeleteFunc(slices.Concat(p.requests, s.past), func(r Request) bool { return !r.CreatedDate.After(after.Add(-s.zone)) })
		s.listed = len(found)
		return found
	})
}

func (s *script) Locations(ctx context.Context) (Listing[Location], error) {
	return answer(ctx, s, PartLocations, "locations", func(p parts) []Location { return p.locations })
}

func (s *script) Contract(ctx context.Context) (Contract, error) {
	list, err := answer(ctx, s, PartContract, "contract", func(p parts) []Contract { return []Contract{p.contract} })
	if err != nil {
		return Contract{}, err
	}
	return list.Items[0], nil
}

// pace is the pace of all mirror tests.
func pace() Pace { return Pace{Fast: 2 * time.Second, Watched: 10 * time.Second, Slow: time.Minute} }

// watch runs a mirror of a script until the test's bubble ends.
func watch(t *testing.T, s *script, d Demand, prepare ...func(*Mirror)) *Mirror {
	t.Helper()
	m := NewMirror(s, pace(), d, time.Now, slog.New(slog.DiscardHandler))
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
