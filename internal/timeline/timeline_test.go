package timeline

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func at(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return t
}

func TestTicks_EvenTimes(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	cases := map[string]struct {
		from, to string
		zone     *time.Location
		want     []string
	}{
		"ten minutes":       {"2026-11-24 10:03", "2026-11-24 10:13", time.UTC, []string{"10:04", "10:06", "10:08", "10:10", "10:12"}},
		"an hour":           {"2026-11-24 10:03", "2026-11-24 11:03", time.UTC, []string{"10:10", "10:20", "10:30", "10:40", "10:50", "11:00"}},
		"a day":             {"2026-11-23 11:00", "2026-11-24 11:00", time.UTC, []string{"12:00", "18:00", "24 Nov", "06:00"}},
		"a week":            {"2026-11-17 11:00", "2026-11-24 11:00", time.UTC, []string{"18 Nov", "19 Nov", "20 Nov", "21 Nov", "22 Nov", "23 Nov", "24 Nov"}},
		"a month":           {"2026-10-25 11:00", "2026-11-24 11:00", time.UTC, []string{"29 Oct", "3 Nov", "8 Nov", "13 Nov", "18 Nov", "23 Nov"}},
		"a year":            {"2025-11-24 11:00", "2026-11-24 11:00", time.UTC, []string{"2026", "Mar", "May", "Jul", "Sep", "Nov"}},
		"three years":       {"2023-11-24 11:00", "2026-11-24 11:00", time.UTC, []string{"2024", "Jul", "2025", "Jul", "2026", "Jul"}},
		"forty years":       {"1986-11-24 11:00", "2026-11-24 11:00", time.UTC, []string{"1990", "2000", "2010", "2020"}},
		"the spring night":  {"2026-03-28 22:30", "2026-03-29 03:30", berlin, []string{"29 Mar", "01:00", "03:00", "04:00", "05:00"}},
		"the autumn night":  {"2026-10-24 21:30", "2026-10-25 02:30", berlin, []string{"25 Oct", "01:00", "02:00", "03:00"}},
		"a day of 23 hours": {"2026-03-27 12:00", "2026-03-31 12:00", berlin, []string{"28 Mar", "29 Mar", "30 Mar", "31 Mar"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var labels []string
			for _, tick := range (Span{at(c.from), at(c.to)}).Ticks(c.zone, 7) {
				labels = append(labels, tick.Label)
			}
			require.Equal(t, c.want, labels)
		})
	}
}

func TestGaps_LongerThanTypical(t *testing.T) {
	t.Parallel()
	daily := func(numbers ...int) []time.Time {
		var times []time.Time
		for _, n := range numbers {
			times = append(times, at("2026-11-01 02:00").AddDate(0, 0, n))
		}
		return times
	}
	now := at("2026-11-24 12:00")
	cases := map[string]struct {
		times []time.Time
		days  []int
		open  bool
	}{
		"none":                         {nil, nil, false},
		"one":                          {daily(1), nil, false},
		"too few for a typical gap":    {daily(0, 1, 20), nil, false},
		"every day":                    {daily(18, 19, 20, 21, 22, 23), nil, false},
		"eleven days without":          {daily(9, 10, 11, 22, 23), []int{11}, false},
		"it lasts":                     {daily(10, 11, 12, 13), []int{10}, true},
		"two missed of a rhythm":       {daily(17, 18, 20, 21, 22, 23), nil, false},
		"all within seconds, long ago": {slices.Repeat(daily(1), 5), []int{22}, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gaps := Gaps(c.times, now)
			var days []int
			for i, g := range gaps {
				days = append(days, int(g.Length().Hours()/24))
				require.Equal(t, c.open && i == len(gaps)-1, g.Open)
			}
			require.Equal(t, c.days, days)
		})
	}
}

func TestSpan_MinimumLength(t *testing.T) {
	t.Parallel()
	now := at("2026-11-24 12:00")
	require.Equal(t, Shortest, Since(now, now).Length())
	require.Equal(t, now, Since(now, now).To)
	require.Equal(t, Shortest, Between(now, now).Length())
	require.Equal(t, 50.0, Between(now, now).At(now))
	require.Equal(t, Span{now.Add(-time.Hour), now}, Between(now, now.Add(-time.Hour)), "the ends are put in order")
}

func TestGroups_OrderAndBounds(t *testing.T) {
	t.Parallel()
	now := at("2026-11-24 12:00")
	rapid.Check(t, func(t *rapid.T) {
		ages := rapid.SliceOfN(rapid.Int64Range(0, int64(4*365*24*time.Hour)), 0, 80).Draw(t, "ages")
		times := make([]time.Time, 0, len(ages))
		for _, age := range ages {
			times = append(times, now.Add(-time.Duration(age)))
		}
		slices.SortFunc(times, time.Time.Compare)
		s := Since(now.Add(-time.Duration(rapid.Int64Range(0, int64(4*365*24*time.Hour)).Draw(t, "from"))), now)
		times = slices.DeleteFunc(times, func(t time.Time) bool { return !s.Holds(t) })
		groups := s.Groups(times, 1.5)
		next, last := 0, 0.0
		for _, g := range groups {
			require.Equal(t, next, g.First, "each is in one group")
			require.GreaterOrEqual(t, g.At, last, "they are in order")
			require.True(t, g.First == 0 || g.At-last >= 1.5-1e-9, "they can be distinguished")
			require.GreaterOrEqual(t, g.At, float64(margin))
			require.LessOrEqual(t, g.At, 100.0-margin)
			next, last = g.Last+1, g.At
		}
		require.Equal(t, len(times), next)
		ticks := s.Ticks(time.UTC, 7)
		require.LessOrEqual(t, len(ticks), 7)
		require.NotEmpty(t, ticks)
		require.True(t, slices.IsSortedFunc(ticks, func(a, b Tick) int { return int(10*a.At) - int(10*b.At) }))
		for _, g := range Gaps(times, now) {
			require.Positive(t, g.Length())
			require.GreaterOrEqual(t, s.At(g.To), s.At(g.From))
		}
	})
}
