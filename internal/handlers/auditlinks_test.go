package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
)

// The page links to a snapshot and a volume as long as they exist, and keeps their names afterwards.
func TestAuditPage_LinksToExistingResources(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	d.add(
		audit.Entry{
			Actor: "ada", Action: "create-snapshot", Outcome: audit.Done, DatacenterID: "dc-a", DatacenterName: "prod",
			VolumeID: "v-db", VolumeName: "db", SnapshotID: "sn-old", SnapshotName: "old", RequestID: "req-1",
		},
		audit.Entry{
			Actor: "ada", Action: "delete-snapshot", Outcome: audit.Done, DatacenterID: "dc-a", DatacenterName: "prod",
			VolumeID: "v-gone", VolumeName: "retired", SnapshotID: "sn-gone", SnapshotName: "expired",
		},
	)
	page := d.page("/audit")
	for _, want := range []string{`href="/snapshots/sn-old"`, `href="/datacenters/dc-a/volumes/v-db"`, `data-copy="req-1"`, "retired", "expired", "v-gone", "sn-gone"} {
		require.Contains(t, page, want)
	}
	require.NotContains(t, page, `href="/snapshots/sn-gone"`)
	require.NotContains(t, page, `/volumes/v-gone"`)
	page = d.page("/audit?volume=v-db")
	require.Contains(t, page, `name="volume" value="v-db"`)
	require.Contains(t, page, "sn-old")
	require.NotContains(t, page, "sn-gone")
}
