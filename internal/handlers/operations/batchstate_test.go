package operations

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// batchOf returns creates in these states.
func batchOf(states ...operation.State) (ops []operation.Operation) {
	for i, state := range states {
		ops = append(ops, creation(string(rune('a'+i)), state, in("b")))
	}
	return ops
}

func TestBatchPill_CoversWholeBatch(t *testing.T) {
	t.Parallel()
	planned := func(op *operation.Operation) { op.NotBefore = areatest.Noon.Add(time.Minute) }
	locked := onSnapshot("l", operation.DeleteSnapshot, operation.Cancelled, because(operation.CauseLocked))
	for name, c := range map[string]struct {
		ops  []operation.Operation
		tone string
		icon string
	}{
		"all done":                        {batchOf(operation.Done, operation.Done), "good", "check"},
		"one is running":                  {batchOf(operation.Done, operation.Provisioning), "busy", "spin"},
		"one waits":                       {batchOf(operation.Failed, operation.Queued), "busy", "spin"},
		"all are planned":                 {[]operation.Operation{creation("a", operation.Queued, planned)}, "warn", "clock"},
		"planned, and one runs":           {[]operation.Operation{creation("a", operation.Queued, planned), creation("b", operation.Accepted)}, "busy", "spin"},
		"some failed":                     {batchOf(operation.Done, operation.Failed), "warn", "alert"},
		"some were cancelled":             {batchOf(operation.Done, operation.Cancelled), "warn", "alert"},
		"some are unknown":                {batchOf(operation.Done, operation.Unknown), "warn", "alert"},
		"none is done, and one failed":    {batchOf(operation.Failed, operation.Cancelled), "bad", "cross"},
		"all were prevented":              {[]operation.Operation{locked}, "prevented", "lock"},
		"all were cancelled":              {batchOf(operation.Cancelled, operation.Cancelled), "quiet", "dash"},
		"unknown is not nothing":          {batchOf(operation.Unknown, operation.Cancelled), "warn", "question"},
		"unknown comes before prevention": {[]operation.Operation{locked, onSnapshot("u", operation.DeleteSnapshot, operation.Unknown)}, "warn", "question"},
	} {
		pill := batchPill(texts.CommonKind(c.ops), operation.CountBatch(c.ops))
		require.Equal(t, c.tone+" "+c.icon, pill.Tone+" "+pill.Icon, name)
	}
}

func TestBatchPill_NamesRequestedAction(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, kind := range []operation.Kind{operation.CreateSnapshot, operation.DeleteSnapshot, operation.LockSnapshot} {
		ops := []operation.Operation{onSnapshot("a", kind, operation.Done)}
		label := batchPill(kind, operation.CountBatch(ops)).Label
		require.False(t, seen[label], label)
		seen[label] = true
	}
}

func TestBatchCounts_LinkToTheirOperations(t *testing.T) {
	t.Parallel()
	ops := batchOf(operation.Done, operation.Done, operation.Failed, operation.Queued, operation.Cancelled)
	address, err := url.Parse("/batches/b?only=failed&page=3")
	require.NoError(t, err)
	q := table.ParseQuery(address, nil, inventory.Order{})
	counts := map[string]views.BatchShare{}
	for _, share := range batchCounts(q, ops, operation.CountBatch(ops)) {
		counts[share.Href] = share
	}
	require.Len(t, counts, 4, "a state of none is left out")
	for of, n := range map[string]int{"done": 2, "failed": 1, "waiting": 1, "cancelled": 1} {
		share, listed := counts["/batches/b?only="+of]
		require.True(t, listed, of)
		require.Equal(t, n, share.N, of)
		require.Equal(t, of == "failed", share.Selected, of)
	}
}

func TestBatchCounts_OfStepsLeadNowhere(t *testing.T) {
	t.Parallel()
	ops := []operation.Operation{creation("a", operation.Done), {ID: "b", Kind: operation.RestoreVolume, State: operation.Waiting, Task: operation.Task{DependsOn: "a"}}}
	for _, share := range batchCounts(table.Query{Path: "/batches/b"}, ops, operation.CountBatch(ops)) {
		require.Empty(t, share.Href)
		require.Equal(t, 1, share.N)
	}
}

func TestPlannedUndo_DiffersFromCancel(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract())
	req := f.request("/", "")
	until := areatest.Noon.Add(9 * time.Minute)
	planned := creation("a", operation.Queued, func(op *operation.Operation) { op.NotBefore = until })
	undo, at := plannedUndo(req, []operation.Operation{planned, creation("b", operation.Queued)})
	require.NotNil(t, at)
	require.Equal(t, until.Format(time.RFC3339), at.ISO)
	cancel, at := plannedUndo(req, batchOf(operation.Waiting, operation.Done, operation.Queued))
	require.Nil(t, at)
	require.NotEqual(t, undo, cancel)
	require.Contains(t, cancel, "2", "completed operations cannot be cancelled")
	none, at := plannedUndo(req, batchOf(operation.Done, operation.Submitting))
	require.Empty(t, none)
	require.Nil(t, at)
}
