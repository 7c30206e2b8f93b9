package inventory

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
)

// board is a shelf in memory, which like that of the database refuses what is older than what is there.
type board struct {
	mu    sync.Mutex
	texts map[string][]byte
	times map[string]time.Time
}

func newBoard() *board { return &board{texts: map[string][]byte{}, times: map[string]time.Time{}} }

func (b *board) Put(_ context.Context, name string, text []byte, at time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, there := b.texts[name]; there && !at.After(b.times[name]) || !there && text == nil {
		return errors.New("refused")
	}
	if b.times[name] = at; text != nil {
		b.texts[name] = text
	}
	return nil
}

func (b *board) Get(_ context.Context, name string) ([]byte, time.Time, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.texts[name], b.times[name], nil
}

// full has a value in each field.
func full[T any]() T {
	var x T
	for i := range reflect.TypeFor[T]().NumField() {
		alter(reflect.ValueOf(&x).Elem().Field(i))
	}
	return x
}

func TestTheOthersReadWhatTheLeaderRead(t *testing.T) {
	t.Parallel()
	snapshot := full[Snapshot]()
	cloud := newScript(parts{
		contract: full[Contract](), locations: []Location{full[Location](), {}}, datacenters: []Datacenter{full[Datacenter](), {}},
		inside:    map[string]inside{"a": {volumes: []Volume{full[Volume](), {}}, servers: []Server{full[Server](), {}}}},
		snapshots: []*Snapshot{&snapshot, {Metadata: full[Metadata]()}}, labels: []Label{full[Label](), {}}, requests: []Request{full[Request](), {}},
		warnings: map[string][]Warning{string(PartSnapshots): {full[Warning]()}},
	})
	shelf := newBoard()
	clock := func() time.Time { return noon }
	leader, other := NewRelay(cloud, shelf, func() bool { return true }, clock), NewRelay(newScript(parts{}), shelf, func() bool { return false }, clock)
	ctx := t.Context()
	for name, read := range map[string]func(Source) (any, error){
		"data centers": func(s Source) (any, error) { return s.Datacenters(ctx) },
		"volumes":      func(s Source) (any, error) { return s.Volumes(ctx, "a") },
		"servers":      func(s Source) (any, error) { return s.Servers(ctx, "a") },
		"snapshots":    func(s Source) (any, error) { return s.Snapshots(ctx) },
		"labels":       func(s Source) (any, error) { return s.Labels(ctx) },
		"requests":     func(s Source) (any, error) { return s.OpenRequests(ctx) },
		"contract":     func(s Source) (any, error) { return s.Contract(ctx) },
		"locations":    func(s Source) (any, error) { return s.Locations(ctx) },
	} {
		want, err := read(leader)
		require.NoError(t, err, name)
		got, err := read(other)
		require.NoError(t, err, name)
		require.Empty(t, cmp.Diff(want, got, cmpopts.EquateEmpty()), name)
	}
}

// TestWhatTheShelfRefusesIsPutThereWholeNextTime lets a replica lead whose clock is behind that of
// the one before.
func TestWhatTheShelfRefusesIsPutThereWholeNextTime(t *testing.T) {
	t.Parallel()
	now := noon
	clock := func() time.Time { return now }
	cloud, shelf := newScript(quiet()), newBoard()
	read := func(leads bool, r *Relay) string {
		r.leads = func() bool { return leads }
		list, err := r.Snapshots(t.Context())
		require.NoError(t, err)
		return list.Items[0].Name
	}
	first, second := NewRelay(cloud, shelf, nil, clock), NewRelay(cloud, shelf, nil, clock)
	require.Equal(t, "nightly", read(true, first))

	cloud.change(func(p *parts) { p.snapshots = []*Snapshot{{ID: "s", Name: "renamed"}} })
	now = noon.Add(-time.Second)
	require.Equal(t, "renamed", read(true, second))
	require.Equal(t, "nightly", read(false, first), "the older reading is refused")
	now = noon.Add(time.Minute)
	require.Equal(t, "renamed", read(true, second))
	require.Equal(t, "renamed", read(false, first))

	now = now.Add(time.Minute)
	delete(shelf.texts, string(PartSnapshots)) // as when a backup of the database is restored
	read(true, second)
	now = now.Add(time.Minute)
	read(true, second)
	require.Contains(t, string(shelf.texts[string(PartSnapshots)]), "renamed")
}
