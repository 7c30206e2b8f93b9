package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

// failedDeletion returns a deletion of a batch that IONOS Cloud refused.
func failedDeletion(snapshotID string) operation.Operation {
	return operation.Operation{
		ID: "failed-" + snapshotID, Key: "batch", Digest: snapshotID, Kind: operation.DeleteSnapshot, State: operation.Failed, Batch: "nightly", SnapshotID: snapshotID,
		CreatedAt: noon, UpdatedAt: noon, FinishedAt: noon, Failure: &operation.Failure{Kind: operation.FailedRequest, Text: "It failed."},
	}
}

// Destructive operations are confirmed again.
func TestBatch_RetryOfDeletionsIsReviewed(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	d.record(failedDeletion("sn-old"), failedDeletion("sn-new"))
	status, page := d.send("/batches/nightly/retry", nil)
	require.Equal(t, http.StatusOK, status)
	ticked, _ := boxes(page, "snap")
	require.ElementsMatch(t, []string{"sn-old", "sn-new"}, ticked)
	require.Contains(t, page, `action="/bulk/snapshots/delete/record"`)
	require.Contains(t, page, `id="phrase"`)
	require.Len(t, d.ops(), 2, "nothing is recorded without the form")
}

// A batch of ended restores leads to the snapshots of what the volumes held before.
func TestBatch_LeadsToSafetySnapshots(t *testing.T) {
	t.Parallel()
	d := newRestoreDashboard(t)
	step := func(id string, kind operation.Kind, state operation.State, snapshot string) operation.Operation {
		return operation.Operation{
			ID: id, Key: "chain", Digest: id, Kind: kind, State: state, Batch: "chain", Chain: "chain", DatacenterID: "fra", VolumeID: "boot", VolumeName: "boot",
			SnapshotID: snapshot, RequestID: "r-" + id, CreatedAt: noon, UpdatedAt: noon, FinishedAt: noon,
		}
	}
	d.record(step("1-safety", operation.CreateSnapshot, operation.Done, "beside"), step("2-restore", operation.RestoreVolume, operation.Done, "old"))
	page, _ := d.get("/batches/chain")
	require.Contains(t, page, `href="/snapshots/beside/restore?volume=boot#overwrite"`)
	require.Contains(t, page, `data-kind="restore-volume" data-state="done"`)
}
