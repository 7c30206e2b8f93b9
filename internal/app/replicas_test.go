package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/config"
	"snapdeck/internal/inventory"
	"snapdeck/internal/inventory/polling"
	"snapdeck/internal/live"
	"snapdeck/internal/operation"
	"snapdeck/internal/secret"
	"snapdeck/internal/store"
	"snapdeck/internal/store/storetest"
)

// testTimeout bounds the wait for an expected event.
const testTimeout = time.Minute

// replicas share a database and a simulator.
type replicas struct {
	t        *testing.T
	sim      *ionossim.Sim
	database string
}

// replica calls the simulator through a proxy of its own.
type replica struct {
	*App
	proxy *countingProxy
}

// countingProxy counts the calls of one replica.
type countingProxy struct {
	cloud http.Handler

	mu    sync.Mutex
	calls map[string]int // by method and the first part of the path
}

func (p *countingProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/cloudapi/v6/"), "/")
	p.mu.Lock()
	p.calls[r.Method+" "+first]++
	p.mu.Unlock()
	p.cloud.ServeHTTP(w, r)
}

func (p *countingProxy) count(call string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls[call]
}

func newReplicas(t *testing.T) *replicas {
	t.Helper()
	sim, err := ionossim.New(ionossim.Config{Seed: 1, Speed: 20, RateLimit: -1, Burst: -1, Size: ionossim.SeedSize{Datacenters: 2, Idle: true}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	return &replicas{t: t, sim: sim, database: storetest.MigratedURL(t)}
}

// start starts a replica with a fast clock, and waits until it has read the contract.
func (r *replicas) start(ahead time.Duration, timing operation.Timing, prepare ...func(*App)) *replica {
	r.t.Helper()
	p := &countingProxy{cloud: r.sim.Handler(), calls: map[string]int{}}
	server := httptest.NewServer(p)
	r.t.Cleanup(server.Close)
	options := quiet()
	options.Timing, options.Now = timing, func() time.Time { return time.Now().Add(ahead) }
	a := newApp(r.t, r.t.TempDir(), options, "SNAPDECK_DATABASE_URL="+r.database, "IONOS_API_URL="+server.URL, "IONOS_TOKEN="+r.sim.Token())
	for _, f := range prepare {
		f(a)
	}
	require.NoError(r.t, a.Start(r.t.Context()))
	await(r.t, "the contract is loaded", func() bool { return a.mirror.View().Loading.Complete })
	return &replica{App: a, proxy: p}
}

// After a replica whose clock is an hour off has stopped, another one keeps polling, and one that starts later
// does not treat the cache of the first as fresh.
func TestReplicas_PollDespiteWrongClockOfAnother(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"ahead": time.Hour, "behind": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReplicas(t)
			first := r.start(ahead, operation.DefaultTiming())
			second := r.start(0, operation.DefaultTiming())
			stop(t, first.App)
			_, _, stored, err := second.store.Document(t.Context(), cacheDocument)
			require.NoError(t, err)
			require.True(t, stored, "the first has stored its view")

			ended, snapshots := time.Now(), r.sim.Snapshots()
			require.NoError(t, r.sim.RemoveSnapshot(snapshots[0].ID))
			await(t, "the second shows what happens", func() bool {
				_, exists := second.mirror.View().Snapshot(snapshots[0].ID)
				return !exists && second.mirror.Health().ReadAt.After(ended)
			})
			status, _ := fetch(t, second.App, "/readyz")
			require.Equal(t, http.StatusOK, status)

			third := polling.New(nil, polling.Intervals{}, polling.Demand{}, time.Now, slog.New(slog.DiscardHandler))
			polling.NewViewCache(third, cacheStore{second.store}, second.origin(), time.Now, slog.New(slog.DiscardHandler)).Load(t.Context())
			require.False(t, third.Health().ReadAt.After(time.Now()), "no time of reading is in the future")
			if at := third.Health().ReadAt; !at.IsZero() { // the age of the first one's cache is unknown
				require.Less(t, time.Since(at), time.Minute)
			}
		})
	}
}

// discardConn is a subscriber's connection that accepts everything.
type discardConn struct{ io.Writer }

