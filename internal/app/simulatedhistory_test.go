package app

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/sample"
)

func TestSimulatedHistory_SampledOnce(t *testing.T) {
	t.Parallel()
	a := startApp(t, installation(t), quiet(), "IONOS_API_URL=", "IONOS_TOKEN=")
	samples := func() []sample.Point[sample.ContractDay] {
		key, now := sample.ContractKey(a.sources.View()), a.opts.Now()
		rows, err := a.store.Samples(t.Context(), key.Kind, []string{key.ID}, sample.DayOf(now.Add(-100*24*time.Hour)).Month(), sample.DayOf(now).Month())
		require.NoError(t, err)
		return sample.ContractDays(rows)
	}
	require.Eventually(t, func() bool { return len(samples()) > historyDays }, testTimeout, 50*time.Millisecond)
	days := samples()
	for i, day := range days[1:] {
		require.GreaterOrEqual(t, day.Of.Count, days[i].Of.Count, "nothing was ever deleted")
	}
	require.Less(t, days[0].Of.Count, days[len(days)-1].Of.Count)
	require.NoError(t, a.sampleHistoryDays(t.Context()))
	require.Equal(t, days[:historyDays], samples()[:historyDays], "stored samples are kept")
}

func TestAsOf_LeavesOutLaterChanges(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC)
	made := func(ago time.Duration) inventory.Metadata { return inventory.Metadata{CreatedDate: now.Add(-ago)} }
	l := inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "d", Location: "de/fra"}},
		Volumes:     []inventory.Volume{{ID: "old", DatacenterID: "d", Type: "SSD Premium", SizeGB: 5, Metadata: made(72 * time.Hour)}, {ID: "new", DatacenterID: "d", Type: "HDD", SizeGB: 7, Metadata: made(time.Hour)}},
		Snapshots:   []inventory.Snapshot{{ID: "s-old", SizeGB: 1, Metadata: made(48 * time.Hour)}, {ID: "s-new", SizeGB: 2, Metadata: made(time.Hour)}},
	}
	l.Contract.Limits.HDDProvisionedMB, l.Contract.Limits.SSDProvisionedMB = 100*1024, 50*1024
	then := asOf(inventory.NewView(l, now), now.Add(-24*time.Hour))
	require.Len(t, then.Volumes, 1)
	require.Len(t, then.Snapshots, 1)
	require.Equal(t, int64(91*1024), then.Contract.Limits.HDDProvisionedMB)
	require.Equal(t, int64(50*1024), then.Contract.Limits.SSDProvisionedMB)
}
