// Package storetest is the conformance suite of package store: every database that Snapdeck
// can use passes all of it.
package storetest

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

// Open returns a store on an empty database, which is closed when the test ends.
type Open func(t *testing.T) *store.Store

// Run runs the whole suite on a database.
func Run(t *testing.T, open Open) {
	t.Helper()
	t.Run("record", func(t *testing.T) { runRecord(t, open) })
	t.Run("save", func(t *testing.T) { runSave(t, open) })
	t.Run("list", func(t *testing.T) { runList(t, open) })
	t.Run("transitions", func(t *testing.T) { runTransitions(t, open) })
	t.Run("user actions", func(t *testing.T) { runUserActions(t, open) })
	t.Run("cancel a batch", func(t *testing.T) { runCancelBatch(t, open) })
	t.Run("blocking operations", func(t *testing.T) { runLane(t, open) })
	t.Run("audit", func(t *testing.T) { runAudit(t, open) })
	t.Run("audit list", func(t *testing.T) { runAuditList(t, open) })
	t.Run("users", func(t *testing.T) { runUsers(t, open) })
	t.Run("sessions", func(t *testing.T) { runSessions(t, open) })
	t.Run("attempts", func(t *testing.T) { runAttempts(t, open) })
	t.Run("settings", func(t *testing.T) { runSettings(t, open) })
	t.Run("lanes", func(t *testing.T) { runLanes(t, open) })
	t.Run("documents", func(t *testing.T) { runDocuments(t, open) })
	t.Run("saved views", func(t *testing.T) { runViews(t, open) })
	t.Run("text", func(t *testing.T) { runText(t, open) })
	t.Run("clock", func(t *testing.T) { runClock(t, open) })
	t.Run("beat", func(t *testing.T) { runHeartbeat(t, open) })
	t.Run("restored", func(t *testing.T) { runRestored(t, open) })
	t.Run("restored chain", func(t *testing.T) { runRestoredChain(t, open) })
	t.Run("restored idle", func(t *testing.T) { runRestoredIdle(t, open) })
	t.Run("restored many", func(t *testing.T) { runRestoredMany(t, open) })
	t.Run("archive", func(t *testing.T) { runArchive(t, open) })
	t.Run("archive together", func(t *testing.T) { runArchiveTogether(t, open) })
	t.Run("archive refuses", func(t *testing.T) { runArchiveRefuses(t, open) })
	t.Run("archive many", func(t *testing.T) { runArchiveMany(t, open) })
	t.Run("continue", func(t *testing.T) { runContinue(t, open) })
	t.Run("origins", func(t *testing.T) { t.Parallel(); runOrigins(t, open) })
	t.Run("samples", func(t *testing.T) { t.Parallel(); runSamples(t, open) })
	t.Run("dismissals", func(t *testing.T) { t.Parallel(); runDismissals(t, open) })
	t.Run("target", func(t *testing.T) { t.Parallel(); runTarget(t, open) })
	t.Run("prices", func(t *testing.T) { t.Parallel(); runPrices(t, open) })
	t.Run("batch counts", func(t *testing.T) { t.Parallel(); runBatchCounts(t, open) })
	t.Run("latest attempts", func(t *testing.T) { t.Parallel(); runLatestAttempts(t, open) })
}

// noon is the time at which all tests begin.
var noon = time.Date(2026, time.March, 29, 12, 0, 0, 0, time.UTC)

// newOperation returns a queued operation with its own id and key.
func newOperation(t *testing.T) operation.Operation {
	t.Helper()
	id, err := uuid.NewV7()
	require.NoError(t, err)
	return operation.Operation{
		ID: id.String(), Key: uuid.NewString(), Kind: operation.CreateSnapshot, State: operation.Queued,
		Actor: "admin", ActorAddr: "192.0.2.1",
		DatacenterID: "dc-1", DatacenterName: "prod-1", Location: "de/fra", VolumeID: "vol-1", VolumeName: "web-01-root", SizeGB: 10.5,
		Params:    operation.CreateParams{Name: "before the upgrade", Description: "with “quotes” and\nlines", LicenceType: "LINUX", SecAuthProtection: true},
		CreatedAt: noon, UpdatedAt: noon,
	}
}

// queue is an Enqueuer that records its calls, or fails.
type queue struct {
	ids []string
	err error
}

func (q *queue) Enqueue(_ context.Context, tx *sql.Tx, operationID string) error {
	if tx == nil {
		return sql.ErrTxDone
	}
	q.ids = append(q.ids, operationID)
	return q.err
}

// record stores an operation and returns it as stored.
func record(t *testing.T, ledger *store.Ledger, op operation.Operation) operation.Operation {
	t.Helper()
	result, err := ledger.Submit(t.Context(), operation.Submission{Ops: []operation.Operation{op}})
	require.NoError(t, err)
	require.False(t, result.Earlier)
	return result.First()
}

// save stores a change of state and returns the operation as stored.
func save(t *testing.T, ledger *store.Ledger, op operation.Operation, state operation.State) operation.Operation {
	t.Helper()
	op.State = state
	op.UpdatedAt = op.UpdatedAt.Add(time.Second)
	stored, err := ledger.Save(t.Context(), op, &operation.Stage{State: state, At: op.UpdatedAt})
	require.NoError(t, err)
	return stored
}
