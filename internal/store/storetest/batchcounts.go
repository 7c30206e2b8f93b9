package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

// runBatchCounts compares the counts with those of the page, on two batches with operations in every state and with retries.
func runBatchCounts(t *testing.T, open Open) {
	ledger := open(t).Ledger(nil)
	for _, id := range []string{"one", "two"} {
		ops := recordBatch(t, ledger, id, 11)
		save(t, ledger, ops[1], operation.Waiting)
		submitting := save(t, ledger, ops[2], operation.Submitting)
		save(t, ledger, save(t, ledger, save(t, ledger, ops[3], operation.Submitting), operation.Accepted), operation.Done)
		save(t, ledger, submitting, operation.Unknown)
		save(t, ledger, ops[4], operation.Submitting)
		save(t, ledger, ops[5], operation.Cancelled)
		for i, kind := range map[int]string{6: operation.CodeQuota, 7: operation.NotStarted, 8: "busy"} {
			ops[i].Failure = &operation.Failure{Kind: kind, Text: "Why."}
			save(t, ledger, ops[i], operation.Failed)
		}
		ops[9].Failure = &operation.Failure{Kind: operation.CauseLocked}
		save(t, ledger, ops[9], operation.Cancelled)
		ops[10].NotBefore = noon.Add(time.Hour)
		save(t, ledger, ops[10], operation.Queued)
		again := newOperation(t)
		again.Batch, again.RetryOf = id, ops[8].ID
		record(t, ledger, again)
		elsewhere := newOperation(t)
		elsewhere.Batch, elsewhere.RetryOf = "another", ops[6].ID
		record(t, ledger, elsewhere)
	}

	counts, err := ledger.CountBatches(t.Context(), []string{"one", "two", "unknown"})
	require.NoError(t, err)
	require.Len(t, counts, 2)
	require.Equal(t, operation.BatchCounts{Waiting: 4, Planned: 1, Running: 1, Done: 1, Prevented: 1, Failed: 2, NotStarted: 1, Unknown: 1, Cancelled: 1}, counts["one"])
	for id, got := range counts {
		ops, _, err := ledger.List(t.Context(), operation.Filter{Batch: id})
		require.NoError(t, err)
		require.Equal(t, operation.CountBatch(ops), got, "as the page of the batch counts it")
	}
	none, err := ledger.CountBatches(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, none)
}
