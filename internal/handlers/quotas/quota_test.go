package quotas

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

func TestShortage_OnlyIfQuotaIsShort(t *testing.T) {
	t.Parallel()
	quota := operation.Quota{Limit: 100, Used: 80}
	require.Empty(t, Shortage(quota, "it needs", 20))
	require.NotEmpty(t, Shortage(quota, "it needs", 21))
	require.Empty(t, Shortage(operation.Quota{}, "it needs", 1000), "a quota that is not known forbids nothing")
	waiting := operation.Quota{Limit: 100, Used: 50, Planned: quantity.Total{GB: 40}, PlannedCount: 3}
	require.Contains(t, Shortage(waiting, "it needs", 20), "3 waiting operations are")
	require.Contains(t, Shortage(operation.Quota{Limit: 100, Used: 50, Planned: quantity.Total{GB: 40}, PlannedCount: 1}, "it needs", 20), "1 waiting operation is")
	require.NotContains(t, Shortage(waiting, "it needs", 60), "waiting", "beside nothing that waits it would fit either")
	require.NotContains(t, Shortage(quota, "it needs", 0), "0 GB", "a size that is not known is not 0")
	require.Contains(t, Shortage(operation.Quota{Limit: 100, Used: 120}, "it needs", 1), "0 GB are free", "more than all is used, and less than nothing is not free")
	require.Contains(t, Shortage(operation.Quota{Limit: 100, Used: 99}, "it needs", 5), "1 GB is free")
	require.Contains(t, Shortage(operation.Quota{Limit: 100, Used: 98.1}, "it needs", 5), "1 GB is free", "rounded down, since a part of a GB holds nothing")
}

func TestPercentOf_NeverMoreThanThereIs(t *testing.T) {
	t.Parallel()
	for want, c := range map[string][2]float64{"0 %": {0, 10}, "99 %": {99.99, 100}, "100 %": {100, 100}, "33 %": {1, 3}, "120 %": {12, 10}, "1 %": {19_999, 1_000_000}} {
		require.Equal(t, want, PercentOf(c[0], c[1]))
	}
}

func TestQuotaTone_WarnsBeforeItIsFull(t *testing.T) {
	t.Parallel()
	for used, want := range map[float64]string{0: "good", 89.9: "good", 90: "warn", 94.9: "warn", 95: "bad", 100: "bad", 100.1: "bad"} {
		require.Equal(t, want, quotaTone(used, 100), used)
	}
}

// partsOf returns the parts of a meter: "used 50".
func partsOf(m ui.Meter) map[string]float64 {
	parts := map[string]float64{}
	for _, p := range m.Parts {
		parts[p.Kind] = p.GB
	}
	return parts
}

func TestMeters_OnePerKnownQuota(t *testing.T) {
	t.Parallel()
	ids := func(c *areatest.Contract) (ids []string) {
		base := c.Base()
		for _, m := range Meters(base, areatest.Request(base, "/")) {
			ids = append(ids, m.ID)
		}
		return ids
	}
	require.Empty(t, ids(areatest.NewContract()))
	require.Equal(t, []string{"quota-SSD"}, ids(areatest.NewContract().SSDQuota(0, 10)))
	require.Equal(t, []string{"quota-HDD", "quota-SSD"}, ids(areatest.NewContract().SSDQuota(0, 10).Quota(0, 10)), "the quota of snapshots comes first")
}

func TestMeters_CountWaiting(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Quota(50, 100).Volume("a", 30, time.Hour)
	c.Operation(
		operation.Operation{ID: "create", Kind: operation.CreateSnapshot, State: operation.Waiting, VolumeID: "a", SizeGB: 30},
		operation.Operation{ID: "delete", Kind: operation.DeleteSnapshot, State: operation.Queued, SnapshotID: "a-0"},
		operation.Operation{ID: "done", Kind: operation.CreateSnapshot, State: operation.Done, VolumeID: "a", SizeGB: 30},
	)
	base := c.Base()
	m := Meters(base, areatest.Request(base, "/"))[0]
	require.Equal(t, map[string]float64{"used": 50, "planned": 30}, partsOf(m))
	require.Equal(t, "20 GB", m.Free, "a deletion can be undone, so that what it frees is not free")
	require.Contains(t, m.Notes[0], "30 GB")
	require.Empty(t, m.Warning)
}

func TestMeter_WarnsIfWaitingDoesNotFit(t *testing.T) {
	t.Parallel()
	m := meterOf("HDD", operation.Quota{Limit: 100, Used: 90, Planned: quantity.Total{GB: 20}, PlannedCount: 2})
	require.NotEmpty(t, m.Warning)
	require.Equal(t, "bad", m.Tone)
	require.Equal(t, "0 GB", m.Free)
	m = meterOf("HDD", operation.Quota{Limit: 100, Used: 120})
	require.Empty(t, m.Warning, "no waiting operation could be refused")
	require.Equal(t, "bad", m.Tone)
}

func TestMeterWith_ShowsBeforeAndAfter(t *testing.T) {
	t.Parallel()
	q := operation.Quota{Limit: 100, Used: 50, Planned: quantity.Total{GB: 20}, PlannedCount: 1}
	m := MeterWith(q, "This snapshot", 25)
	require.Equal(t, map[string]float64{"used": 50, "planned": 20, "added": 25}, partsOf(*m))
	require.Equal(t, "50 GB → 95 GB of 100 GB", m.Text)
	require.Equal(t, "5 GB", m.Free)
	require.Equal(t, "bad", m.Tone)
	m = MeterWith(q, "This snapshot", 40)
	require.Equal(t, "bad", m.Tone)
	require.Equal(t, "0 GB", m.Free)
	m = MeterWith(q, "This snapshot", 0)
	require.NotContains(t, partsOf(*m), "added", "an unknown size cannot be drawn")
	require.NotContains(t, m.Text, "→")
	require.Nil(t, MeterWith(operation.Quota{}, "This snapshot", 10))
}

func TestFreedText_NeverBelowNothing(t *testing.T) {
	t.Parallel()
	require.Equal(t, "50 GB → 20 GB of 100 GB", FreedText(operation.Quota{Limit: 100, Used: 50}, 30))
	require.Equal(t, "50 GB → 0 GB of 100 GB", FreedText(operation.Quota{Limit: 100, Used: 50}, 80))
}

func TestMeter_UnknownSizesAreNotZero(t *testing.T) {
	t.Parallel()
	m := meterOf("HDD", operation.Quota{
		Limit: 100, Used: 50, Planned: quantity.Total{GB: 20, Unsized: 1}, PlannedCount: 2, Freed: quantity.Total{Unsized: 1}, FreedCount: 1,
	})
	require.Equal(t, "at least 20 GB", m.Parts[1].Text)
	require.Contains(t, m.Notes[0], "1 planned deletion")
	require.NotContains(t, m.Notes[0], "0 GB")
}
