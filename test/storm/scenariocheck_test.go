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

// endsWell wants the click to end in one snapshot, by itself when the ledger has it, and the
// same form to change nothing when it is sent again.
func (r scenarioRun) endsWell(t *testing.T, db *store.Store, p *app.Process) {
	t.Helper()
	ledger := db.Ledger(nil)
	op, recorded := operationOf(t, ledger, r.click)
	if !recorded {
		require.Empty(t, r.cloud.Snapshots(), "nothing is asked for that is not recorded")
		require.True(t, r.clickUntil(t, p, r.click))
		op, recorded = operationOf(t, ledger, r.click)
		require.True(t, recorded, "what was answered is recorded")
	}
	r.awaitComplete(t, ledger, p)
	r.oneSnapshot(t, op.ID)
	require.True(t, r.clickUntil(t, p, r.click))
	retry, _ := operationOf(t, ledger, r.click)
	require.Equal(t, op.ID, retry.ID)
	r.oneSnapshot(t, op.ID)
	requireAuditLog(t, db, op)
}

// awaitComplete waits until nothing is left to do, and wants it to be done.
func (r scenarioRun) awaitComplete(t *testing.T, ledger operation.Ledger, p *app.Process) {
	t.Helper()
	var op operation.Operation
	done := func() bool {
		require.False(t, ended(p), "the process goes on living")
		op, _ = operationOf(t, ledger, r.click)
		return op.Complete()
	}
	eventually(t, completeTimeout, "nothing is left to do", done)
	require.Equal(t, operation.Done, op.State, "%+v", op.Failure)
	require.Equal(t, operation.LabelsWritten, op.Labels.State)
}

// oneSnapshot wants the cloud to have one snapshot, with the mark and the labels of the
// operation, and to have been asked for it once.
func (r scenarioRun) oneSnapshot(t *testing.T, id string) {
	t.Helper()
	all, marked := r.cloud.Snapshots(), r.cloud.SnapshotsMarked(id)
	require.Len(t, all, 1)
	require.Len(t, marked, 1)
	require.Equal(t, "AVAILABLE", marked[0].State)
	require.Equal(t, r.click.volume.ID, marked[0].SourceVolumeID)
	require.Equal(t, map[string]string{
		inventory.LabelDatacenter: r.click.volume.DatacenterID, inventory.LabelVolume: r.click.volume.ID, inventory.LabelOperation: id,
	}, marked[0].Labels)
	require.Len(t, creations(r.cloud.Requests())[r.click.volume.ID], 1)
}

// creations are the accepted requests for snapshots, by volume.
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

// requireAuditLog wants the audit log to tell who asked, and how it ended, each once.
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
