package faults

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
)

// auditLines returns the audit entries of an operation: actor, address, action, outcome, and whether a request id
// is given.
func (s *testEnv) auditLines(t *testing.T, id string) []string {
	t.Helper()
	entries, err := s.db.AuditOf(t.Context(), id)
	require.NoError(t, err)
	var lines []string
	for _, e := range entries {
		require.Equal(t, s.snapshot.ID, e.SnapshotID, "%s: the target", e.Action)
		require.Equal(t, s.snapshot.Name, e.SnapshotName, "%s: its name", e.Action)
		line := fmt.Sprintf("%s %s %s %s", e.Actor, e.ActorAddr, e.Action, e.Outcome)
		if e.RequestID != "" {
			line += " requested"
		}
		lines = append(lines, line)
	}
	return lines
}

// postAction posts an action on an operation.
func (s *testEnv) postAction(t *testing.T, id, what string, want int, form url.Values) {
	t.Helper()
	status, text := s.app.post(t, "/operations/"+id+"/"+what, form)
	require.Equal(t, want, status, text)
}

// recordOperation records another user's operation and moves it through states, as left by a process that has
// ended.
func (s *testEnv) recordOperation(t *testing.T, failure string, states ...operation.State) operation.Operation {
	t.Helper()
	return s.forgedAs(t, s.forgedOp(t), &operation.Failure{Kind: failure, Text: "Forged."}, states...)
}

// forgedOp is another user's operation that created the snapshot.
func (s *testEnv) forgedOp(t *testing.T) operation.Operation {
	t.Helper()
	id, at := uuid.Must(uuid.NewV7()).String(), time.Now().Add(-time.Minute).UTC().Truncate(time.Millisecond)
	return operation.Operation{
		ID: id, Key: id, Kind: operation.CreateSnapshot, State: operation.Queued, Actor: "ada", ActorAddr: "192.0.2.1",
		DatacenterID: s.volume.DatacenterID, VolumeID: s.volume.ID, SnapshotID: s.snapshot.ID, Params: operation.CreateParams{Name: s.snapshot.Name},
		CreatedAt: at, UpdatedAt: at, Stages: []operation.Stage{{State: operation.Queued, At: at}},
	}
}

func (s *testEnv) forgedAs(t *testing.T, op operation.Operation, failure *operation.Failure, states ...operation.State) operation.Operation {
	t.Helper()
	ledger, at := s.db.Ledger(nil), op.CreatedAt
	recorded, err := ledger.Submit(t.Context(), operation.Submission{Ops: []operation.Operation{op}})
	require.NoError(t, err)
	op = recorded.Ops[0]
	for i, state := range states {
		op.State, op.UpdatedAt = state, at.Add(time.Duration(i+1)*time.Second)
		if state.Final() {
			op.FinishedAt, op.Failure = op.UpdatedAt, failure
			op.Labels.State = operation.LabelsDropped
		}
		op, err = ledger.Save(t.Context(), op, &operation.Stage{State: state, At: op.UpdatedAt})
		require.NoError(t, err)
	}
	return op
}

// leaveOrphan returns an operation that failed and left an orphan behind.
func (s *testEnv) leaveOrphan(t *testing.T) (op operation.Operation) {
	t.Helper()
	_, err := s.app.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.FailedOrphan, Count: 1, Method: http.MethodPost, Route: "*" + s.volume.ID + "/create-snapshot"})
	require.NoError(t, err)
	form := url.Values{"key": {s.name}, "name": {s.name + " left"}}
	eventuallySlow(t, "it has left a snapshot behind", func() bool {
		_, _ = s.app.post(t, s.volumePath()+"/snapshots", form)
		ops, _, err := s.db.Ledger(nil).List(t.Context(), operation.Filter{VolumeID: s.volume.ID, Kinds: []operation.Kind{operation.CreateSnapshot}})
		require.NoError(t, err)
		if len(ops) > 0 {
			op = ops[0]
		}
		return op.HasOrphan()
	})
	return op
}

// deletions returns the deletions of the environment's snapshot, oldest first.
func (s *testEnv) deletions(t *testing.T) (ops []operation.Operation) {
	t.Helper()
	for _, op := range s.operations(t) {
		if op.Kind == operation.DeleteSnapshot {
			ops = append(ops, op)
		}
	}
	return ops
}

func (s *testEnv) isDeleted(t *testing.T) operation.Operation {
	t.Helper()
	var last operation.Operation
	eventuallySlow(t, s.name+" is deleted", func() bool {
		all := s.deletions(t)
		last = all[len(all)-1]
		return last.State == operation.Done
	})
	return last
}

const (
	byAdmin = "admin 127.0.0.1 "
	byAda   = "ada 192.0.2.1 "
)

