package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/config"
	"snapdeck/internal/inventory/mirror"
	"snapdeck/internal/live"
	"snapdeck/internal/operation"
	"snapdeck/internal/store/postgrestest"
)

// testTimeout bounds the wait for an expected event.
const testTimeout = time.Minute

// replicas share a database and a simulator.
type replicas struct {
	t        *testing.T
	sim      *ionossim.Sim
	database string
}

// one is a replica with its own proxy to the simulator.
type one struct {
	*App
	entrance *entrance
}

// entrance is a proxy that counts the calls of one replica.
type entrance struct {
	cloud http.Handler

	mu    sync.Mutex
	calls map[string]int // by method and the first part of the path
}

func (e *entrance) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/cloudapi/v6/"), "/")
	e.mu.Lock()
	e.calls[r.Method+" "+first]++
	e.mu.Unlock()
	e.cloud.ServeHTTP(w, r)
}

func (e *entrance) count(call string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.calls[call]
}

func newReplicas(t *testing.T) *replicas {
	t.Helper()
	sim, err := ionossim.New(ionossim.Config{Seed: 1, Speed: 20, RateLimit: -1, Burst: -1, Size: ionossim.SeedSize{Datacenters: 2, Idle: true}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	return &replicas{t: t, sim: sim, database: postgrestest.URL(t)}
}

// start starts a replica with a fast clock, and waits until it has read the contract.
func (r *replicas) start(ahead time.Duration, timing operation.Timing, prepare ...func(*App)) *one {
	r.t.Helper()
	e := &entrance{cloud: r.sim.Handler(), calls: map[string]int{}}
	proxy := httptest.NewServer(e)
	r.t.Cleanup(proxy.Close)
	c, err := config.Parse(nil, []string{
		"SNAPDECK_DATA=" + r.t.TempDir(), "SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_ADMIN_PASSWORD=correct horse battery staple",
		"SNAPDECK_POLL_FAST=100ms", "SNAPDECK_POLL_WATCHED=200ms", "SNAPDECK_POLL_SLOW=1s",
		"SNAPDECK_DATABASE_URL=" + r.database, "IONOS_API_URL=" + proxy.URL, "IONOS_TOKEN=" + r.sim.Token(),
	}, io.Discard)
	require.NoError(r.t, err)
	a, err := New(r.t.Context(), c, Options{
		Out: io.Discard, Log: slog.New(slog.DiscardHandler), Version: "test", Timing: timing,
		Now: func() time.Time { return time.Now().Add(ahead) },
	})
	require.NoError(r.t, err)
	for _, f := range prepare {
		f(a)
	}
	o := &one{App: a, entrance: e}
	require.NoError(r.t, a.Start(r.t.Context()))
	r.t.Cleanup(func() { r.stop(o) })
	r.await("the contract is loaded", func() bool { return a.mirror.View().Loading.Complete })
	return o
}

// stop stops a replica, if it is running.
func (r *replicas) stop(o *one) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.t.Context()), testTimeout)
	defer cancel()
	require.NoError(r.t, o.Stop(ctx))
}

func (r *replicas) await(what string, holds func() bool) {
	r.t.Helper()
	require.Eventually(r.t, holds, testTimeout, 10*time.Millisecond, what)
}

func (o *one) get(t *testing.T, path string) int {
	t.Helper()
	answer, err := http.Get("http://" + o.Addr() + path)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	return answer.StatusCode
}

// TestReplicas_ReadOnWhateverClockAnotherHad stops a replica whose clock is an hour ahead: the other keeps
// polling, and one that starts afterwards does not treat the first one's cache as fresh.
func TestReplicas_ReadOnWhateverClockAnotherHad(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"ahead": time.Hour, "behind": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReplicas(t)
			first := r.start(ahead, operation.DefaultTiming())
			second := r.start(0, operation.DefaultTiming())
			r.await("the first has stored its view", func() bool {
				_, _, found, err := second.store.Document(t.Context(), cacheDocument)
				return err == nil && found
			})
			r.stop(first)

			ended, snapshots := time.Now(), r.sim.Snapshots()
			require.NoError(t, r.sim.RemoveSnapshot(snapshots[0].ID))
			r.await("the second shows what happens", func() bool {
				_, exists := second.mirror.View().Snapshot(snapshots[0].ID)
				return !exists && second.mirror.Health().ReadAt.After(ended)
			})
			require.Equal(t, http.StatusOK, second.get(t, "/readyz"))

			third := mirror.New(nil, mirror.Intervals{}, mirror.Demand{}, time.Now, slog.New(slog.DiscardHandler))
			mirror.NewViewCache(third, cacheStore{second.store}, second.origin(), time.Now, slog.New(slog.DiscardHandler)).Load(t.Context())
			require.False(t, third.Health().ReadAt.After(time.Now()), "nothing was read in the future")
			if at := third.Health().ReadAt; !at.IsZero() { // the first one's cache has an unknown age
				require.Less(t, time.Since(at), time.Minute)
			}
		})
	}
}

// nowhere is a subscriber's connection that accepts everything.
type nowhere struct{ io.Writer }

func (nowhere) Flush() error                     { return nil }
func (nowhere) SetWriteDeadline(time.Time) error { return nil }

// TestReplicas_CallTheCloudByThemselves subscribes to one replica: the other one polls at the idle rate.
func TestReplicas_CallTheCloudByThemselves(t *testing.T) {
	t.Parallel()
	r := newReplicas(t)
	checked, other := r.start(0, operation.DefaultTiming()), r.start(0, operation.DefaultTiming())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- checked.hub.Serve(ctx, nowhere{io.Discard}, live.Subscriber{Pages: []live.Page{{Address: "/volumes"}}, User: "admin", Alive: func() bool { return true }})
	}()
	const call = "GET requests"
	begun, atRest := checked.entrance.count(call), other.entrance.count(call)
	r.await("20 polls with a subscriber", func() bool { return checked.entrance.count(call) >= begun+20 })
	slept := other.entrance.count(call) - atRest
	require.Positive(t, other.entrance.count("GET snapshots"), "it reads by itself")
	require.LessOrEqual(t, slept, 10, "a fifth as often, on a loaded machine too")
	cancel()
	require.NoError(t, <-ended)
}

// TestReplicas_EachWakesAnOperationWhoseRequestEnded drops the wake-ups of the replica that recorded it.
func TestReplicas_EachWakesAnOperationWhoseRequestEnded(t *testing.T) {
	t.Parallel()
	r := newReplicas(t)
	require.NoError(t, r.sim.SetSpeed(5)) // slow enough for the request to be seen while it is open
	timing := operation.DefaultTiming()
	timing.PollInterval = 10 * time.Minute // only a wake-up lets an operation continue
	first := r.start(0, timing, func(a *App) { a.wakeQueue.wakeJob = func(context.Context, string) error { return nil } })
	r.start(0, timing)
	volume := r.sim.Volumes()[0]
	result, err := first.engine.Submit(t.Context(), operation.Actor{Name: "admin"}, operation.Key{Form: "key"}, operation.Request{
		Kind: operation.CreateSnapshot, DatacenterID: volume.DatacenterID, VolumeID: volume.ID, Params: operation.CreateParams{Name: "x"},
	})
	require.NoError(t, err)
	op := result.First()
	r.await("it is done", func() bool {
		now, err := first.ledger.Operation(t.Context(), op.ID)
		return err == nil && now.State == operation.Done
	})
}
