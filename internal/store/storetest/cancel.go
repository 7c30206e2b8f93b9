package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

// byBea returns the last stage of operations that Bea cancels, a minute after noon.
func byBea() operation.Stage {
	return operation.Stage{
		State: operation.Cancelled, At: noon.Add(time.Minute), Note: "Cancelled by bea.",
		UserAction: &operation.UserAction{Actor: "bea", ActorAddr: "192.0.2.7", Action: "cancel"},
	}
}

// recordBatch stores n operations as one batch.
func recordBatch(t *testing.T, ledger *store.Ledger, batch string, n int) []operation.Operation {
	t.Helper()
	ops := make([]operation.Operation, n)
	for i := range ops {
		ops[i] = newOperation(t)
		ops[i].Batch, ops[i].Key, ops[i].Digest = batch, ops[0].Key, fmt.Sprint(i)
	}
	result, err := ledger.Submit(t.Context(), operation.Submission{Ops: ops})
	require.NoError(t, err)
	return result.Ops
}

func runCancelBatch(t *testing.T, open Open) {
	t.Run("in every state that allows it, and in no other", func(t *testing.T) { runCancelStates(t, open) })
	t.Run("records the actor", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		op := recordBatch(t, s.Ledger(nil), "one", 2)[0]
		_, err := s.Ledger(nil).CancelBatch(t.Context(), "one", byBea())
		require.NoError(t, err)
		auditLog, err := s.AuditOf(t.Context(), op.ID)
		require.NoError(t, err)
		var lines []string
		for _, e := range auditLog {
			lines = append(lines, e.Actor+" "+e.Action+" "+e.Outcome)
		}
		require.ElementsMatch(t, []string{"admin create-snapshot asked", "bea cancel cancelled", "admin create-snapshot cancelled"}, lines)
	})
	t.Run("once, and only that batch", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		recordBatch(t, ledger, "one", 2*largeBatch)
		others := append(recordBatch(t, ledger, "two", 2), record(t, ledger, newOperation(t)))
		for batch, want := range map[string]int{"": 0, "three": 0, "one": 2 * largeBatch} {
			cancelled, err := ledger.CancelBatch(t.Context(), batch, byBea())
			require.NoError(t, err)
			require.Len(t, cancelled, want)
		}
		retry, err := ledger.CancelBatch(t.Context(), "one", byBea())
		require.NoError(t, err)
		require.Empty(t, retry)
		incomplete, err := ledger.Incomplete(t.Context())
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(others, incomplete, byID()))
	})
	t.Run("all or none", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		ops := recordBatch(t, s.Ledger(nil), "one", 3)
		_, err := s.DB().ExecContext(t.Context(), `INSERT INTO operation_stages (operation_id, seq, state, at, note) VALUES ($1, 3, 'queued', 1, '')`, ops[2].ID)
		require.NoError(t, err) // the sequence number of its next stage is taken
		_, err = s.Ledger(nil).CancelBatch(t.Context(), "one", byBea())
		require.Error(t, err)
		for _, op := range ops {
			now, err := s.Ledger(nil).Operation(t.Context(), op.ID)
			require.NoError(t, err)
			require.Equal(t, operation.Queued, now.State)
			require.Equal(t, op.Version, now.Version)
		}
	})
	t.Run("beside workers that begin", func(t *testing.T) { runCancelRace(t, open) })
}

// largeBatch is about the number of rows of one statement.
const largeBatch = 150

func byID() cmp.Option {
	return cmpopts.SortSlices(func(x, y operation.Operation) bool { return x.ID < y.ID })
}

func runCancelStates(t *testing.T, open Open) {
	t.Parallel()
	ledger := open(t).Ledger(nil)
	ways := map[operation.State][]operation.State{
		operation.Queued: nil, operation.Waiting: {operation.Waiting}, operation.Submitting: {operation.Submitting},
		operation.Accepted:     {operation.Submitting, operation.Accepted},
		operation.Provisioning: {operation.Submitting, operation.Accepted, operation.Provisioning},
		operation.Done:         {operation.Submitting, operation.Accepted, operation.Done},
		operation.Failed:       {operation.Failed}, operation.Cancelled: {operation.Cancelled},
		operation.Unknown: {operation.Submitting, operation.Unknown},
	}
	require.Len(t, ways, len(states()))
	var want []operation.Operation
	for state, way := range ways {
		op := recordBatch(t, ledger, "one", 1)[0]
		for _, next := range way {
			op.Failure = &operation.Failure{Kind: "busy", Text: "Later."}
			op = save(t, ledger, op, next)
		}
		if stage := byBea(); state.CanBeCancelled() {
			op.State, op.Failure, op.Labels.State, op.Version = operation.Cancelled, nil, operation.LabelsDropped, op.Version+1
			op.UpdatedAt, op.FinishedAt, stage.UserAction = stage.At, stage.At, nil // not read back
			op.Stages = append(op.Stages, stage)
			want = append(want, op)
		}
	}
	cancelled, err := ledger.CancelBatch(t.Context(), "one", byBea())
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(want, cancelled, byID()))
	for _, op := range want {
		now, err := ledger.Operation(t.Context(), op.ID)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(op, now))
	}
}

// runCancelRace cancels a batch while workers start operations that they read before: each operation is either
// started or cancelled, and the loser gets an error.
func runCancelRace(t *testing.T, open Open) {
	t.Parallel()
	ledger := open(t).Ledger(nil)
	ops := recordBatch(t, ledger, "one", 40)
	started, failed := make([]bool, len(ops)), make([]error, len(ops))
	var cancelled []operation.Operation
	var errCancel error
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := worker; i < len(ops); i += 4 {
				op := ops[i]
				op.State = operation.Submitting
				_, err := ledger.Save(t.Context(), op, &operation.Stage{State: op.State, At: noon})
				started[i] = err == nil
				if !errors.Is(err, operation.ErrStale) {
					failed[i] = err
				}
			}
		})
	}
	wg.Go(func() { cancelled, errCancel = ledger.CancelBatch(t.Context(), "one", byBea()) })
	wg.Wait()
	require.NoError(t, errors.Join(append(failed, errCancel)...))
	ended := map[string]bool{}
	for _, op := range cancelled {
		ended[op.ID] = true
	}
	for i, op := range ops {
		require.NotEqual(t, started[i], ended[op.ID])
		now, err := ledger.Operation(t.Context(), op.ID)
		require.NoError(t, err)
		require.Equal(t, started[i], now.State == operation.Submitting)
		require.Equal(t, ended[op.ID], now.State == operation.Cancelled)
	}
}
