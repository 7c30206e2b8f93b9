package polling

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/gob"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// memoryStore is a store in memory that counts its calls.
type memoryStore struct {
	mu    sync.Mutex
	text  []byte
	times []time.Time   // of the saves
	skew  time.Duration // how far the clock was ahead at the save
	err   error
}

func (m *memoryStore) Save(_ context.Context, text []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return m.err
	}
	m.text, m.times = bytes.Clone(text), append(m.times, time.Now())
	return nil
}

// saved returns the times of the saves.
func (m *memoryStore) saved() []time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.times)
}

func (m *memoryStore) Load(context.Context) ([]byte, time.Duration, error) {
	if len(m.times) == 0 {
		return m.text, -m.skew, m.err
	}
	return m.text, time.Since(m.times[len(m.times)-1]) - m.skew, m.err
}

const testOrigin = "contract 31 at api.example.com"

func cacheOf(m *Mirror, store CacheStore, origin string) *ViewCache {
	return NewViewCache(m, store, origin, time.Now, slog.New(slog.DiscardHandler))
}

// caching runs a mirror of a fake source with its cache until end is called. shown is its view before the first
// poll.
func caching(t *testing.T, s *fakeSource, store CacheStore) (m *Mirror, shown *inventory.View, end func()) {
	t.Helper()
	m = New(s, testIntervals(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
	c := cacheOf(m, store, testOrigin)
	c.Load(t.Context())
	shown = m.View()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { m.Run(ctx) })
	running.Go(func() { c.Run(ctx) })
	return m, shown, func() {
		cancel()
		running.Wait()
	}
}

// failAll makes every listing fail.
func failAll(s *fakeSource) {
	for _, p := range []inventory.Resource{inventory.ResourceRequests, inventory.ResourceRecent, inventory.ResourceDatacenters, inventory.ResourceSnapshots, inventory.ResourceLabels, inventory.ResourceContract, inventory.ResourceLocations, inventory.ContentsOf("dc-a"), inventory.ContentsOf("dc-b")} {
		s.fail(p, &inventory.APIError{Kind: inventory.ErrUnreachable})
	}
}

func TestViewCache_StartShowsCachedViewWithAge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newFakeSource(sampleContract()), &memoryStore{}
		m, _, end := caching(t, s, v)
		time.Sleep(90 * time.Second)
		end()
		before, readAt := m.View(), m.Health().ReadAt

		time.Sleep(time.Hour)
		failAll(s)
		m, now, end := caching(t, s, v)
		defer end()
		for range 2 { // at once, and after a failed poll
			require.Equal(t, before.Volumes, now.Volumes)
			require.Equal(t, before.Servers, now.Servers)
			require.Equal(t, before.Snapshots, now.Snapshots)
			require.Equal(t, before.Datacenters, now.Datacenters)
			require.Equal(t, before.Requests, now.Requests)
			require.Equal(t, before.Locations, now.Locations)
			require.Equal(t, before.Contract, now.Contract)
			require.Equal(t, before.Warnings, now.Warnings)
			require.Equal(t, before.LabelsOf("v-db"), now.LabelsOf("v-db"))
			require.Equal(t, before.Source("sn-new"), now.Source("sn-new"))
			require.Equal(t, inventory.Progress{Total: 2, CachedAsOf: readAt.UTC()}, now.Loading)
			require.True(t, m.Health().ReadAt.Equal(readAt))
			time.Sleep(time.Minute)
			now = m.View()
		}
		_, troubled := m.Health().ContractFailure()
		require.True(t, troubled)
	})
}

