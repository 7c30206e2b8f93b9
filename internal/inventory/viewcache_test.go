package inventory

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
)

// memory is a store in memory that counts.
type memory struct {
	mu    sync.Mutex
	text  []byte
	times []time.Time   // when something was saved
	skew  time.Duration // by which the clock was ahead when it was
	err   error
}

func (m *memory) Save(_ context.Context, text []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return m.err
	}
	m.text, m.times = bytes.Clone(text), append(m.times, time.Now())
	return nil
}

// saved tells when something was saved.
func (m *memory) saved() []time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.times)
}

func (m *memory) Load(context.Context) ([]byte, time.Duration, error) {
	if len(m.times) == 0 {
		return m.text, -m.skew, m.err
	}
	return m.text, time.Since(m.times[len(m.times)-1]) - m.skew, m.err
}

const somewhere = "contract 31 at api.example.com"

func cacheOf(m *Mirror, store CacheStore, origin string) *ViewCache {
	return NewViewCache(m, store, origin, time.Now, slog.New(slog.DiscardHandler))
}

// caching runs a mirror of a script with its cache until the returned function is called.
// shown is what it shows before it reads anything.
func caching(t *testing.T, s *script, store CacheStore) (m *Mirror, shown *View, end func()) {
	t.Helper()
	m = NewMirror(s, pace(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
	c := cacheOf(m, store, somewhere)
	c.Restore(t.Context())
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

// away makes every listing fail.
func away(s *script) {
	for _, p := range []Part{PartRequests, PartRecent, PartDatacenters, PartSnapshots, PartLabels, PartContract, PartLocations, InsideOf("dc-a"), InsideOf("dc-b")} {
		s.fail(p, &Fault{Kind: ErrUnreachable})
	}
}

func TestViewCache_AStartShowsWhatWasKnownWithItsAge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newScript(estate()), &memory{}
		m, _, end := caching(t, s, v)
		time.Sleep(90 * time.Second)
		end()
		before, readAt := m.View(), m.Health().ReadAt

		time.Sleep(time.Hour)
		away(s)
		m, now, end := caching(t, s, v)
		defer end()
		for range 2 { // at once, and after the cloud could not be read
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
			require.Equal(t, Progress{Total: 2, Kept: readAt.UTC()}, now.Loading)
			require.True(t, m.Health().ReadAt.Equal(readAt))
			time.Sleep(time.Minute)
			now = m.View()
		}
		_, troubled := m.Health().Away()
		require.True(t, troubled)
	})
}

func TestViewCache_EverythingIsReadAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newScript(quiet()), &memory{}
		_, _, end := caching(t, s, v)
		time.Sleep(90 * time.Second)
		end()
		s.counted()
		s.change(func(p *parts) {
			p.inside["b"] = inside{volumes: []Volume{{ID: "other", DatacenterID: "b", Metadata: hoursAgo(1)}}}
			p.datacenters = p.datacenters[1:]
		})
		m, shown, end := caching(t, s, v)
		defer end()
		require.Len(t, shown.Volumes, 2)
		synctest.Wait()
		require.Equal(t, []string{"other"}, volumeIDs(m.View().Volumes))
		require.Equal(t, Progress{Done: 1, Total: 1, Complete: true}, m.View().Loading)
		require.Equal(t, map[string]int{
			"requests": 1, "recent": 1, "datacenters": 1, "snapshots": 1, "labels": 1, "contract": 1, "locations": 1, "volumes b": 1, "servers b": 1,
		}, s.counted(), "and only once")
	})
}

func TestViewCache_DataCentersWaitUntilTheirListCanBeRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newScript(quiet()), &memory{}
		_, _, end := caching(t, s, v)
		time.Sleep(time.Second)
		end()
		s.fail(PartDatacenters, &Fault{Kind: ErrUnreachable})
		s.counted()
		m, _, end := caching(t, s, v)
		defer end()
		time.Sleep(10 * time.Minute)
		require.Zero(t, s.counted()["volumes a"])
		require.False(t, m.View().Loading.Complete)
		s.fail(PartDatacenters, nil)
		time.Sleep(time.Minute)
		require.Equal(t, 1, s.counted()["volumes a"])
		require.True(t, m.View().Loading.Complete)
	})
}

