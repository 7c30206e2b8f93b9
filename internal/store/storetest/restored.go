package storetest

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

func runClock(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	before := time.Now()
	now, err := db.Now(t.Context())
	require.NoError(t, err)
	const tolerance = time.Second // both clocks are this host's
	require.WithinRange(t, now, before.Add(-tolerance), time.Now().Add(tolerance))
	b, err := db.Heartbeat(t.Context())
	require.NoError(t, err)
	require.WithinRange(t, b.At, now.Add(-tolerance), time.Now().Add(tolerance))
	require.WithinRange(t, db.Time(), b.At.Add(-tolerance), time.Now().Add(tolerance))
}

func runHeartbeat(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	var counts []int64
	for range 3 {
		b, err := db.Heartbeat(t.Context())
		require.NoError(t, err)
		require.Zero(t, b.Restores)
		require.Nil(t, b.Notice)
		counts = append(counts, heartbeatOf(t, db))
	}
	require.Equal(t, []int64{counts[0], counts[0] + 1, counts[0] + 2}, counts)
	select {
	case <-db.Restored():
		require.Fail(t, "the database was not restored")
	default:
	}
}

func heartbeatOf(t *testing.T, db *store.Store) (heartbeat int64) {
	t.Helper()
	require.NoError(t, db.DB().QueryRowContext(t.Context(), `SELECT beat FROM ledger_state`).Scan(&heartbeat))
	return heartbeat
}

// goBack makes the database appear as an earlier state to a process that was running.
func goBack(t *testing.T, db *store.Store) store.Heartbeat {
	t.Helper()
	_, err := db.Heartbeat(t.Context())
	require.NoError(t, err)
	_, err = db.DB().ExecContext(t.Context(), `UPDATE ledger_state SET beat = 0`)
	require.NoError(t, err)
	b, err := db.Heartbeat(t.Context())
	require.NoError(t, err)
	return b
}

func runRestored(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	ledger := db.Ledger(nil)
	of := map[operation.Kind]operation.Operation{}
	for _, kind := range []operation.Kind{
		operation.CreateSnapshot, operation.CreateVolume, operation.DeleteSnapshot, operation.RestoreVolume, operation.StopServer, operation.StartServer,
		operation.UnlockSnapshot, operation.LockSnapshot, operation.EditSnapshot, operation.LabelSnapshot, operation.AttachVolume,
	} {
		op := newOperation(t)
		op.Kind, op.SnapshotID, op.VolumeID = kind, "snap-"+op.ID, "vol-"+op.ID
		of[kind] = record(t, ledger, op)
	}
	sent := newOperation(t)
	sent.Kind, sent.SnapshotID = operation.DeleteSnapshot, "sent"
	sent = save(t, ledger, sentOnce(record(t, ledger, sent)), operation.Submitting)
	ended := newOperation(t)
	ended.Kind, ended.SnapshotID = operation.DeleteSnapshot, "ended"
	ended = save(t, ledger, save(t, ledger, record(t, ledger, ended), operation.Submitting), operation.Failed)

	paused, err := ledger.Held(t.Context())
	require.NoError(t, err)
	require.False(t, paused)
	b := goBack(t, db)
	require.EqualValues(t, 1, b.Restores)
	require.Equal(t, 4, b.Notice.Cancelled)
	<-db.Restored()

	for kind, before := range of {
		now, err := ledger.Operation(t.Context(), before.ID)
		require.NoError(t, err)
		require.Greater(t, now.Version, before.Version, "a process that has read %s before finds it stale", kind)
		switch kind {
		case operation.DeleteSnapshot, operation.RestoreVolume, operation.StopServer, operation.UnlockSnapshot:
			wantCancelled(t, db, now)
		default:
			require.Equal(t, operation.Queued, now.State, kind)
			require.Equal(t, 1, now.Sends, "%s may have been sent", kind)
			require.Equal(t, kind == operation.CreateSnapshot || kind == operation.CreateVolume, now.Held(), kind)
		}
	}
	now, err := ledger.Operation(t.Context(), sent.ID)
	require.NoError(t, err)
	require.Equal(t, operation.Submitting, now.State, "the create is verified first")
	require.Equal(t, 1, now.Sends)
	require.False(t, now.BackupRestoredAt.IsZero())
	now, err = ledger.Operation(t.Context(), ended.ID)
	require.NoError(t, err)
	require.Equal(t, ended, now, "ended operations are not changed")

	lines, total, err := db.Audit(t.Context(), audit.Filter{Action: audit.BackupRestored})
	require.NoError(t, err)
	require.Equal(t, 1, total)
	require.Equal(t, audit.Snapdeck, lines[0].Actor)
	require.Equal(t, []string{": 4.", ": 2.", ": 6."}, regexp.MustCompile(`: \d+\.`).FindAllString(lines[0].Detail, -1), "cancelled, waiting for a user, to be verified")
	b, err = db.Heartbeat(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, b.Restores, "the restored backup is handled once")
}

