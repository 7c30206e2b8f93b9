package table

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/price"
	"snapdeck/internal/views/ui"
)

// euros returns a request for a contract in which a GB in de/fra costs 0.05 EUR.
func euros(t *testing.T, snapshots ...inventory.Snapshot) web.Request {
	t.Helper()
	l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "fra", Location: "de/fra"}}, Volumes: []inventory.Volume{{ID: "v", DatacenterID: "fra"}}, Snapshots: snapshots}
	require.NoError(t, l.Prices.UnmarshalText([]byte("de/fra=0.05")))
	l.Prices.Currency = "EUR"
	return web.Request{View: inventory.NewView(l, time.Time{})}
}

func free() web.Request {
	return web.Request{View: inventory.NewView(inventory.Listings{}, time.Time{})}
}

// sumOfGB returns the cost of some GB in de/fra, and in us/las, which has no price.
func sumOfGB(req web.Request, fra, las float64) (s price.Sum) {
	for ; fra > 0; fra -= 100_000 {
		s = s.Plus(req.View.Prices.Of("de/fra", min(fra, 100_000)))
	}
	if las > 0 {
		s = s.Plus(req.View.Prices.Of("us/las", las))
	}
	return s
}

func TestAtLeastCost_UnknownIsNeverZero(t *testing.T) {
	t.Parallel()
	req := euros(t)
	for name, c := range map[string]struct {
		totals inventory.SnapshotTotals
		want   string
		muted  bool
	}{
		"none":                {inventory.SnapshotTotals{}, "0", false},
		"perhaps some":        {inventory.SnapshotTotals{AtLeast: true}, "—", false},
		"some":                {inventory.SnapshotTotals{Count: 1, Cost: sumOfGB(req, 100, 0)}, "5.00", false},
		"some and perhaps":    {inventory.SnapshotTotals{Count: 1, AtLeast: true, Cost: sumOfGB(req, 100, 0)}, AtLeast + "5.00", false},
		"one has no price":    {inventory.SnapshotTotals{Count: 2, Cost: sumOfGB(req, 100, 10)}, AtLeast + "5.00", false},
		"none has a price":    {inventory.SnapshotTotals{Count: 1, Cost: sumOfGB(req, 0, 10)}, "no price", true},
		"less than is shown":  {inventory.SnapshotTotals{Count: 1, Cost: sumOfGB(req, 0.01, 0)}, "under 0.01", false},
		"more than fits":      {inventory.SnapshotTotals{Count: 1, Cost: sumOfGB(req, 3_000_000, 0)}, "150.0\u202fk", false},
		"a size of nothing":   {inventory.SnapshotTotals{Count: 1, Cost: req.View.Prices.Of("de/fra", 0)}, "0.00", false},
		"all of them unsized": {inventory.SnapshotTotals{Count: 1, AtLeast: true, Cost: req.View.Prices.Of("de/fra", 0)}, AtLeast + "0.00", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cell := AtLeastCost(req, c.totals)
			require.Equal(t, c.want, cell.Text)
			require.Equal(t, c.muted, cell.Muted)
		})
	}
}

func TestAtLeastCell_ExplainsWhenThereMayBeMore(t *testing.T) {
	t.Parallel()
	for want, totals := range map[string]inventory.SnapshotTotals{"x": {Count: 1}, AtLeast + "x": {Count: 1, AtLeast: true}, "—": {AtLeast: true}} {
		require.Equal(t, want, AtLeastCell(totals, "x").Text)
	}
	require.Equal(t, "x", AtLeastCell(inventory.SnapshotTotals{}, "x").Text, "the totals of no snapshots are known")
}

func TestAddCost_OnlyToSummary(t *testing.T) {
	t.Parallel()
	req := euros(t)
	list := ui.List{Summary: "2 snapshots"}
	AddCost(req, &list, sumOfGB(req, 3_000_000, 0))
	require.Equal(t, "2 snapshots · 150.0\u202fk EUR a month", list.Summary)
	require.Equal(t, "2 snapshots · 150\u202f000.00 EUR a month", list.Exact)
	empty := ui.List{}
	AddCost(req, &empty, sumOfGB(req, 1, 0))
	require.Empty(t, empty.Summary, "a list without rows has no sums")
	AddCost(free(), &list, price.Sum{})
	require.NotContains(t, list.Summary, "· 0", "without prices nothing costs 0")
}

func TestAddVolumeCost_NamesCostWithoutVolume(t *testing.T) {
	t.Parallel()
	lost := inventory.Snapshot{ID: "s", Location: "de/fra", SizeGB: 20}
	summary := func(req web.Request, q inventory.VolumeQuery, sum price.Sum) string {
		list := ui.List{Summary: "1 volume"}
		AddVolumeCost(req, &list, q, sum)
		return list.Summary
	}
	all := euros(t)
	require.Equal(t, "1 volume · 5.00 EUR a month", summary(all, inventory.VolumeQuery{}, sumOfGB(all, 100, 0)))
	some := euros(t, lost)
	require.Equal(t, "1 volume · "+AtLeast+"5.00 EUR a month · 1.00 EUR not attributed", summary(some, inventory.VolumeQuery{Order: inventory.Order{By: "size"}}, sumOfGB(some, 100, 0)))
	require.Equal(t, "1 volume · "+AtLeast+"5.00 EUR a month", summary(some, inventory.VolumeQuery{Text: "x"}, sumOfGB(some, 100, 0)), "a part of the volumes has no such rest")
	require.Equal(t, "1 volume · 1.00 EUR not attributed", summary(some, inventory.VolumeQuery{}, price.Sum{}))
	require.Equal(t, "1 volume", summary(free(), inventory.VolumeQuery{}, price.Sum{}))
}