func TestViewCache_StartRereadsEverything(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newFakeSource(smallContract()), &memoryStore{}
		_, _, end := caching(t, s, v)
		time.Sleep(90 * time.Second)
		end()
		s.takeCalls()
		s.change(func(p *inventory.ContractData) {
			p.ByDatacenter["b"] = inventory.DatacenterData{Volumes: []inventory.Volume{{ID: "other", DatacenterID: "b", Metadata: hoursAgo(1)}}}
			p.Datacenters = p.Datacenters[1:]
		})
		m, shown, end := caching(t, s, v)
		defer end()
		require.Len(t, shown.Volumes, 2)
		synctest.Wait()
		require.Equal(t, []string{"other"}, volumeIDs(m.View().Volumes))
		require.Equal(t, inventory.Progress{Done: 1, Total: 1, Complete: true}, m.View().Loading)
		require.Equal(t, map[string]int{
			"requests": 1, "recent": 1, "datacenters": 1, "snapshots": 1, "labels": 1, "contract": 1, "locations": 1, "volumes b": 1, "servers b": 1,
		}, s.takeCalls(), "and only once")
	})
}

func TestViewCache_DataCentersWaitForTheirList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newFakeSource(smallContract()), &memoryStore{}
		_, _, end := caching(t, s, v)
		time.Sleep(time.Second)
		end()
		s.fail(inventory.ResourceDatacenters, &inventory.APIError{Kind: inventory.ErrUnreachable})
		s.takeCalls()
		m, _, end := caching(t, s, v)
		defer end()
		time.Sleep(10 * time.Minute)
		require.Zero(t, s.takeCalls()["volumes a"])
		require.False(t, m.View().Loading.Complete)
		s.fail(inventory.ResourceDatacenters, nil)
		time.Sleep(time.Minute)
		require.Equal(t, 1, s.takeCalls()["volumes a"])
		require.True(t, m.View().Loading.Complete)
	})
}

func TestViewCache_UnusableCopyIsIgnored(t *testing.T) {
	t.Parallel()
	var good bytes.Buffer
	ages := map[inventory.Resource]time.Duration{inventory.ResourceSnapshots: 0, inventory.ResourceDatacenters: time.Second, inventory.ContentsOf("dc-a"): time.Minute}
	require.NoError(t, writeCached(&good, sampleView(), testOrigin, ages))
	var early bytes.Buffer
	ages[inventory.ResourceSnapshots] = -time.Second
	require.NoError(t, writeCached(&early, sampleView(), testOrigin, ages))
	var newer bytes.Buffer
	zip := gzip.NewWriter(&newer)
	require.NoError(t, errors.Join(gob.NewEncoder(zip).Encode(cacheFormat+1), zip.Close()))
	flipped := bytes.Clone(good.Bytes())
	flipped[len(flipped)/2] ^= 0xff
	for name, c := range map[string]struct {
		text   []byte
		skew   time.Duration
		err    error
		origin string
		shown  bool
	}{
		"a good one":               {text: good.Bytes(), origin: testOrigin, shown: true},
		"none":                     {origin: testOrigin},
		"stored in the future":     {text: good.Bytes(), skew: time.Hour, origin: testOrigin},
		"read after it was stored": {text: early.Bytes(), origin: testOrigin},
		"an empty one":             {text: []byte{}, origin: testOrigin},
		"of another endpoint":      {text: good.Bytes(), origin: "contract 31 at elsewhere"},
		"of another version":       {text: newer.Bytes(), origin: testOrigin},
		"cut off":                  {text: good.Bytes()[:good.Len()/2], origin: testOrigin},
		"cut off at the end":       {text: good.Bytes()[:good.Len()-1], origin: testOrigin},
		"spoilt":                   {text: flipped, origin: testOrigin},
		"something else":           {text: []byte("<html>"), origin: testOrigin},
		"a store that is closed":   {text: good.Bytes(), err: errors.New("closed"), origin: testOrigin},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := New(newFakeSource(smallContract()), testIntervals(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
			cacheOf(m, &memoryStore{text: c.text, skew: c.skew, err: c.err}, c.origin).Load(t.Context())
			require.Equal(t, c.shown, len(m.View().Snapshots) > 0)
			require.Equal(t, c.shown, !m.Health().ReadAt.IsZero())
		})
	}
}

