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
	"snapdeck/test/child"
)

// lifePoints are where processes die in an errand: before a call, after it when its answer is
// not saved yet, and between two steps. The engine's own test has all points that there are.
func lifePoints() map[errandKind][]string {
	return map[errandKind][]string{
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

// TestADeathAtAnyStepOfASnapshotsLifeDoesNothingTwice kills a process at these points, starts
// another one on the same data, and lets the cloud itself tell what happened.
func TestADeathAtAnyStepOfASnapshotsLifeDoesNothingTwice(t *testing.T) {
	t.Parallel()
	for database, open := range databases() {
		for kind, points := range lifePoints() {
			for _, point := range points {
				if database != "SQLite" && point != "after RestoreSnapshot" && point != "after CreateVolume" && point != "after DeleteSnapshot" {
					continue // it takes long there and shows the same
				}
				t.Run(database+"/"+string(kind)+"/"+point, func(t *testing.T) {
					t.Parallel()
					l := newLife(t, open(t), kind)
					l.wanted(t, l.begin(t, point))
				})
			}
		}
	}
}

// life is a dashboard with an errand.
type life struct {
	*deck
	errand errand
	db     *store.Store
}

// newLife has a cloud in which everything is done at once, with a server that runs.
func newLife(t *testing.T, at place, kind errandKind) life {
	t.Helper()
	d := newDeck(t, at, ionossim.Config{
		Seed: 1, Speed: instant, RateLimit: -1, Burst: -1, Estate: ionossim.Estate{Datacenters: 1, Volumes: 1, Snapshots: -1, Quiet: true},
	})
	d.program = swiftProgram(t)
	e, err := newErrand(d.cloud, kind, d.cloud.Volumes()[0].ID, "wanted")
	require.NoError(t, err)
	if kind == newVolume || kind == restore {
		e.server = &d.cloud.Servers()[0]
		require.Equal(t, "RUNNING", e.server.VMState)
	}
	return life{d, e, at.open(t)}
}

// begin sends the forms to a process that dies at a point, and returns the next one.
func (l life) begin(t *testing.T, point string) *child.Process {
	t.Helper()
	o := orders{Timing: haste(), Die: point}
	p := l.start(t, o, "SNAPDECK_UNDO_WINDOW=300ms")
	l.by.logIn(t, p.URL)
	l.send(t, p)
	run{deck: l.deck}.awaitDeath(t, p, point)
	o.Die = ""
	return l.start(t, o, "SNAPDECK_UNDO_WINDOW=300ms")
}

// send sends the forms, each until it is answered or the process has ended.
func (l life) send(t *testing.T, p *child.Process) {
	t.Helper()
	for _, s := range l.errand.steps() {
		eventually(t, startWithin, "the form is answered or the process has ended", func() bool {
			status, err := l.by.take(t.Context(), l.db.Ledger(nil), l.errand, s, p.URL)
			return err == nil && answered(status) || ended(p)
		})
	}
}

// wanted wants the errand to end well, also when its forms are sent once more.
func (l life) wanted(t *testing.T, p *child.Process) {
	t.Helper()
	for range 2 {
		l.send(t, p)
		v := l.settle(t, p)
		require.Len(t, v.ops, l.errand.operations())
		for _, op := range v.ops {
			require.Equal(t, operation.Done, op.State, "%s: %+v", op.Kind, op.Failure)
			trail(t, l.db, op)
		}
		require.Empty(t, l.errand.doubled(v))
		require.Empty(t, l.errand.lie(v))
	}
	if l.errand.server != nil {
		require.Equal(t, "RUNNING", l.cloud.Servers()[0].VMState)
	}
}

// settle waits until nothing is left to do.
func (l life) settle(t *testing.T, p *child.Process) (v evidence) {
	t.Helper()
	eventually(t, settleWithin, "nothing is left to do", func() bool {
		require.False(t, ended(p), "the process goes on living")
		v.ops = everything(t, l.db)
		return len(v.ops) >= l.errand.operations() && !slices.ContainsFunc(v.ops, func(op operation.Operation) bool { return !op.Settled() })
	})
	v.cloud, v.requests = l.cloud, l.cloud.Requests()
	return v
}

// everything is all operations, the oldest first.
func everything(t *testing.T, db *store.Store) []operation.Operation {
	t.Helper()
	page, total, err := db.Ledger(nil).List(t.Context(), operation.Filter{Limit: 10_000})
	require.NoError(t, err)
	require.Len(t, page, total)
	slices.Reverse(page)
	return page
}

// TestADeathNeverCarriesOutACancelledDeletion kills the process around the moment at which a
// cancellation is saved. A second deletion, planned after it, tells when the time has come at
// which the first would have been carried out.
func TestADeathNeverCarriesOutACancelledDeletion(t *testing.T) {
	t.Parallel()
	for database, open := range databases() {
		for _, point := range []string{"before Save delete-snapshot cancelled", "after Save delete-snapshot cancelled"} {
			t.Run(database+"/"+point, func(t *testing.T) {
				t.Parallel()
				l := newLife(t, open(t), undo)
				canary, err := newErrand(l.cloud, remove, l.errand.volume.ID, "canary")
				require.NoError(t, err)
				o := orders{Timing: haste(), Die: point}
				const window = "SNAPDECK_UNDO_WINDOW=30s" // longer than a start takes
				p := l.start(t, o, window)
				l.by.logIn(t, p.URL)
				l.send(t, p)
				run{deck: l.deck}.awaitDeath(t, p, point)
				o.Die = ""
				p = l.start(t, o, window)
				l.send(t, p)
				life{l.deck, canary, l.db}.send(t, p)
				eventually(t, settleWithin, "the second one is carried out", func() bool {
					_, there := l.cloud.Snapshot(canary.snap.ID)
					return !there
				})
				v := evidence{cloud: l.cloud, requests: l.cloud.Requests(), ops: l.errand.operationsOf(everything(t, l.db)), told: time.Now()}
				v.ops = slices.DeleteFunc(v.ops, func(op operation.Operation) bool { return op.SnapshotID != l.errand.snap.ID })
				require.Len(t, v.ops, 1)
				require.Equal(t, operation.Cancelled, v.ops[0].State)
				require.Empty(t, l.errand.lie(v))
				require.Empty(t, accepted(v.requests, http.MethodDelete, l.errand.snap.ID, ""))
				trail(t, l.db, v.ops[0])
			})
		}
	}
}
