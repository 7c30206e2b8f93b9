package sample

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/coverage"
	"snapdeck/internal/price"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestEntry_RoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		volume := VolumeDay{
			State: rapid.SampledFrom(coverage.States()).Draw(t, "state"), Age: time.Duration(rapid.IntRange(-1, 1<<23).Draw(t, "age")) * time.Minute,
			Count: rapid.IntRange(0, 65535).Draw(t, "count"), GB: float64(rapid.IntRange(0, 1<<30).Draw(t, "GB")) / 10,
		}
		if volume.Age < 0 {
			volume.Age = -1
		}
		require.Len(t, volume.encode(), volumeSize)
		require.Equal(t, volume, decodeVolume(volume.encode()))
		total := TotalDay{Count: volume.Count, GB: volume.GB, Cost: price.Amount(rapid.Int64().Draw(t, "cost"))}
		require.Len(t, total.encode(), totalSize)
		require.Equal(t, total, decodeTotal(total.encode()))
		day := Day(rapid.IntRange(0, 30000).Draw(t, "day"))
		contract := ContractDay{
			At: day.Start().Add(time.Duration(rapid.IntRange(0, 1439).Draw(t, "minute")) * time.Minute), HDDUsedMB: rapid.Int64Min(0).Draw(t, "used"),
			HDDLimitMB: 1, SSDUsedMB: 2, SSDLimitMB: 3, TotalDay: total, Volumes: map[coverage.State]int{volume.State: 1 + volume.Count},
		}
		require.Len(t, contract.encode(), contractSize)
		require.Equal(t, contract, decodeContract(day, contract.encode()))
	})
}

func TestEntry_ClampsLargeValues(t *testing.T) {
	t.Parallel()
	d := decodeVolume(VolumeDay{State: coverage.Late, Age: 100 * 365 * 24 * time.Hour, Count: 1 << 20, GB: 1e12}.encode())
	require.Equal(t, 65535, d.Count)
	require.Positive(t, d.Age)
	require.Positive(t, d.GB)
	require.Equal(t, coverage.State(""), stateOf(77))
}

func TestSamples_OneEntryPerDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := DayOf(time.Date(rapid.IntRange(2024, 2028).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 1, 0, 0, 0, 0, time.UTC))
		want := map[Day]VolumeDay{}
		var days []byte
		for range rapid.IntRange(1, 40).Draw(t, "puts") {
			day := first + Day(rapid.IntRange(0, 27).Draw(t, "day"))
			entry := VolumeDay{State: coverage.Never, Age: -1, Count: rapid.IntRange(0, 9).Draw(t, "count")}
			before := append([]byte(nil), days...)
			grown := Put(days, day, entry.encode())
			require.Equal(t, before, append([]byte(nil), days...), "stored entries are not changed")
			days, want[day] = grown, entry
		}
		got := map[Day]VolumeDay{}
		last := Day(0)
		for _, p := range VolumeDays([]Row{{Month: first.Month(), Days: days}}) {
			require.Greater(t, p.Day, last)
			got[p.Day], last = p.Of, p.Day
		}
		require.Equal(t, want, got)
		require.LessOrEqual(t, len(days), 31*volumeSize)
	})
}

func TestSamples_MonthsInOrder(t *testing.T) {
	t.Parallel()
	november, december := DayOf(noon), DayOf(noon.AddDate(0, 1, 0))
	rows := []Row{
		{Key{OfVolume, "v"}, december.Month(), Put(nil, december, VolumeDay{State: coverage.Late}.encode())},
		{Key{OfVolume, "v"}, november.Month(), Put(nil, november, VolumeDay{State: coverage.Never}.encode())},
		{Key{OfVolume, "w"}, november.Month(), []byte{1, 2}},
	}
	sorted := ByID(rows)
	require.Len(t, sorted["v"], 2)
	days := VolumeDays(sorted["v"])
	require.Equal(t, []Day{november, december}, []Day{days[0].Day, days[1].Day})
	require.Empty(t, VolumeDays(sorted["w"]), "a shorter value is no entry")
	require.Len(t, Put([]byte{1, 2, 3}, DayOf(noon.AddDate(0, 0, -19)), VolumeDay{}.encode()), volumeSize, "odd bytes are dropped")
}

func TestSamples_UTCDays(t *testing.T) {
	t.Parallel()
	d := DayOf(time.Date(2026, 12, 31, 23, 59, 59, 0, time.FixedZone("", -3600)))
	require.Equal(t, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), d.Start())
	require.Equal(t, Month(202701), d.Month())
	require.Equal(t, d, d.Month().first())
	require.Equal(t, (d + 1).Start(), d.End())
	require.Equal(t, Day(-1), DayOf(time.Unix(-1, 0)))
	require.Equal(t, Month(202510), Oldest(noon))
}
