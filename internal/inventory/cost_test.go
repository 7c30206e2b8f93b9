package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/price"
)

// viewWithPrices returns the sample contract with prices.
func viewWithPrices(t *testing.T, prices string) *View {
	t.Helper()
	p := sampleContract()
	require.NoError(t, p.Prices.UnmarshalText([]byte(prices)))
	return JoinView(p, 1, noon, Progress{})
}

func TestView_Costs(t *testing.T) {
	t.Parallel()
	v := viewWithPrices(t, "de/fra=0.05")
	amount := func(s price.Sum) string { return s.Amount.Decimal() }
	require.Equal(t, "5", amount(v.CostOfSnapshot("sn-old")))
	require.Equal(t, "1", amount(v.CostOfVolume("v-web")), "two of 10 GB")
	require.Equal(t, "6", amount(v.CostOfDatacenter("dc-a")))
	require.Equal(t, price.Sum{}, v.CostOfDatacenter("dc-b"), "no snapshot has it as its known source")
	require.Equal(t, price.Sum{}, v.CostOfSnapshot("nobody"))
	require.Equal(t, price.Sum{}, v.CostOfVolume("nobody"))
	require.Equal(t, []string{"de/txl"}, v.CostOfSnapshot("sn-lost").Unpriced)
	require.Equal(t, "6", amount(v.Cost()))
	require.Equal(t, []string{"de/txl"}, v.Cost().Unpriced)
}

func TestFind_SumsAndSortsByCost(t *testing.T) {
	t.Parallel()
	v := viewWithPrices(t, "de/fra=0.05,de/txl=10")
	byCost := Order{By: "cost", Desc: true}
	found := v.FindSnapshots(SnapshotQuery{Order: byCost, Paging: Paging{Limit: 2}})
	require.Equal(t, []string{"sn-lost", "sn-old"}, snapshotIDs(found.Items))
	require.Equal(t, "81", found.Cost.Amount.Decimal(), "of all that match, on whatever page")
	require.Equal(t, "1", v.FindSnapshots(SnapshotQuery{VolumeID: "v-web", Order: byCost}).Cost.Amount.Decimal())
	require.Equal(t, []string{"v-db", "v-web", "v-tmp"}, volumeIDs(v.FindVolumes(VolumeQuery{Order: byCost}).Items))
	inside := v.FindVolumes(VolumeQuery{DatacenterID: "dc-a", Order: Order{By: "cost"}})
	require.Equal(t, []string{"v-web", "v-db"}, volumeIDs(inside.Items))
	require.Equal(t, "6", inside.Cost.Amount.Decimal())
}

func TestView_NoPricesNoCosts(t *testing.T) {
	t.Parallel()
	v := sampleView()
	require.Equal(t, price.Sum{}, v.Cost())
	require.Equal(t, price.Sum{}, v.CostOfVolume("v-web"))
	require.Equal(t, price.Sum{}, v.CostOfDatacenter("dc-a"))
	require.Equal(t, price.Sum{}, v.FindSnapshots(SnapshotQuery{Order: Order{By: "cost"}}).Cost)
	require.Equal(t, price.Sum{}, v.FindVolumes(VolumeQuery{DatacenterID: "dc-a", Order: Order{By: "cost"}}).Cost)
}