func TestViewCache_NothingIsShownOfWhatCannotBeUsed(t *testing.T) {
	t.Parallel()
	var good bytes.Buffer
	ages := map[Part]time.Duration{PartSnapshots: 0, PartDatacenters: time.Second, InsideOf("dc-a"): time.Minute}
	require.NoError(t, writeCached(&good, estateView(), somewhere, ages))
	var early bytes.Buffer
	ages[PartSnapshots] = -time.Second
	require.NoError(t, writeCached(&early, estateView(), somewhere, ages))
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
		"a good one":               {text: good.Bytes(), origin: somewhere, shown: true},
		"none":                     {origin: somewhere},
		"stored in the future":     {text: good.Bytes(), skew: time.Hour, origin: somewhere},
		"read after it was stored": {text: early.Bytes(), origin: somewhere},
		"an empty one":             {text: []byte{}, origin: somewhere},
		"of another endpoint":      {text: good.Bytes(), origin: "contract 31 at elsewhere"},
		"of another version":       {text: newer.Bytes(), origin: somewhere},
		"cut off":                  {text: good.Bytes()[:good.Len()/2], origin: somewhere},
		"cut off at the end":       {text: good.Bytes()[:good.Len()-1], origin: somewhere},
		"spoilt":                   {text: flipped, origin: somewhere},
		"something else":           {text: []byte("<html>"), origin: somewhere},
		"a store that is closed":   {text: good.Bytes(), err: errors.New("closed"), origin: somewhere},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := NewMirror(newScript(quiet()), pace(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
			cacheOf(m, &memory{text: c.text, skew: c.skew, err: c.err}, c.origin).Restore(t.Context())
			require.Equal(t, c.shown, len(m.View().Snapshots) > 0)
			require.Equal(t, c.shown, !m.Health().ReadAt.IsZero())
		})
	}
}

func TestViewCache_ADataCenterThatWasNeverReadIsNotTakenForAnEmptyOne(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	require.NoError(t, writeCached(&text, estateView(), somewhere, map[Part]time.Duration{PartDatacenters: 0, InsideOf("dc-a"): time.Hour}))
	m := NewMirror(newScript(quiet()), pace(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
	cacheOf(m, &memory{text: text.Bytes()}, somewhere).Restore(t.Context())
	require.WithinDuration(t, time.Now().Add(-time.Hour), m.ReadAt(InsideOf("dc-a")), time.Minute)
	require.Zero(t, m.ReadAt(InsideOf("dc-b")))
	require.Zero(t, m.ReadAt(PartSnapshots))
}

func TestViewCache_AnotherContractIsForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newScript(estate()), &memory{}
		_, _, end := caching(t, s, v)
		time.Sleep(time.Second)
		end()
		other := newScript(parts{contract: Contract{Number: 32}})
		for _, p := range []Part{PartRequests, PartDatacenters, PartSnapshots, PartLabels} {
			other.fail(p, &Fault{Kind: ErrForbidden})
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
		require.Zero(t, now.Loading.Kept)
	})
}

func TestViewCache_SavesEveryTenMinutesAndAtTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, store := newScript(quiet()), &memory{}
		_, _, end := caching(t, s, store)
		time.Sleep(time.Hour - time.Second)
		require.Len(t, store.saved(), 6)
		time.Sleep(2 * time.Minute)
		end()
		require.Len(t, store.saved(), 8)
	})
}

func TestViewCache_SavesNothingThatIsNotWhole(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, store := newScript(quiet()), &memory{}
		s.taking[InsideOf("b")] = time.Hour
		_, _, end := caching(t, s, store)
		time.Sleep(time.Hour)
		end()
		require.Empty(t, store.saved())
	})
}

func TestViewCache_SavesNothingWhileTheCloudIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, store := newScript(quiet()), &memory{}
		_, _, end := caching(t, s, store)
		time.Sleep(11 * time.Minute)
		for _, p := range []Part{PartRequests, PartRecent, PartDatacenters, PartSnapshots, PartLabels, PartContract, PartLocations, InsideOf("a"), InsideOf("b")} {
			s.fail(p, &Fault{Kind: ErrUnreachable})
		}
		time.Sleep(time.Hour)
		require.LessOrEqual(t, len(store.saved()), 3)
		end()
	})
}

func TestViewCache_AStoreThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &memory{err: errors.New("full")}
		_, _, end := caching(t, newScript(quiet()), store)
		defer end()
		time.Sleep(30 * time.Second)
		store.mu.Lock()
		store.err = nil
		store.mu.Unlock()
		time.Sleep(cacheEvery)
		require.Len(t, store.saved(), 1)
	})
}

// TestViewCache_SharesTexts looks whether a start takes no more memory than a first load.
func TestViewCache_SharesTexts(t *testing.T) {
	t.Parallel()
	k := cachedView{inside: map[string]inside{}}
	for range 2 {
		k.add(cacheItem{Snapshot: &Snapshot{Location: strings.Clone("de/fra"), Metadata: Metadata{CreatedBy: strings.Clone("ops@example.com")}}})
	}
	one, other := &k.snapshots[0], &k.snapshots[1]
	require.Same(t, unsafe.StringData(one.Location), unsafe.StringData(other.Location))
	require.Same(t, unsafe.StringData(one.Metadata.CreatedBy), unsafe.StringData(other.Metadata.CreatedBy))
}
