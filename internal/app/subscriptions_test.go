package app

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// submit records a request as the first user.
func submit(t *testing.T, a *App, r operation.Request) operation.Operation {
	t.Helper()
	result, err := a.engine.Submit(t.Context(), operation.Actor{Name: "admin"}, operation.Key{Form: uuid.NewString()}, r)
	require.NoError(t, err)
	return result.First()
}

// waking returns a dashboard that knows some operations, and of which a test sees only the wake-ups.
func waking(ops ...operation.Operation) *App {
	return &App{operations: operation.NewCache(ops...), wakeQueue: newWakeQueue(nil, nil, slog.New(slog.DiscardHandler))}
}

func wokenIDs(a *App) []string {
	ids, _ := a.wakeQueue.take()
	slices.Sort(ids)
	return ids
}

// Each operation is related in some way to the one that ended, "end".
func TestWakeLane_WakesBlockedOperations(t *testing.T) {
	t.Parallel()
	later := time.Now().Add(time.Hour)
	for name, c := range map[string]struct {
		op    operation.Operation
		woken bool
	}{
		"depends on it":                                    {operation.Operation{State: operation.Waiting, Task: operation.Task{DependsOn: "end"}}, true},
		"depends on it, not tried yet":                     {operation.Operation{State: operation.Queued, Task: operation.Task{DependsOn: "end"}}, true},
		"depends on another one":                           {operation.Operation{State: operation.Waiting, Task: operation.Task{DependsOn: "other"}}, false},
		"uses its snapshot":                                {operation.Operation{State: operation.Waiting, SnapshotID: "s"}, true},
		"uses its snapshot, but is sent":                   {operation.Operation{State: operation.Provisioning, SnapshotID: "s"}, false},
		"uses its snapshot, but has ended":                 {operation.Operation{State: operation.Done, SnapshotID: "s"}, false},
		"uses its snapshot, but can be undone for an hour": {operation.Operation{State: operation.Queued, SnapshotID: "s", NotBefore: later}, false},
		"uses another snapshot":                            {operation.Operation{State: operation.Waiting, SnapshotID: "other"}, false},
		"waits in another lane":                            {operation.Operation{State: operation.Waiting, Kind: operation.CreateSnapshot, DatacenterID: "d"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.op.ID = "op"
			a := waking(c.op)
			a.wakeLane(operation.Operation{ID: "end", Kind: operation.DeleteSnapshot, SnapshotID: "s", State: operation.Done})
			ids, lanes := a.wakeQueue.take()
			require.Equal(t, c.woken, slices.Contains(ids, "op"))
			require.Equal(t, []string{"snapshot:s"}, lanes, "the next of its own lane is found in the ledger")
		})
	}
}

// Each case compares an operation's request with the requests that IONOS Cloud lists.
func TestWakeFinished_WakesOperationsWhoseRequestMoved(t *testing.T) {
	t.Parallel()
	sent := func(state operation.State, status inventory.RequestStatus) operation.Operation {
		return operation.Operation{ID: "op", State: state, RequestID: "r", RequestStatus: status}
	}
	listed := func(status inventory.RequestStatus) []inventory.Request {
		return []inventory.Request{{ID: "r", Status: status}}
	}
	unnamed := sent(operation.Accepted, inventory.RequestQueued)
	unnamed.RequestID = ""
	for name, c := range map[string]struct {
		op     operation.Operation
		listed []inventory.Request
		woken  bool
	}{
		"it has begun":             {sent(operation.Accepted, inventory.RequestQueued), listed(inventory.RequestRunning), true},
		"it waits as before":       {sent(operation.Accepted, inventory.RequestQueued), listed(inventory.RequestQueued), false},
		"it runs as before":        {sent(operation.Provisioning, inventory.RequestRunning), listed(inventory.RequestRunning), false},
		"it has ended":             {sent(operation.Provisioning, inventory.RequestRunning), listed(inventory.RequestDone), true},
		"it is no longer listed":   {sent(operation.Provisioning, inventory.RequestRunning), nil, true},
		"another one is listed":    {sent(operation.Provisioning, inventory.RequestRunning), []inventory.Request{{ID: "x", Status: inventory.RequestRunning}}, true},
		"no response has named it": {unnamed, nil, false},
		"the call is still sent":   {sent(operation.Submitting, ""), nil, false},
		"the operation has ended":  {sent(operation.Done, inventory.RequestDone), nil, false},
		"the operation is unknown": {sent(operation.Unknown, inventory.RequestRunning), nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := waking(c.op)
			a.wakeFinished(inventory.NewView(inventory.Listings{Requests: c.listed}, time.Now()))
			require.Equal(t, c.woken, slices.Equal(wokenIDs(a), []string{"op"}))
		})
	}
}