func TestViewCache_UnreadDataCenterHasNoAge(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	require.NoError(t, writeCached(&text, sampleView(), testOrigin, map[inventory.Resource]time.Duration{inventory.ResourceDatacenters: 0, inventory.ContentsOf("dc-a"): time.Hour}))
	m := New(newFakeSource(smallContract()), testIntervals(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
	cacheOf(m, &memoryStore{text: text.Bytes()}, testOrigin).Load(t.Context())
	require.WithinDuration(t, time.Now().Add(-time.Hour), m.ReadAt(inventory.ContentsOf("dc-a")), time.Minute)
	require.Zero(t, m.ReadAt(inventory.ContentsOf("dc-b")))
	require.Zero(t, m.ReadAt(inventory.ResourceSnapshots))
}

func TestViewCache_OtherContractIsDropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newFakeSource(sampleContract()), &memoryStore{}
		_, _, end := caching(t, s, v)
		time.Sleep(time.Second)
		end()
		other := newFakeSource(inventory.ContractData{Contract: inventory.Contract{Number: 32}})
		for _, p := range []inventory.Resource{inventory.ResourceRequests, inventory.ResourceDatacenters, inventory.ResourceSnapshots, inventory.ResourceLabels} {
			other.fail(p, &inventory.APIError{Kind: inventory.ErrForbidden})
		}
		m, shown, end := caching(t, other, v)
		defer end()
		require.NotEmpty(t, shown.Volumes)
		synctest.Wait()
		now := m.View()
		require.Empty(t, now.Volumes)
		require.Empty(t, now.Datacenters)
		require.Empty(t, now.Snapshots)
		require.Empty(t, now.Requests)
		require.Empty(t, now.LabelsOf("v-db"))
		require.Empty(t, now.Warnings)
		require.Zero(t, now.Loading.CachedAsOf)
	})
}

func TestViewCache_SavesEveryTenMinutesAndAtEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, store := newFakeSource(smallContract()), &memoryStore{}
		_, _, end := caching(t, s, store)
		time.Sleep(time.Hour - time.Second)
		require.Len(t, store.saved(), 6)
		time.Sleep(2 * time.Minute)
		end()
		require.Len(t, store.saved(), 8)
	})
}

func TestViewCache_SavesOnlyCompleteView(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, store := newFakeSource(smallContract()), &memoryStore{}
		s.delay[inventory.ContentsOf("b")] = time.Hour
		_, _, end := caching(t, s, store)
		time.Sleep(time.Hour)
		end()
		require.Empty(t, store.saved())
	})
}

func TestViewCache_SavesNothingWhileCloudIsUnreachable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, store := newFakeSource(smallContract()), &memoryStore{}
		_, _, end := caching(t, s, store)
		time.Sleep(11 * time.Minute)
		for _, p := range []inventory.Resource{inventory.ResourceRequests, inventory.ResourceRecent, inventory.ResourceDatacenters, inventory.ResourceSnapshots, inventory.ResourceLabels, inventory.ResourceContract, inventory.ResourceLocations, inventory.ContentsOf("a"), inventory.ContentsOf("b")} {
			s.fail(p, &inventory.APIError{Kind: inventory.ErrUnreachable})
		}
		time.Sleep(time.Hour)
		require.LessOrEqual(t, len(store.saved()), 3)
		end()
	})
}

func TestViewCache_FailedSaveIsRetried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &memoryStore{err: errors.New("full")}
		_, _, end := caching(t, newFakeSource(smallContract()), store)
		defer end()
		time.Sleep(30 * time.Second)
		store.mu.Lock()
		store.err = nil
		store.mu.Unlock()
		time.Sleep(cacheEvery)
		require.Len(t, store.saved(), 1)
	})
}

// A restart must need no more memory than a first load.
func TestViewCache_SharesTexts(t *testing.T) {
	t.Parallel()
	k := cachedView{inside: map[string]inventory.DatacenterData{}}
	for range 2 {
		k.add(cacheItem{Snapshot: &inventory.Snapshot{Location: strings.Clone("de/fra"), Metadata: inventory.Metadata{CreatedBy: strings.Clone("ops@example.com")}}})
	}
	one, other := &k.snapshots[0], &k.snapshots[1]
	require.Same(t, unsafe.StringData(one.Location), unsafe.StringData(other.Location))
	require.Same(t, unsafe.StringData(one.Metadata.CreatedBy), unsafe.StringData(other.Metadata.CreatedBy))
}
