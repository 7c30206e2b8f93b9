package handlers_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

func waitingOperation(id string, kind operation.Kind, gb float64) operation.Operation {
	return operation.Operation{ID: id, Kind: kind, State: operation.Queued, SizeGB: gb, DatacenterID: "dc-b", CreatedAt: noon, UpdatedAt: noon}
}

func TestQuota_UsedPlannedFree(t *testing.T) {
	t.Parallel()
	deletion := waitingOperation("c", operation.DeleteSnapshot, 100)
	deletion.SnapshotID, deletion.NotBefore = "sn-1", noon.Add(5*time.Minute)
	d := newPricedDashboard(t, "", waitingOperation("a", operation.CreateSnapshot, 30), waitingOperation("b", operation.CreateSnapshot, 20), deletion)
	page, _ := d.get("/")
	text := textOf(page)
	for _, want := range []string{
		"HDD quota 260 GB of 500 GB used (52 %)", "Used 260 GB Planned by 2 operations 50 GB Free 190 GB", "100 GB will be freed by 1 planned deletion.",
		"SSD quota 0 GB of 1 000 GB used (0 %)",
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "will refuse")
	page, _ = d.get("/datacenters/dc-a/volumes/v-db/create")
	require.Contains(t, textOf(page), "260 GB → 410 GB of 500 GB Used 260 GB Planned by 2 operations 50 GB This snapshot 100 GB Free 90 GB")
	review := d.reviewOfBatch(url.Values{"vol": {"v-db", "v-web"}})
	require.Contains(t, review, "260 GB → 450 GB of 500 GB Used 260 GB Planned by 2 operations 50 GB These snapshots 140 GB Free 50 GB")
	require.NotContains(t, review, "will refuse")
}

func TestQuota_WarnsBeforeRefusal(t *testing.T) {
	t.Parallel()
	d := newPricedDashboard(t, "", waitingOperation("a", operation.CreateSnapshot, 200))
	page, _ := d.get("/datacenters/dc-a/volumes/v-db/create")
	require.Contains(t, textOf(page), "The HDD quota is too small for everything: the snapshot needs 100 GB, and 40 GB are free once 1 waiting operation is done.")
	require.Contains(t, d.reviewOfBatch(url.Values{"vol": {"v-db"}}), "these snapshots need 100 GB, and 40 GB are free once 1 waiting operation is done.")
	over := newPricedDashboard(t, "", waitingOperation("a", operation.CreateSnapshot, 200), waitingOperation("b", operation.CreateSnapshot, 41))
	page, _ = over.get("/")
	require.Contains(t, textOf(page), "Waiting operations need 241 GB, 240 GB are free. IONOS Cloud will refuse what comes last.")
	require.Contains(t, textOf(page), "Free 0 GB")
}