func (discardConn) Flush() error                     { return nil }
func (discardConn) SetWriteDeadline(time.Time) error { return nil }

// Only one replica has a subscriber: the other one polls at the idle rate.
func TestReplicas_PollIndependently(t *testing.T) {
	t.Parallel()
	r := newReplicas(t)
	checked, other := r.start(0, operation.DefaultTiming()), r.start(0, operation.DefaultTiming())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- checked.hub.Serve(ctx, discardConn{io.Discard}, live.Subscriber{Pages: []live.Page{{Address: "/volumes"}}, User: "admin", Alive: func() bool { return true }})
	}()
	const call = "GET requests"
	begun, atRest := checked.proxy.count(call), other.proxy.count(call)
	await(t, "20 polls with a subscriber", func() bool { return checked.proxy.count(call) >= begun+20 })
	slept := other.proxy.count(call) - atRest
	require.Positive(t, other.proxy.count("GET snapshots"), "the other replica polls too")
	require.LessOrEqual(t, slept, 10, "a fifth as often, on a loaded machine too")
	cancel()
	require.NoError(t, <-ended)
}

// The replica that recorded the operation loses its wake-ups.
func TestReplicas_AnyWakesOperationWhenRequestEnds(t *testing.T) {
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
	await(t, "it is done", func() bool {
		now, err := first.ledger.Operation(t.Context(), op.ID)
		return err == nil && now.State == operation.Done
	})
}

// A cookie of one replica must be valid at the others, but not at another installation.
func TestSessionKey_SharedByReplicasOnly(t *testing.T) {
	t.Parallel()
	key := func(url string, configured string) string {
		c := config.Config{Data: t.TempDir(), SessionKey: secret.New(configured)}
		db, err := store.Open(t.Context(), store.Options{URL: url, Path: filepath.Join(c.Data, DatabaseFile)})
		require.NoError(t, err)
		defer func() { require.NoError(t, db.Close()) }()
		a := &App{config: c, store: db, opts: Options{Now: time.Now}}
		is, err := a.sessionKey(t.Context())
		require.NoError(t, err)
		again, err := a.sessionKey(t.Context())
		require.NoError(t, err)
		require.Equal(t, is.Reveal(), again.Reveal(), "the key does not change")
		_, stored, err := db.Setting(t.Context(), sessionKeySetting)
		require.NoError(t, err)
		require.Equal(t, db.Shared(), stored, "a copy of a SQLite database holds no key")
		return is.Reveal()
	}
	database := storetest.MigratedURL(t)
	first := key(database, "")
	require.Len(t, first, 32)
	require.Equal(t, first, key(database, ""), "replicas have nothing but the database in common")
	require.NotEqual(t, first, key(storetest.MigratedURL(t), ""))
	require.NotEqual(t, key("", ""), key("", ""), "a single process has its own")
	configured := strings.Repeat("k", 32)
	require.Equal(t, configured, key(database, configured))
}

// recordBeside records operations as another process does.
func recordBeside(t *testing.T, ledger *store.Ledger, ops ...operation.Operation) []operation.Operation {
	t.Helper()
	for i := range ops {
		ops[i].ID, ops[i].Key, ops[i].State, ops[i].Actor = newID(), "key", operation.Queued, "admin"
		ops[i].CreatedAt = time.Date(2026, 3, 29, 12, 0, i, 0, time.UTC)
		ops[i].UpdatedAt = ops[i].CreatedAt
		ops[i].Digest = ops[i].ID
	}
	result, err := ledger.Submit(t.Context(), operation.Submission{Ops: ops})
	require.NoError(t, err)
	return result.Ops
}

