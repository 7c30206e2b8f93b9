package handlers_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
)

// The steps of the retry of a restore are confirmed like the first ones, and can be undone like them.
func TestRetryForm_NeedsPhrase(t *testing.T) {
	t.Parallel()
	d := setupOn(t, restoreMirror{}, func(deps *web.Deps) { deps.UndoWindow = 10 * time.Minute })
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	d.record(operation.Operation{
		ID: "failed", Key: "failed", Kind: operation.RestoreVolume, State: operation.Failed, Chain: "failed", Batch: "failed", DatacenterID: "fra", VolumeID: "boot", VolumeName: "boot",
		SnapshotID: "old", CreatedAt: noon.Add(-time.Hour), UpdatedAt: noon.Add(-time.Hour), FinishedAt: noon.Add(-time.Hour),
		Failure: &operation.Failure{Kind: operation.FailedRequest, Text: "It failed."},
	})
	page, _ := d.get("/operations/failed/again")
	require.Contains(t, page, `id="phrase"`)
	status, page := d.send("/operations/failed/again", url.Values{"key": {"k"}, "phrase": {"yes"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, `id="phrase-error"`)
	require.Len(t, d.ops(), 1)
	status, page = d.send("/operations/failed/again", url.Values{"key": {"k"}, "phrase": {"overwrite boot"}})
	require.Equal(t, http.StatusSeeOther, status, page)
	retry := d.ops()[1]
	require.Equal(t, operation.RestoreVolume, retry.Kind)
	require.Equal(t, "failed", retry.RetryOf)
	require.Equal(t, noon.Add(10*time.Minute), retry.NotBefore, "it can be undone until then")
}

// The deletion was planned before the review.
func TestBulkReview_ShowsPlannedDeletions(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	require.Equal(t, http.StatusSeeOther, d.confirm("delete", url.Values{"snap": {"sn-old", "sn-alien"}, "phrase": {"delete 2 snapshots"}}))
	page, status := d.review("delete", url.Values{"snap": {"sn-old", "sn-new"}})
	require.Equal(t, http.StatusOK, status)
	ticked, _ := boxes(page, "snap")
	require.Equal(t, []string{"sn-new"}, ticked)
	require.Contains(t, page, `id="skipped-title"`)
	require.Contains(t, page, `href="/snapshots/sn-old"`)
}
