package storm

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
	"snapdeck/test/app"
)

// lifecycleKillPoints returns the kill points of a scenario: before a call, after it when its response is not saved
// yet, and between two steps. The engine's own test covers all points.
func lifecycleKillPoints() map[userScenarioKind][]string {
	return map[userScenarioKind][]string{
		rename:    {"after Submit", "before EditSnapshot", "after EditSnapshot", "before Save edit-snapshot done"},
		label:     {"before SetSnapshotLabel team", "after SetSnapshotLabel team"},
		remove:    {"after Submit", "before DeleteSnapshot", "after DeleteSnapshot", "before Save delete-snapshot done"},
		newVolume: {"before CreateVolume", "after CreateVolume", "after Save create-volume done", "before AttachVolume", "after AttachVolume"},
		overwrite: {"before RestoreSnapshot", "after RestoreSnapshot", "after Save restore-volume accepted"},
		restore: {
			"after Submit", "before StopServer", "after StopServer", "after Save stop-server done", "after CreateSnapshot", "after Save done",
			"before RestoreSnapshot", "after RestoreSnapshot", "after Save restore-volume done", "before StartServer", "after StartServer",
		},
	}
}

// A process is killed at these points, another one starts on the same data, and the simulator's state is checked.
func TestCrash_LifecycleAtEveryPoint(t *testing.T) {
	t.Parallel()
	for database, open := range databases() {
		for kind, points := range lifecycleKillPoints() {
			for _, point := range points {
				if database != "SQLite" && point != "after RestoreSnapshot" && point != "after CreateVolume" && point != "after DeleteSnapshot" {
					continue // it is slow there and shows the same
				}
				t.Run(database+"/"+string(kind)+"/"+point, func(t *testing.T) {
					t.Parallel()
					l := newLifecycle(t, open(t), kind)
					l.requireDone(t, l.sendAndKill(t, point))
				})
			}
		}
	}
}

// lifecycle is a dashboard with a scenario.
type lifecycle struct {
	*testApp
	scenario userScenario
	db       *store.Store
}

// newLifecycle has a simulator that does everything at once, with a running server.
func newLifecycle(t *testing.T, at database, kind userScenarioKind) lifecycle {
	t.Helper()
	a := newApp(t, at, ionossim.Config{
		Seed: 1, Speed: instant, RateLimit: -1, Burst: -1, Size: ionossim.SeedSize{Datacenters: 1, Volumes: 1, Snapshots: -1, Idle: true},
	})
	e, err := newUserScenario(a.cloud, kind, a.cloud.Volumes()[0].ID, "wanted")
	require.NoError(t, err)
	if kind == newVolume || kind == restore {
		e.server = &a.cloud.Servers()[0]
		require.Equal(t, "RUNNING", e.server.VMState)
	}
	return lifecycle{a, e, at.open(t)}
}

// sendAndKill sends the forms to a process that dies at a point, and returns the next one.
func (l lifecycle) sendAndKill(t *testing.T, point string) *app.Process {
	t.Helper()
	o := childConfig{Timing: fastTiming(), KillAt: point}
	p := l.start(t, o, "SNAPDECK_UNDO_WINDOW=300ms")
	l.user.logIn(t, p.URL)
	l.send(t, p)
	scenarioRun{testApp: l.testApp}.awaitDeath(t, p, point)
	o.KillAt = ""
	return l.start(t, o, "SNAPDECK_UNDO_WINDOW=300ms")
}

// send sends the forms, each until it is answered or the process has ended.
func (l lifecycle) send(t *testing.T, p *app.Process) {
	t.Helper()
	for _, s := range l.scenario.steps() {
		eventually(t, startWithin, "the form is answered or the process has ended", func() bool {
			status, err := l.user.take(t.Context(), l.db.Ledger(nil), l.scenario, s, p.URL)
			return err == nil && answered(status) || ended(p)
		})
	}
}

// requireDone requires that the scenario succeeds, even after sending its forms again.
func (l lifecycle) requireDone(t *testing.T, p *app.Process) {
	t.Helper()
	for range 2 {
		l.send(t, p)
		v := l.awaitComplete(t, p)
		require.Len(t, v.ops, l.scenario.operations())
		for _, op := range v.ops {
			require.Equal(t, operation.Done, op.State, "%s: %+v", op.Kind, op.Failure)
			checkAuditLog(t, l.db, op)
		}
		require.Empty(t, l.scenario.duplicate(v))
		require.Empty(t, l.scenario.contradiction(v))
	}
	if l.scenario.server != nil {
		require.Equal(t, "RUNNING", l.cloud.Servers()[0].VMState)
	}
}

// awaitComplete waits until all operations are complete.
func (l lifecycle) awaitComplete(t *testing.T, p *app.Process) (v evidence) {
	t.Helper()
	eventually(t, completeTimeout, "nothing is left to do", func() bool {
		require.False(t, ended(p), "the process survives")
		v.ops = allOperations(t, l.db)
		return len(v.ops) >= l.scenario.operations() && !slices.ContainsFunc(v.ops, func(op operation.Operation) bool { return !op.Complete() })
	})
	v.cloud, v.requests = l.cloud, l.cloud.Requests()
	return v
}

// allOperations returns all operations, oldest first.
func allOperations(t *testing.T, db *store.Store) []operation.Operation {
	t.Helper()
	page, total, err := db.Ledger(nil).List(t.Context(), operation.Filter{Limit: 10_000})
	require.NoError(t, err)
	require.Len(t, page, total)
	slices.Reverse(page)
	return page
}

// The process is killed around the moment at which a cancellation is saved. The end of a later deletion shows that the
// first one would have been executed by then.
func TestCrash_CancelledDeletionIsNotApplied(t *testing.T) {
	t.Parallel()
	for database, open := range databases() {
		for _, point := range []string{"before Save delete-snapshot cancelled", "after Save delete-snapshot cancelled"} {
			t.Run(database+"/"+point, func(t *testing.T) {
				t.Parallel()
				l := newLifecycle(t, open(t), undo)
				canary, err := newUserScenario(l.cloud, remove, l.scenario.volume.ID, "canary")
				require.NoError(t, err)
				o := childConfig{Timing: fastTiming(), KillAt: point}
				const window = "SNAPDECK_UNDO_WINDOW=30s" // longer than a start
				p := l.start(t, o, window)
				l.user.logIn(t, p.URL)
				l.send(t, p)
				scenarioRun{testApp: l.testApp}.awaitDeath(t, p, point)
				o.KillAt = ""
				p = l.start(t, o, window)
				l.send(t, p)
				lifecycle{l.testApp, canary, l.db}.send(t, p)
				eventually(t, completeTimeout, "the second deletion is executed", func() bool {
					_, exists := l.cloud.Snapshot(canary.snapshot.ID)
					return !exists
				})
				v := evidence{cloud: l.cloud, requests: l.cloud.Requests(), ops: l.scenario.operationsOf(allOperations(t, l.db)), confirmedAt: time.Now()}
				v.ops = slices.DeleteFunc(v.ops, func(op operation.Operation) bool { return op.SnapshotID != l.scenario.snapshot.ID })
				require.Len(t, v.ops, 1)
				require.Equal(t, operation.Cancelled, v.ops[0].State)
				require.Empty(t, l.scenario.contradiction(v))
				require.Empty(t, accepted(v.requests, http.MethodDelete, l.scenario.snapshot.ID, ""))
				checkAuditLog(t, l.db, v.ops[0])
			})
		}
	}
}
