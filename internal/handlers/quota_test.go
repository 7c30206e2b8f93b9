package handlers_test

import (
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
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
	quotas := viewtest.Parse(t, page).One(t, "section[id=quotas]")
	require.Subset(t, amounts(quotas), []string{"260 GB", "500 GB", "52 %", "50 GB", "190 GB", "100 GB", "0 GB", "0 %"})
	require.Empty(t, quotas.All("p.note"))
	page, _ = d.get("/datacenters/dc-a/volumes/v-db/create")
	require.Subset(t, amounts(viewtest.Parse(t, page)), []string{"260 GB", "410 GB", "500 GB", "50 GB", "100 GB", "90 GB"})
	review := d.reviewOfBatch(url.Values{"vol": {"v-db", "v-web"}})
	require.Subset(t, amountsIn(review), []string{"260 GB", "450 GB", "500 GB", "50 GB", "140 GB"})
}

func TestQuota_WarnsBeforeRefusal(t *testing.T) {
	t.Parallel()
	d := newPricedDashboard(t, "", waitingOperation("a", operation.CreateSnapshot, 200))
	page, _ := d.get("/datacenters/dc-a/volumes/v-db/create")
	require.Subset(t, amountsIn(textOf(page)), []string{"100 GB", "40 GB"})
	require.Subset(t, amountsIn(d.reviewOfBatch(url.Values{"vol": {"v-db"}})), []string{"100 GB", "40 GB"})
	over := newPricedDashboard(t, "", waitingOperation("a", operation.CreateSnapshot, 200), waitingOperation("b", operation.CreateSnapshot, 41))
	page, _ = over.get("/")
	warned := viewtest.Parse(t, page).One(t, "section[id=quotas]").One(t, "p.note.warn")
	require.Equal(t, []string{"241 GB", "240 GB"}, amounts(warned), "needed and free")
}

// amounts returns the sizes and shares in an element.
func amounts(n *viewtest.Node) []string { return amountsIn(n.Words()) }

func amountsIn(text string) []string {
	return regexp.MustCompile(`\d+ (?:GB|%)`).FindAllString(text, -1)
}
