package sample

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// usesOf returns daily uses of a quota of 1000 GB, up to day 100.
func usesOf(used ...float64) []Use {
	uses := make([]Use, len(used))
	for i, gb := range used {
		uses[i] = Use{Day(100 - len(used) + 1 + i), gb, 1000}
	}
	return uses
}

// days returns the uses of n days.
func days(n int, used func(i int) float64) []Use {
	gb := make([]float64, n)
	for i := range gb {
		gb[i] = used(i)
	}
	return usesOf(gb...)
}

func TestForecast_QuotaFull(t *testing.T) {
	t.Parallel()
	in := func(days int) time.Time { return Day(100 + days).Start() }
	cases := map[string]struct {
		uses []Use
		want Forecast
	}{
		"nothing sampled": {nil, Forecast{}},
		"six days":        {days(6, func(i int) float64 { return float64(i) }), Forecast{Samples: 6}},
		"no limit":        {[]Use{{1, 1, 0}, {2, 1, 0}, {3, 1, 0}, {4, 1, 0}, {5, 1, 0}, {6, 1, 0}, {7, 1, 0}}, Forecast{Samples: 7}},
		"ten a day":       {days(7, func(i int) float64 { return 840 + 10*float64(i) }), Forecast{Samples: 7, Known: true, Growing: true, PerDay: 10, FullOn: in(10)}},
		"flat":            {days(30, func(int) float64 { return 500 }), Forecast{Samples: 30, Known: true}},
		"shrinking":       {days(10, func(i int) float64 { return 500 - float64(i) }), Forecast{Samples: 10, Known: true, PerDay: -1}},
		"full":            {days(7, func(i int) float64 { return 994 + float64(i) }), Forecast{Samples: 7, Known: true, Growing: true, PerDay: 1, Full: true}},
		"years away":      {days(30, func(i int) float64 { return 100 + 0.1*float64(i) }), Forecast{Samples: 30, Known: true, Growing: true, PerDay: 0.1}},
		"one clean-up": {days(30, func(i int) float64 {
			if i < 15 {
				return 600 + 10*float64(i)
			}
			return 200 + 10*float64(i)
		}), Forecast{Samples: 30, Known: true, Growing: true, PerDay: 10, FullOn: in(51)}},
		"snapshots once a week":                  {days(29, func(i int) float64 { return 300 + 70*float64(i/7) }), Forecast{Samples: 29, Known: true, Growing: true, PerDay: 10, FullOn: in(42)}},
		"every snapshot is deleted a week later": {days(42, func(i int) float64 { return 500 + 40*float64(i%7) }), Forecast{Samples: 42, Known: true}},
		"one odd day": {days(21, func(i int) float64 {
			if i == 9 {
				return 0
			}
			return 780 + 2*float64(i)
		}), Forecast{Samples: 21, Known: true, Growing: true, PerDay: 2, FullOn: in(90)}},
		"old days do not count": {append([]Use{{1, 999, 1000}, {2, 1, 1000}}, days(20, func(i int) float64 { return 800 + float64(i) })...), Forecast{Samples: 20, Known: true, Growing: true, PerDay: 1, FullOn: in(181)}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ForecastOf(c.uses)
			require.InDelta(t, c.want.PerDay, got.PerDay, 0.15*math.Abs(c.want.PerDay)+0.2)
			if !c.want.FullOn.IsZero() {
				require.WithinDuration(t, c.want.FullOn, got.FullOn, 6*day)
				got.FullOn = c.want.FullOn
			}
			got.PerDay = c.want.PerDay
			require.Equal(t, c.want, got)
		})
	}
}

func TestForecast_FutureAndGrowthOnly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		used := rapid.SliceOfN(rapid.Float64Range(0, 1200), 0, 100).Draw(t, "used")
		f := ForecastOf(usesOf(used...))
		require.Equal(t, f.Known, f.Samples >= ForecastNeeds)
		require.False(t, math.IsNaN(f.PerDay) || math.IsInf(f.PerDay, 0))
		if !f.FullOn.IsZero() {
			require.True(t, f.Growing && !f.Full)
			require.True(t, f.FullOn.After(Day(100).Start()))
		}
	})
}