// The entries of each kind of operation are checked with the fault table.
func TestAuditLog_EachActionOnce(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWith(t, 0, func(d *proxiedApp) { d.undoWindow = time.Hour })
	db, server := d.openStore(t), d.sim.Servers()[0]
	for name, action := range map[string]func(t *testing.T, s *testEnv){
		"cancel, and try again": func(t *testing.T, s *testEnv) {
			t.Helper()
			deleting().send(t, s)
			first := s.deletions(t)[0]
			s.postAction(t, first.ID, "cancel", http.StatusSeeOther, nil)
			s.postAction(t, first.ID, "cancel", http.StatusSeeOther, nil)
			cancelled := []string{byAdmin + "delete-snapshot asked", byAdmin + "cancel cancelled", byAdmin + "delete-snapshot cancelled"}
			require.Equal(t, cancelled, s.auditLines(t, first.ID), "cancelling twice adds one entry")
			s.postAction(t, first.ID, "retry", http.StatusConflict, nil)
			require.Len(t, s.deletions(t), 1, "a deletion that was undone is not tried again, only requested again")
			s.sendDeletion(t, "again")
			s.sendDeletion(t, "again")
			require.Len(t, s.deletions(t), 2)
			retry := s.deletions(t)[1]
			require.True(t, retry.Planned(), "a retried deletion can be undone again")
			s.postAction(t, retry.ID, "now", http.StatusSeeOther, nil)
			require.Equal(t, retry.ID, s.isDeleted(t).ID)
			require.Equal(t, []string{
				byAdmin + "delete-snapshot asked", byAdmin + "begin-now queued", byAdmin + "delete-snapshot done requested",
			}, s.auditLines(t, retry.ID))
			require.Equal(t, cancelled, s.auditLines(t, first.ID))
		},
		"begin now, and be too late": func(t *testing.T, s *testEnv) {
			t.Helper()
			deleting().send(t, s)
			op := s.deletions(t)[0]
			s.postAction(t, op.ID, "now", http.StatusSeeOther, nil)
			s.isDeleted(t)
			for _, what := range []string{"now", "cancel", "front", "retry", "resolve", "leftover"} {
				s.postAction(t, op.ID, what, http.StatusConflict, nil)
			}
			require.Equal(t, []string{
				byAdmin + "delete-snapshot asked", byAdmin + "begin-now queued", byAdmin + "delete-snapshot done requested",
			}, s.auditLines(t, op.ID), "an action that came too late adds no entry")
		},
		"move to the front": func(t *testing.T, s *testEnv) {
			t.Helper()
			deleting().send(t, s)
			op := s.deletions(t)[0]
			s.postAction(t, op.ID, "front", http.StatusSeeOther, nil)
			require.Equal(t, []string{byAdmin + "delete-snapshot asked", byAdmin + "move-to-front queued"}, s.auditLines(t, op.ID))
		},
		"resolve": func(t *testing.T, s *testEnv) {
			t.Helper()
			op := s.recordOperation(t, operation.LostOutcome, operation.Submitting, operation.Unknown)
			s.postAction(t, op.ID, "resolve", http.StatusSeeOther, url.Values{"snapshot": {""}})
			require.Equal(t, []string{
				byAda + "create-snapshot asked", byAda + "create-snapshot unknown", byAdmin + "resolve failed", byAda + "create-snapshot failed",
			}, s.auditLines(t, op.ID))
		},
		"delete the orphan": func(t *testing.T, s *testEnv) {
			t.Helper()
			op := s.leaveOrphan(t)
			s.postAction(t, op.ID, "leftover", http.StatusSeeOther, nil)
			s.postAction(t, op.ID, "leftover", http.StatusSeeOther, nil)
			s.snapshot.ID, s.snapshot.Name = op.SnapshotID, op.Params.Name
			require.Equal(t, []string{byAdmin + "delete-snapshot asked", byAdmin + "delete-snapshot done requested"}, s.auditLines(t, s.isDeleted(t).ID))
			entries, err := s.db.AuditOf(t.Context(), op.ID)
			require.NoError(t, err)
			require.Len(t, entries, 2, "the operation gets no new entry")
		},
		"lock, be kept, and unlock": func(t *testing.T, s *testEnv) {
			t.Helper()
			deleting().send(t, s)
			op := s.deletions(t)[0]
			locking().send(t, s)
			s.postAction(t, op.ID, "now", http.StatusSeeOther, nil)
			eventuallySlow(t, "it is not deleted", func() bool { return s.deletions(t)[0].State == operation.Cancelled })
			require.Equal(t, operation.CauseLocked, s.deletions(t)[0].Prevented())
			require.Equal(t, []string{byAdmin + "delete-snapshot asked", byAdmin + "begin-now queued", byAdmin + "delete-snapshot cancelled"}, s.auditLines(t, op.ID))
			s.send(t, "/unlock")
			for _, kind := range []operation.Kind{operation.LockSnapshot, operation.UnlockSnapshot} {
				eventuallySlow(t, string(kind)+" is done", func() bool { return s.of(t, kind).State == operation.Done })
				require.Equal(t, []string{byAdmin + string(kind) + " asked", byAdmin + string(kind) + " done"}, s.auditLines(t, s.of(t, kind).ID))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			action(t, newEnv(t, d, db, strings.ReplaceAll(name, ",", ""), faultCase{}, server))
		})
	}
}
