package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
)

func runAudit(t *testing.T, open Open) {
	t.Run("records requests and outcomes", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		ledger := db.Ledger(nil)
		op := save(t, ledger, record(t, ledger, newOperation(t)), operation.Submitting)
		op.Failure = &operation.Failure{Text: "Nobody knows."}
		op = save(t, ledger, op, operation.Unknown)
		op.RequestID, op.SnapshotID, op.Failure = "req-1", "snap-1", nil
		save(t, ledger, op, operation.Done)

		requested := audit.Entry{
			At: noon, Actor: "admin", ActorAddr: "192.0.2.1", Action: "create-snapshot", Outcome: "asked", OperationID: op.ID,
			DatacenterID: "dc-1", DatacenterName: "prod-1", VolumeID: "vol-1", VolumeName: "web-01-root", SnapshotName: "before the upgrade",
		}
		unknown, done := requested, requested
		unknown.At, unknown.Outcome, unknown.Detail = noon.Add(2*time.Second), "unknown", "Nobody knows."
		done.At, done.Outcome, done.RequestID, done.SnapshotID = noon.Add(3*time.Second), "done", "req-1", "snap-1"
		entries, err := db.AuditOf(t.Context(), op.ID)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff([]audit.Entry{requested, unknown, done}, entries, cmpopts.IgnoreFields(audit.Entry{}, "ID")))
	})
	t.Run("is append-only", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		require.NoError(t, db.AppendAudit(t.Context(), audit.Entry{At: noon, Actor: "admin", Action: "log-in"}))
		for _, change := range []string{`UPDATE audit SET actor = 'nobody'`, `DELETE FROM audit`} {
			_, err := db.DB().ExecContext(t.Context(), change)
			require.ErrorContains(t, err, "append-only", change)
		}
	})
}
