package coverage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/operation"
)

// created returns an operation to create a snapshot of a volume, which ended some minutes after noon.
func created(id string, state operation.State, minutes int) operation.Operation {
	op := operation.Operation{
		ID: id, Kind: operation.CreateSnapshot, VolumeID: "v", State: state,
		FinishedAt: time.Date(2026, 3, 29, 12, minutes, 0, 0, time.UTC),
	}
	if state == operation.Failed {
		op.Failure = &operation.Failure{Kind: "invalid", Text: "IONOS Cloud refused it."}
	}
	return op
}

// An operation that is running, was cancelled or has an unknown outcome is no failed attempt.
func TestAttempts_CountDoneAndFailed(t *testing.T) {
	t.Parallel()
	deletion, elsewhere := created("o", operation.Failed, 0), created("o", operation.Failed, 0)
	deletion.Kind, elsewhere.VolumeID = operation.DeleteSnapshot, ""
	for name, c := range map[string]struct {
		op     operation.Operation
		counts bool
		failed bool
	}{
		"done":               {created("o", operation.Done, 0), true, false},
		"failed":             {created("o", operation.Failed, 0), true, true},
		"queued":             {created("o", operation.Queued, 0), false, false},
		"provisioning":       {created("o", operation.Provisioning, 0), false, false},
		"cancelled":          {created("o", operation.Cancelled, 0), false, false},
		"of unknown outcome": {created("o", operation.Unknown, 0), false, false},
		"a failed deletion":  {deletion, false, false},
		"of no volume":       {elsewhere, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := coverage.NewAttempts(nil)
			a.Put(c.op)
			got, ok := a.Of(c.op.VolumeID)
			require.Equal(t, c.counts, ok)
			require.Equal(t, c.failed, got.Failed)
			require.Equal(t, c.failed, got.Cause != "", "a failure has a cause")
			require.Equal(t, c.counts, a.Version() > 0)
		})
	}
}

// Replicas report operations in any order.
func TestAttempts_NewestCounts(t *testing.T) {
	t.Parallel()
	a := coverage.NewAttempts(nil)
	latest := func() string {
		got, _ := a.Of("v")
		return got.OperationID
	}
	a.Put(created("second", operation.Failed, 2))
	a.Put(created("first", operation.Done, 1))
	require.Equal(t, "second", latest(), "it ended later")
	version := a.Version()
	a.Put(created("second", operation.Failed, 2))
	require.Equal(t, version, a.Version(), "nothing has changed, so nothing is computed again")
	a.Put(created("third", operation.Done, 3))
	require.Equal(t, "third", latest())
	require.Greater(t, a.Version(), version)
	a.Put(created("third", operation.Failed, 1))
	got, _ := a.Of("v")
	require.True(t, got.Failed, "the same operation was changed, as by a user who resolves it")
	_, ok := a.Of("other")
	require.False(t, ok)
}

// The ledger loses operations when a backup is restored.
func TestAttempts_ReloadDropsWhatLedgerLost(t *testing.T) {
	t.Parallel()
	a := coverage.NewAttempts(map[string]coverage.Attempt{"gone": {OperationID: "lost"}})
	a.Put(created("lost", operation.Failed, 5))
	version, ledger := a.Version(), map[string]coverage.Attempt{"v": {OperationID: "older", At: created("", "", 1).FinishedAt}}
	a.Reload(ledger)
	require.Greater(t, a.Version(), version)
	got, _ := a.Of("v")
	require.Equal(t, "older", got.OperationID)
	_, ok := a.Of("gone")
	require.False(t, ok)
	delete(ledger, "v")
	_, ok = a.Of("v")
	require.True(t, ok, "the map of the ledger is the caller's")
	a.Reload(nil)
	a.Put(created("next", operation.Done, 0))
	got, _ = a.Of("v")
	require.Equal(t, "next", got.OperationID)
}
