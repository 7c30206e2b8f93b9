package overview

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

func deletion(id, batch string, state operation.State, due time.Duration) operation.Operation {
	op := operation.Operation{
		ID: id, Kind: operation.DeleteSnapshot, State: state, SnapshotID: "s-" + id, VolumeID: "a", VolumeName: "a", SizeGB: 10, Batch: batch,
		Params: operation.CreateParams{Name: "name-" + id},
	}
	if due != 0 {
		op.NotBefore = areatest.Noon.Add(due)
	}
	return op
}

func plannedOn(t *testing.T, ops ...operation.Operation) []views.AttentionLine {
	t.Helper()
	s, req, _ := setup(areatest.NewContract().Operation(ops...))
	return s.plannedLines(req)
}

func TestPlannedLines_NextFirstAndBatchesAsOne(t *testing.T) {
	t.Parallel()
	lines := plannedOn(t,
		deletion("first", "", operation.Queued, time.Minute), deletion("b1", "batch", operation.Queued, 2*time.Minute), deletion("b2", "batch", operation.Queued, 2*time.Minute),
		deletion("last", "", operation.Queued, 3*time.Minute),
	)
	var ids, undo []string
	for _, line := range lines {
		ids, undo = append(ids, line.ID), append(undo, line.Actions[0].Href)
		require.True(t, line.Actions[0].Post)
		require.Equal(t, []string{"/"}, valuesOf(line.Actions[0].Fields, "back"))
	}
	require.Equal(t, []string{"planned-first", "planned-batch", "planned-last"}, ids)
	require.Equal(t, []string{"/operations/first/cancel", "/batches/batch/cancel", "/operations/last/cancel"}, undo)
	require.Equal(t, 2, lines[1].Count)
	require.Contains(t, lines[1].Text, "20 GB")
	require.Equal(t, "name-first", lines[0].Title)
	require.Contains(t, lines[0].Text, "of a")
}

func TestPlannedLines_OnlyUndoable(t *testing.T) {
	t.Parallel()
	require.Empty(t, plannedOn(t,
		deletion("started", "", operation.Waiting, time.Minute), deletion("at once", "", operation.Queued, 0), deletion("done", "", operation.Done, time.Minute),
		deletion("cancelled", "", operation.Cancelled, time.Minute),
	))
}

func TestPlannedLines_ManyEndInCount(t *testing.T) {
	t.Parallel()
	var ops []operation.Operation
	for i := range maxPlanned + 3 {
		ops = append(ops, deletion(fmt.Sprintf("d-%02d", i), "", operation.Queued, time.Minute))
	}
	require.Len(t, plannedOn(t, ops[:maxPlanned]...), maxPlanned)
	lines := plannedOn(t, ops...)
	require.Len(t, lines, maxPlanned+1)
	last := lines[maxPlanned]
	require.Equal(t, 3, last.Count)
	require.Equal(t, "/snapshots?kept=planned", last.Href)
	require.Empty(t, last.Actions)
}

func TestUnknownLines_LeadToWhereTheyAreResolved(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract()
	for i := range maxUnknown + 2 {
		c.Operation(operation.Operation{ID: fmt.Sprintf("u%d", i), Kind: operation.RestoreVolume, State: operation.Unknown, VolumeID: "a", VolumeName: "web"})
	}
	c.Operation(operation.Operation{ID: "failed", Kind: operation.RestoreVolume, State: operation.Failed, VolumeID: "a"})
	s, req, _ := setup(c)
	lines := s.unknownLines(req)
	require.Len(t, lines, maxUnknown+1)
	require.Equal(t, "unknown-u6", lines[0].ID, "the newest first")
	require.Equal(t, "/operations/u6", lines[0].Actions[0].Href)
	require.Equal(t, string(auth.RightMaintain), lines[0].Actions[0].Right)
	require.Equal(t, []string{"web"}, namesOf(lines[0].Names))
	require.Equal(t, 2, lines[maxUnknown].Count)
	require.Equal(t, "/operations?outcome=unknown", lines[maxUnknown].Href)
}

// prevented returns a deletion that was prevented some time ago.
func prevented(id, cause string, ago time.Duration) operation.Operation {
	return operation.Operation{
		ID: id, Kind: operation.DeleteSnapshot, State: operation.Cancelled, CreatedAt: areatest.Noon.Add(-ago - time.Hour), FinishedAt: areatest.Noon.Add(-ago),
		Params: operation.CreateParams{Name: "name-" + id}, Failure: &operation.Failure{Kind: cause, Text: "Why."},
	}
}

func preventedOn(t *testing.T, ops ...operation.Operation) []views.AttentionLine {
	t.Helper()
	s, req, _ := setup(areatest.NewContract(), func(d *web.Deps) { d.Ledger = &webtest.Records{Ops: ops} })
	lines, err := s.preventedLines(t.Context(), req)
	require.NoError(t, err)
	return lines
}

func TestPreventedLines_LastDayNewestFirst(t *testing.T) {
	t.Parallel()
	lines := preventedOn(t,
		prevented("older", operation.CauseInUse, 3*time.Hour), prevented("newest", operation.CauseLocked, time.Hour),
		prevented("yesterday", operation.CauseLocked, preventedSince), prevented("just", operation.CauseLastGood, preventedSince-time.Second),
	)
	var ids, causes []string
	for _, line := range lines {
		ids, causes = append(ids, line.ID), append(causes, line.Cause)
		require.Equal(t, "prevented", line.Kind)
	}
	require.Equal(t, []string{"prevented-newest", "prevented-older", "prevented-just"}, ids)
	require.Equal(t, []string{"locked", "in-use", "last-good"}, causes)
}

func TestPreventedLines_OmitRequestedAgain(t *testing.T) {
	t.Parallel()
	retry := prevented("retry", "", 0)
	retry.State, retry.RetryOf, retry.Failure = operation.Queued, "retried", nil
	s, req, _ := setup(areatest.NewContract().Operation(retry), func(d *web.Deps) {
		d.Ledger = &webtest.Records{Ops: []operation.Operation{prevented("retried", operation.CauseInUse, time.Hour), prevented("other", operation.CauseInUse, time.Hour)}}
	})
	lines, err := s.preventedLines(t.Context(), req)
	require.NoError(t, err)
	require.Len(t, lines, 1)
	require.Equal(t, "prevented-other", lines[0].ID)
}

func TestPreventedLines_FixedOrderAtSameTime(t *testing.T) {
	t.Parallel()
	lines := preventedOn(t, prevented("a", operation.CauseLocked, time.Hour), prevented("b", operation.CauseLocked, time.Hour))
	require.Equal(t, []string{"prevented-b", "prevented-a"}, []string{lines[0].ID, lines[1].ID})
}

func TestPreventedLines_ManyEndInCount(t *testing.T) {
	t.Parallel()
	var ops []operation.Operation
	for i := range preventedShown + 2 {
		ops = append(ops, prevented(fmt.Sprintf("p%02d", i), operation.CauseLocked, time.Hour))
	}
	lines := preventedOn(t, ops...)
	require.Len(t, lines, preventedShown+1)
	require.Equal(t, 2, lines[preventedShown].Count)
	require.Equal(t, "/operations?outcome=prevented", lines[preventedShown].Href)
}
