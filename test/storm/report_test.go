package storm

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
	"snapdeck/test/app"
)

// report is the result of a storm.
type report struct {
	database                            string
	operations, answered                int
	states                              map[operation.State]int
	failures                            map[string]int // failed operations, by kind of failure
	hits                                map[string]int // prevented operations, by cause
	lost, duplicates, unfinished, wrong int
	kills, calls, refused               int
	limit, minRemaining                 int // of the request budget, per minute and lowest remaining
	scenarios                           []scenarioReport
	longest, duration                   time.Duration // from a click to its final state; of the whole storm
}

// all returns the operations of the ledger by key.
func all(t *testing.T, db *store.Store) map[string]operation.Operation {
	t.Helper()
	page, total, err := db.Ledger(nil).List(t.Context(), operation.Filter{Limit: 10_000})
	require.NoError(t, err)
	require.Len(t, page, total)
	by := map[string]operation.Operation{}
	for _, op := range page {
		before, twice := by[op.Key]
		require.False(t, twice && op.Batch == "", "one form with one target, one operation: %+v and %+v", before, op)
		by[op.Key] = op
	}
	return by
}

// count compares the ledger with the clicks and with the simulator.
func (y *report) count(t *testing.T, db *store.Store, cloud *ionossim.Sim, clicks []click) {
	t.Helper()
	ops := all(t, db)
	requested := creations(cloud.Requests())
	y.operations, y.states, y.failures, y.hits = len(clicks), map[operation.State]int{}, map[string]int{}, map[string]int{}
	for _, c := range clicks {
		op, found := ops[c.ledgerKey()]
		if !found {
			y.lost++
			t.Errorf("the click %s was answered and is lost", c.key)
			continue
		}
		y.states[op.State]++
		if op.Failure != nil {
			y.failures[op.Failure.Kind]++
		}
		y.longest = max(y.longest, op.FinishedAt.Sub(op.CreatedAt))
		if !op.State.Final() || !op.Complete() && op.State != operation.Unknown {
			y.unfinished++
			t.Errorf("%s is still %s, with labels %s", c.key, op.State, op.Labels.State)
		}
		marked := cloud.SnapshotsContaining(op.ID)
		if len(marked) > 1 || len(requested[c.volume.ID]) > 1 {
			y.duplicates++
			t.Errorf("%s has %d snapshots and was accepted %d times:\n%+v", c.key, len(marked), len(requested[c.volume.ID]), op)
		}
		if reason := contradiction(op, marked); reason != "" {
			y.wrong++
			t.Errorf("%s is %s: %s:\n%+v", c.key, op.State, reason, op)
		}
		checkAuditLog(t, db, op)
	}
}

// contradiction returns how the simulator contradicts the state of an operation.
func contradiction(op operation.Operation, marked []ionossim.Snapshot) string {
	good := 0
	for _, s := range marked {
		if s.State == "AVAILABLE" {
			good++
		}
	}
	switch {
	case op.State == operation.Done && (good != 1 || marked[0].ID != op.SnapshotID):
		return "the simulator does not have its one snapshot"
	case op.State == operation.Done && op.Labels.State == operation.LabelsWritten && len(marked[0].Labels) != 3:
		return "its snapshot lacks labels"
	case op.State == operation.Failed && good > 0:
		return "the simulator has a good snapshot of it"
	default:
		return ""
	}
}

// checkAuditLog requires one audit entry for the request, for each final state, and for a cancellation.
func checkAuditLog(t *testing.T, db *store.Store, op operation.Operation) {
	t.Helper()
	entries, err := db.AuditOf(t.Context(), op.ID)
	require.NoError(t, err)
	var have []string
	for _, e := range entries {
		require.Equal(t, app.User, e.Actor)
		if e.Action == "cancel" {
			require.Equal(t, operation.Cancelled, op.State)
			continue
		}
		require.Equal(t, string(op.Kind), e.Action)
		have = append(have, e.Outcome)
	}
	want := []string{"asked"}
	for _, s := range op.Stages {
		if s.State.Final() {
			want = append(want, string(s.State))
		}
	}
	require.Equal(t, want, have)
}

// allComplete reports whether there are that many operations, all complete.
func allComplete(t *testing.T, db *store.Store, many int) bool {
	t.Helper()
	ledger := db.Ledger(nil)
	incomplete, err := ledger.Incomplete(t.Context())
	require.NoError(t, err)
	_, total, err := ledger.List(t.Context(), operation.Filter{Limit: 1})
	require.NoError(t, err)
	return len(incomplete) == 0 && total >= many
}
