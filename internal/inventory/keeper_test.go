package inventory

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
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

// memory is a vault in memory that counts.
type memory struct {
	mu    sync.Mutex
	text  []byte
	times []time.Time
	err   error
}

func (m *memory) Keep(_ context.Context, text []byte, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return m.err
	}
	m.text, m.times = bytes.Clone(text), append(m.times, at)
	return nil
}

// kept tells when something was kept.
func (m *memory) kept() []time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.times)
}

func (m *memory) Kept(context.Context) ([]byte, error) { return m.text, m.err }

const somewhere = "contract 31 at api.example.com"

func keeperOf(m *Mirror, v Vault, origin string) *Keeper {
	return NewKeeper(m, v, origin, func() bool { return true }, time.Now, slog.New(slog.DiscardHandler))
}

// keeping runs a mirror of a script with its keeper until the returned function is called.
// shown is what it shows before it reads anything.
func keeping(t *testing.T, s *script, v Vault) (m *Mirror, shown *View, end func()) {
	t.Helper()
	m = NewMirror(s, pace(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
	k := keeperOf(m, v, somewhere)
	k.Restore(t.Context())
	shown = m.View()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { m.Run(ctx) })
	running.Go(func() { k.Run(ctx) })
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

func TestAStartShowsWhatWasKnownWithItsAge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newScript(estate()), &memory{}
		m, _, end := keeping(t, s, v)
		time.Sleep(90 * time.Second)
		end()
		before, readAt := m.View(), m.Health().ReadAt

		time.Sleep(time.Hour)
		away(s)
		m, now, end := keeping(t, s, v)
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

func TestWhatWasKnownIsReadAnewAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newScript(quiet()), &memory{}
		_, _, end := keeping(t, s, v)
		time.Sleep(90 * time.Second)
		end()
		s.counted()
		s.change(func(p *parts) {
			p.inside["b"] = inside{volumes: []Volume{{ID: "other", DatacenterID: "b", Metadata: hoursAgo(1)}}}
			p.datacenters = p.datacenters[1:]
		})
		m, shown, end := keeping(t, s, v)
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

func TestDataCentersOfBeforeWaitUntilTheirListCanBeRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newScript(quiet()), &memory{}
		_, _, end := keeping(t, s, v)
		time.Sleep(time.Second)
		end()
		s.fail(PartDatacenters, &Fault{Kind: ErrUnreachable})
		s.counted()
		m, _, end := keeping(t, s, v)
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

func TestNothingIsShownOfWhatCannotBeUsed(t *testing.T) {
	t.Parallel()
	var good bytes.Buffer
	read := map[Part]time.Time{PartSnapshots: noon, PartDatacenters: noon, InsideOf("dc-a"): noon}
	require.NoError(t, writeKept(&good, estateView(), somewhere, read))
	var newer bytes.Buffer
	zip := gzip.NewWriter(&newer)
	require.NoError(t, errors.Join(gob.NewEncoder(zip).Encode(keptFormat+1), zip.Close()))
	flipped := bytes.Clone(good.Bytes())
	flipped[len(flipped)/2] ^= 0xff
	for name, c := range map[string]struct {
		text   []byte
		err    error
		origin string
		shown  bool
	}{
		"a good one":             {text: good.Bytes(), origin: somewhere, shown: true},
		"none":                   {origin: somewhere},
		"an empty one":           {text: []byte{}, origin: somewhere},
		"of another endpoint":    {text: good.Bytes(), origin: "contract 31 at elsewhere"},
		"of another version":     {text: newer.Bytes(), origin: somewhere},
		"cut off":                {text: good.Bytes()[:good.Len()/2], origin: somewhere},
		"cut off at the end":     {text: good.Bytes()[:good.Len()-1], origin: somewhere},
		"spoilt":                 {text: flipped, origin: somewhere},
		"something else":         {text: []byte("<html>"), origin: somewhere},
		"a vault that is closed": {text: good.Bytes(), err: errors.New("closed"), origin: somewhere},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := NewMirror(newScript(quiet()), pace(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
			keeperOf(m, &memory{text: c.text, err: c.err}, c.origin).Restore(t.Context())
			require.Equal(t, c.shown, len(m.View().Snapshots) > 0)
			require.Equal(t, c.shown, !m.Health().ReadAt.IsZero())
		})
	}
}

func TestADataCenterThatWasNeverReadIsNotTakenForAnEmptyOne(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	require.NoError(t, writeKept(&text, estateView(), somewhere, map[Part]time.Time{PartDatacenters: noon, InsideOf("dc-a"): noon}))
	m := NewMirror(newScript(quiet()), pace(), Demand{}, time.Now, slog.New(slog.DiscardHandler))
	keeperOf(m, &memory{text: text.Bytes()}, somewhere).Restore(t.Context())
	require.Equal(t, noon, m.ReadAt(InsideOf("dc-a")))
	require.Zero(t, m.ReadAt(InsideOf("dc-b")))
	require.Zero(t, m.ReadAt(PartSnapshots))
}

func TestWhatWasKnownOfAnotherContractIsForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newScript(estate()), &memory{}
		_, _, end := keeping(t, s, v)
		time.Sleep(time.Second)
		end()
		other := newScript(parts{contract: Contract{Number: 32}})
		for _, p := range []Part{PartRequests, PartDatacenters, PartSnapshots, PartLabels} {
			other.fail(p, &Fault{Kind: ErrForbidden})
		}
		m, shown, end := keeping(t, other, v)
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

func TestWhatChangesIsKeptOnceAMinuteAtMost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newScript(quiet()), &memory{}
		s.change(func(p *parts) { p.requests = []Request{{ID: "r"}} }) // read at the fast pace
		_, _, end := keeping(t, s, v)
		defer end()
		for i := range 300 {
			s.change(func(p *parts) { p.requests = []Request{{ID: "r", Message: fmt.Sprint(i)}} })
			time.Sleep(time.Second)
		}
		require.Len(t, v.kept(), 5)
	})
}