func sentOnce(op operation.Operation) operation.Operation {
	op.Sends = 1
	return op
}

func wantCancelled(t *testing.T, db *store.Store, op operation.Operation) {
	t.Helper()
	require.Equal(t, operation.Cancelled, op.State, op.Kind)
	require.True(t, op.Complete())
	require.Equal(t, operation.CauseBackupRestored, op.Failure.Kind)
	require.Zero(t, op.Sends)
	last := op.Stages[len(op.Stages)-1]
	require.Equal(t, operation.Cancelled, last.State)
	require.Equal(t, op.Failure.Text, last.Note)
	lines, err := db.AuditOf(t.Context(), op.ID)
	require.NoError(t, err)
	require.Len(t, lines, 2)
	require.Equal(t, audit.Cancelled, lines[1].Outcome)
	require.Contains(t, lines[1].Detail, op.Failure.Text)
}

// The chain had stopped a server: it is started again, and no other step runs.
func runRestoredChain(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	ledger := db.Ledger(nil)
	var chain []operation.Operation
	for i, kind := range []operation.Kind{operation.StopServer, operation.CreateSnapshot, operation.RestoreVolume, operation.StartServer} {
		op := newOperation(t)
		op.Kind, op.Batch = kind, "batch"
		if i > 0 {
			op.Task.DependsOn = chain[i-1].ID
		}
		chain = append(chain, record(t, ledger, op))
	}
	off := sentOnce(chain[0])
	for _, state := range []operation.State{operation.Submitting, operation.Accepted, operation.Done} {
		off = save(t, ledger, off, state)
	}
	goBack(t, db)
	var states []operation.State
	for _, op := range chain {
		now, err := ledger.Operation(t.Context(), op.ID)
		require.NoError(t, err)
		states = append(states, now.State)
	}
	require.Equal(t, []operation.State{operation.Done, operation.Cancelled, operation.Cancelled, operation.Queued}, states)
}

func runContinue(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	ledger := db.Ledger(nil)
	record(t, ledger, newOperation(t))
	for round := range 2 { // going back in time twice requires two confirmations
		b := goBack(t, db)
		require.NotNil(t, b.Notice)
		require.Zero(t, b.Notice.Cancelled)
		paused, err := ledger.Held(t.Context())
		require.NoError(t, err)
		require.True(t, paused)
		for _, want := range []bool{true, false} {
			continued, err := db.ContinueAll(t.Context(), audit.Entry{Actor: "ada", ActorAddr: "192.0.2.9"})
			require.NoError(t, err)
			require.Equal(t, want, continued)
		}
		paused, err = ledger.Held(t.Context())
		require.NoError(t, err)
		require.False(t, paused)
		lines, total, err := db.Audit(t.Context(), audit.Filter{Action: audit.ContinueAll})
		require.NoError(t, err)
		require.Equal(t, round+1, total, "a second click adds nothing")
		require.Equal(t, "ada", lines[0].Actor)
		b, err = db.Heartbeat(t.Context())
		require.NoError(t, err)
		require.Nil(t, b.Notice)
	}
}

// As in an ordinary failover, nothing is open: there is no notice, only an audit entry.
func runRestoredIdle(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	require.Nil(t, goBack(t, db).Notice)
	_, total, err := db.Audit(t.Context(), audit.Filter{Action: audit.BackupRestored})
	require.NoError(t, err)
	require.Equal(t, 1, total)
}

// runRestoredMany goes back in time with more operations than one statement takes.
func runRestoredMany(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	var ops []operation.Operation
	for i := range 450 {
		op := newOperation(t)
		op.Kind, op.Batch, op.SnapshotID = operation.DeleteSnapshot, fmt.Sprint("batch ", i/2), fmt.Sprint("snap-", i)
		op.Key, op.Digest = "form", fmt.Sprint(i)
		ops = append(ops, op)
	}
	_, err := db.Ledger(nil).Submit(t.Context(), operation.Submission{Ops: ops})
	require.NoError(t, err)
	require.Equal(t, len(ops), goBack(t, db).Notice.Cancelled)
	left, err := db.Ledger(nil).Incomplete(t.Context())
	require.NoError(t, err)
	require.Empty(t, left)
}
