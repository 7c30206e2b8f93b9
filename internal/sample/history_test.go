package sample

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
)

const day = 24 * time.Hour

// reportOf returns a report on the volume "v" with good snapshots of some ages.
func reportOf(now time.Time, target time.Duration, ages ...time.Duration) *coverage.Report {
	l := inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "d", Location: "de/fra"}},
		Volumes:     []inventory.Volume{{ID: "v", DatacenterID: "d", Name: "disk", SizeGB: 10}},
	}
	for i, age := range ages {
		l.Snapshots = append(l.Snapshots, inventory.Snapshot{
			ID: fmt.Sprint("s", i), SizeGB: 10, Location: "de/fra", Description: inventory.Marker{OperationID: "o", VolumeID: "v"}.String(),
			Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: now.Add(-age)},
		})
	}
	return coverage.Of(inventory.NewView(l, now), coverage.Facts{Target: target, Now: now})
}

func TestSamples_DayWithoutSample(t *testing.T) {
	t.Parallel()
	today := DayOf(noon)
	sampled := Put(nil, today-5, VolumeDay{State: coverage.Never, Age: -1}.encode())
	sampled = Put(sampled, today-4, VolumeDay{State: coverage.Failing, Age: 2 * day}.encode())
	rows := []Row{{Key{OfVolume, "v"}, today.Month(), sampled}}
	states := func(r *coverage.Report) (words []string) {
		for _, d := range History(r, "v", rows, today-6, today+3) {
			word := string(d.State)
			if d.State == "" {
				word = "?"
			}
			if d.Sampled {
				word += "!"
			}
			if d.Made > 0 {
				word += fmt.Sprint(d.Made)
			}
			words = append(words, word)
		}
		return words
	}
	require.Equal(t, []string{"?", "never!", "failing!", "?", "protected1", "?", "late!"}, states(reportOf(noon, day, 2*day)))
	require.Equal(t, []string{"?", "never!", "failing!", "?", "protected1", "protected", "protected!"}, states(reportOf(noon, 3*day, 2*day)))
	require.Equal(t, []string{"?", "never!", "failing!1", "protected", "protected", "?", "late!"}, states(reportOf(noon, 60*time.Hour, 4*day)))
	require.Equal(t, []string{"?", "never!", "failing!", "?", "?", "?", "protected!2"}, states(reportOf(noon, day, time.Hour, 2*time.Hour)))
	require.Empty(t, History(reportOf(noon, day), "v", nil, today+1, today+2))
	require.Len(t, History(reportOf(noon, day), "gone", rows, today-6, today), 7)
}

func TestSampler_SamplesEverything(t *testing.T) {
	t.Parallel()
	r := reportOf(noon, day, time.Hour, 50*time.Hour)
	byKey := map[Key][]byte{}
	for _, e := range Take(r, noon) {
		byKey[e.Key] = e.Data
	}
	require.Equal(t, VolumeDay{State: coverage.Protected, Age: time.Hour, Count: 2, GB: 20}, decodeVolume(byKey[Key{OfVolume, "v"}]))
	require.Equal(t, TotalDay{Count: 2, GB: 20}, decodeTotal(byKey[Key{OfDatacenter, "d"}]))
	require.Equal(t, TotalDay{}, decodeTotal(byKey[Key{OfDatacenter, ""}]))
	require.Equal(t, TotalDay{Count: 2, GB: 20}, decodeTotal(byKey[Key{OfCreator, string(inventory.CreatedBySnapdeck)}]))
	contract := decodeContract(DayOf(noon), byKey[ContractKey(r.View)])
	require.Equal(t, ContractDay{At: noon, TotalDay: TotalDay{Count: 2, GB: 20}, Volumes: map[coverage.State]int{coverage.Protected: 1}}, contract)
}