func TestWhatStaysAsItIsIsKeptNowAndThenForItsAge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, v := newScript(quiet()), &memory{}
		_, _, end := keeping(t, s, v)
		time.Sleep(time.Hour - time.Second)
		require.Len(t, v.kept(), 6)
		end()
		require.Len(t, v.kept(), 7, "and at the end")
	})
}

func TestAnotherReplicaKeeps(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &memory{}
		m := watch(t, newScript(quiet()), Demand{})
		k := NewKeeper(m, v, somewhere, func() bool { return false }, time.Now, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		k.Run(ctx)
		require.Empty(t, v.kept())
	})
}

func TestAVaultThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &memory{err: errors.New("full")}
		m := watch(t, newScript(quiet()), Demand{})
		k := keeperOf(m, v, somewhere)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			k.Run(ctx)
		}()
		time.Sleep(30 * time.Second)
		v.mu.Lock()
		v.err = nil
		v.mu.Unlock()
		time.Sleep(time.Minute)
		require.Len(t, v.kept(), 1)
		cancel()
		<-ended
	})
}

// TestWhatWasKeptSharesItsTexts looks whether a start takes no more memory than a first load.
func TestWhatWasKeptSharesItsTexts(t *testing.T) {
	t.Parallel()
	k := kept{inside: map[string]inside{}}
	for range 2 {
		k.add(keptItem{Snapshot: &Snapshot{Location: strings.Clone("de/fra"), Metadata: Metadata{CreatedBy: strings.Clone("ops@example.com")}}})
	}
	one, other := &k.snapshots[0], &k.snapshots[1]
	require.Same(t, unsafe.StringData(one.Location), unsafe.StringData(other.Location))
	require.Same(t, unsafe.StringData(one.Metadata.CreatedBy), unsafe.StringData(other.Metadata.CreatedBy))
}
