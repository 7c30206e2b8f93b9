package storm

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
	"snapdeck/test/app"
)

// endsWell requires that the click ends in one snapshot, without resending once the ledger has it, and that
// resending the form changes nothing.
func (r scenarioRun) endsWell(t *testing.T, db *store.Store, p *app.Process) {
	t.Helper()
	ledger := db.Ledger(nil)
	op, recorded := operationOf(t, ledger, r.click)
	if !recorded {
		require.Empty(t, r.cloud.Snapshots(), "no request without a record")
		require.True(t, r.clickUntil(t, p, r.click))
		op, recorded = operationOf(t, ledger, r.click)
		require.True(t, recorded, "an acknowledged click is recorded")
	}
	r.awaitComplete(t, ledger, p)
	r.oneSnapshot(t, op.ID)
	require.True(t, r.clickUntil(t, p, r.click))
	retry, _ := operationOf(t, ledger, r.click)
	require.Equal(t, op.ID, retry.ID)
	r.oneSnapshot(t, op.ID)
	requireAuditLog(t, db, op)
}

// awaitComplete waits until the operation is complete, and requires it to be done.
func (r scenarioRun) awaitComplete(t *testing.T, ledger operation.Ledger, p *app.Process) {
	t.Helper()
	var op operation.Operation
	done := func() bool {
		require.False(t, ended(p), "the process survives")
		op, _ = operationOf(t, ledger, r.click)
		return op.Complete()
	}
	eventually(t, completeTimeout, "nothing is left to do", done)
	require.Equal(t, operation.Done, op.State, "%+v", op.Failure)
	require.Equal(t, operation.LabelsWritten, op.Labels.State)
}

// oneSnapshot requires that the simulator has one snapshot, with the marker and the labels of the operation,
// and one request for it.
func (r scenarioRun) oneSnapshot(t *testing.T, id string) {
	t.Helper()
	all, marked := r.cloud.Snapshots(), r.cloud.SnapshotsContaining(id)
	require.Len(t, all, 1)
	require.Len(t, marked, 1)
	require.Equal(t, "AVAILABLE", marked[0].State)
	require.Equal(t, r.click.volume.ID, marked[0].SourceVolumeID)
	require.Equal(t, map[string]string{
		inventory.LabelDatacenter: r.click.volume.DatacenterID, inventory.LabelVolume: r.click.volume.ID, inventory.LabelOperation: id,
	}, marked[0].Labels)
	require.Len(t, creations(r.cloud.Requests())[r.click.volume.ID], 1)
}

// creations returns the accepted requests for snapshots, by volume.
func creations(all []ionossim.Request) map[string][]ionossim.Request {
	by := map[string][]ionossim.Request{}
	for _, r := range all {
		path, _, _ := strings.Cut(r.URL, "?")
		before, isCreate := strings.CutSuffix(path, "/create-snapshot")
		if isCreate && r.Method == http.MethodPost {
			volume := before[strings.LastIndex(before, "/")+1:]
			by[volume] = append(by[volume], r)
		}
	}
	return by
}

// requireAuditLog requires one audit entry for the request and one for the outcome.
func requireAuditLog(t *testing.T, db *store.Store, op operation.Operation) {
	t.Helper()
	entries, err := db.AuditOf(t.Context(), op.ID)
	require.NoError(t, err)
	var outcomes []string
	for _, e := range entries {
		require.Equal(t, string(operation.CreateSnapshot), e.Action)
		require.Equal(t, app.User, e.Actor)
		outcomes = append(outcomes, e.Outcome)
	}
	require.Equal(t, []string{"asked", string(operation.Done)}, outcomes)
}
