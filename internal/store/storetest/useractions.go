package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

func runUserActions(t *testing.T, open Open) {
	t.Run("keeps the position in the lane and the retried operation", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		op := newOperation(t)
		op.RetryOf = "an earlier one"
		stored := record(t, ledger, op)
		stored.Priority = -3
		saved, err := ledger.Save(t.Context(), stored, nil)
		require.NoError(t, err)
		require.Equal(t, int64(-3), saved.Priority)
		require.Equal(t, "an earlier one", saved.RetryOf)
		retry, _, err := ledger.List(t.Context(), operation.Filter{RetryOf: "an earlier one"})
		require.NoError(t, err)
		require.Equal(t, []operation.Operation{saved}, retry)
		none, _, err := ledger.List(t.Context(), operation.Filter{RetryOf: saved.ID})
		require.NoError(t, err)
		require.Empty(t, none)
	})
	t.Run("audits who did it beside who had asked", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		ledger := s.Ledger(nil)
		stored := record(t, ledger, newOperation(t))
		stored.State = operation.Cancelled
		_, err := ledger.Save(t.Context(), stored, &operation.Stage{
			State: operation.Cancelled, At: noon, Note: "Cancelled by bea.",
			UserAction: &operation.UserAction{Actor: "bea", ActorAddr: "192.0.2.7", Action: "cancel"},
		})
		require.NoError(t, err)
		auditLog, err := s.AuditOf(t.Context(), stored.ID)
		require.NoError(t, err)
		var lines []string
		for _, e := range auditLog {
			lines = append(lines, e.Actor+" "+e.Action+" "+e.Outcome)
		}
		require.ElementsMatch(t, []string{
			stored.Actor + " create-snapshot asked", "bea cancel cancelled", stored.Actor + " create-snapshot cancelled",
		}, lines)
	})
}