func TestWakeHeld_WakesOnlyHeldCreates(t *testing.T) {
	t.Parallel()
	back := time.Now()
	of := func(id string, kind operation.Kind, state operation.State, back time.Time) operation.Operation {
		return operation.Operation{ID: id, Kind: kind, State: state, BackupRestoredAt: back}
	}
	a := waking(
		of("create", operation.CreateSnapshot, operation.Queued, back), of("volume", operation.CreateVolume, operation.Waiting, back),
		of("sent", operation.CreateSnapshot, operation.Provisioning, back), of("done", operation.CreateSnapshot, operation.Done, back),
		of("edit", operation.EditSnapshot, operation.Waiting, back), of("since", operation.CreateSnapshot, operation.Waiting, time.Time{}),
	)
	a.wakeHeld()
	require.Equal(t, []string{"create", "volume"}, wokenIDs(a))
}

func TestSubscribe_ConnectsEngine(t *testing.T) {
	t.Parallel()
	a := newApp(t, installation(t), quiet())
	a.subscribe()
	admin := operation.Actor{Name: "admin"}
	changes := a.hub.Changes()
	deletion := submit(t, a, operation.Request{Kind: operation.DeleteSnapshot, SnapshotID: "s", NotBefore: a.opts.Now().Add(time.Hour)})
	_, cached := a.operations.Operation(deletion.ID)
	require.True(t, cached, "pages show it at once")
	require.Greater(t, a.hub.Changes(), changes, "open pages too")
	ids, lanes := a.wakeQueue.take()
	require.Empty(t, append(ids, lanes...), "its job runs by itself")

	_, err := a.engine.StartNow(t.Context(), deletion.ID, admin)
	require.NoError(t, err)
	require.Equal(t, []string{deletion.ID}, wokenIDs(a), "its job would run in an hour")

	create := submit(t, a, operation.Request{Kind: operation.CreateSnapshot, DatacenterID: "d", VolumeID: "v"})
	_, err = a.engine.Cancel(t.Context(), create.ID, admin)
	require.NoError(t, err)
	_, lanes = a.wakeQueue.take()
	require.Equal(t, []string{"datacenter:d"}, lanes)
	now, _ := a.operations.Operation(create.ID)
	require.Equal(t, operation.Cancelled, now.State)

	failed := submit(t, a, operation.Request{Kind: operation.CreateSnapshot, DatacenterID: "d", VolumeID: "v"})
	failed.State, failed.Version = operation.Failed, failed.Version+1
	a.publishOperation(failed)
	last, known := a.protection.attempts.Of("v")
	require.True(t, known && last.Failed, "the coverage counts it as the last try")
	require.Equal(t, failed.ID, last.OperationID)
}

func TestNextIn_ListsOldestUpToLaneWidth(t *testing.T) {
	t.Parallel()
	for width := range 3 {
		a := newApp(t, installation(t), quiet(), fmt.Sprint("SNAPDECK_LANE_WIDTH=", width+1))
		var want []string
		for i := range 5 {
			want = append(want, submit(t, a, operation.Request{Kind: operation.CreateSnapshot, DatacenterID: "d", VolumeID: fmt.Sprint("v", i)}).ID)
		}
		next, err := a.nextIn(t.Context(), "datacenter:d")
		require.NoError(t, err)
		require.Equal(t, want[:width+1], next)
		stop(t, a)
	}
}

func TestPurgeExpired_RemovesIdleSessions(t *testing.T) {
	t.Parallel()
	o := quiet()
	now := time.Now()
	o.Now = func() time.Time { return now }
	a := newApp(t, installation(t), o)
	old := logIn(t, a)
	now = now.Add(a.config.SessionIdle + time.Second)
	used := logIn(t, a)
	a.purgeExpired(t.Context())
	require.NotEqual(t, old.Value, used.Value)
	counted := 0
	require.NoError(t, a.store.DB().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM sessions`).Scan(&counted))
	require.Equal(t, 1, counted)
}