func TestRefresh_AppliesChangesOfAnotherReplica(t *testing.T) {
	t.Parallel()
	data := installation(t)
	var log logBuffer
	o := quiet()
	o.Log = log.logger()
	a := newApp(t, data, o)
	replica := openBeside(t, data).Ledger(nil)
	op := recordBeside(t, replica, operation.Operation{Kind: operation.CreateSnapshot, DatacenterID: "d", VolumeID: "v"})[0]

	changes := a.hub.Changes()
	a.refresh(t.Context(), op.ID)
	require.Equal(t, changes+1, a.hub.Changes(), "pages show it")
	a.refresh(t.Context(), op.ID)
	require.Equal(t, changes+1, a.hub.Changes(), "nothing has changed")

	op.State = operation.Cancelled
	ended, err := replica.Save(t.Context(), op, &operation.Stage{State: op.State, At: op.UpdatedAt})
	require.NoError(t, err)
	ahead := ended
	ahead.Version++
	a.operations.Put(ahead)
	a.refresh(t.Context(), op.ID)
	now, _ := a.operations.Operation(op.ID)
	require.Equal(t, ahead.Version, now.Version, "a newer version is kept")

	a.refresh(t.Context(), "none")
	require.Empty(t, log.String(), "an operation that was archived since is no failure")
	stop(t, a)
	a.refresh(t.Context(), op.ID)
	require.Contains(t, log.String(), "read operation of another replica")
}

// The operation ended while there was no connection, and more than a page of others followed.
func TestCatchUp_AppliesChangesMissedWhileDisconnected(t *testing.T) {
	t.Parallel()
	data := installation(t)
	a := newApp(t, data, quiet())
	replica := openBeside(t, data).Ledger(nil)
	snapshot := func(id string) operation.Operation {
		return operation.Operation{Kind: operation.DeleteSnapshot, SnapshotID: id}
	}
	old := recordBeside(t, replica, snapshot("old"))[0]
	a.catchUp(t.Context())
	known, ok := a.operations.Operation(old.ID)
	require.True(t, ok)
	require.Equal(t, operation.Queued, known.State)

	old.State = operation.Cancelled
	_, err := replica.Save(t.Context(), old, &operation.Stage{State: old.State, At: old.UpdatedAt})
	require.NoError(t, err)
	var newer []operation.Operation
	for i := range cachePageSize + 1 {
		newer = append(newer, snapshot(strconv.Itoa(i)))
	}
	newer = recordBeside(t, replica, newer...)
	changes := a.hub.Changes()
	a.catchUp(t.Context())
	known, ok = a.operations.Operation(old.ID)
	require.True(t, ok)
	require.Equal(t, operation.Cancelled, known.State)
	for _, op := range newer {
		_, ok := a.operations.Operation(op.ID)
		require.True(t, ok)
	}
	require.EqualValues(t, len(newer)+1, a.hub.Changes()-changes)
	a.catchUp(t.Context())
	require.EqualValues(t, len(newer)+1, a.hub.Changes()-changes, "nothing was missed since")
}

// The list of snapshots is always read.
func TestChangedBy_NamesResourceBesidesSnapshots(t *testing.T) {
	t.Parallel()
	for kind, want := range map[operation.Kind]inventory.Resource{
		operation.CreateSnapshot: inventory.ResourceLabels, operation.DeleteSnapshot: inventory.ResourceLabels, operation.LabelSnapshot: inventory.ResourceLabels,
		operation.LabelVolume: inventory.ResourceLabels, operation.LockSnapshot: inventory.ResourceLabels,
		operation.CreateVolume: inventory.ContentsOf("d"), operation.RestoreVolume: inventory.ContentsOf("d"), operation.StopServer: inventory.ContentsOf("d"),
	} {
		require.Equal(t, want, changedBy(operation.Operation{Kind: kind, DatacenterID: "d"}), kind)
	}
}

// An operation is recorded while the other replica receives no notifications.
func TestReplicas_ListenAgainAfterLostConnection(t *testing.T) {
	t.Parallel()
	r := newReplicas(t)
	first, second := r.start(0, operation.DefaultTiming()), r.start(0, operation.DefaultTiming())
	_, err := first.store.DB().ExecContext(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'`)
	require.NoError(t, err)
	op := submit(t, first.App, operation.Request{Kind: operation.DeleteSnapshot, SnapshotID: r.sim.Snapshots()[0].ID, NotBefore: time.Now().Add(time.Hour)})
	known := func(state operation.State) bool {
		now, ok := second.operations.Operation(op.ID)
		return ok && now.State == state
	}
	await(t, "the other replica shows it", func() bool { return known(operation.Queued) })
	_, err = first.engine.Cancel(t.Context(), op.ID, operation.Actor{Name: "admin"})
	require.NoError(t, err)
	await(t, "it listens again", func() bool { return known(operation.Cancelled) })
}
