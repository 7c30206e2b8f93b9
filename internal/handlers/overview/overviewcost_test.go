package overview

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/price"
	"snapdeck/internal/sample"
)

// contractDays returns daily samples of the contract until today with these sizes in GB; negative: no sample.
func contractDays(gb ...float64) (days []sample.Point[sample.ContractDay]) {
	first := sample.DayOf(areatest.Noon) - sample.Day(len(gb)-1)
	for i, size := range gb {
		if size < 0 {
			continue
		}
		d := sample.ContractDay{HDDUsedMB: int64(size * 1024), HDDLimitMB: 1000 * 1024}
		d.TotalDay = sample.TotalDay{Count: i, GB: size, Cost: price.Amount(size * 1024e6)}
		days = append(days, sample.Point[sample.ContractDay]{Day: first + sample.Day(i), Of: d})
	}
	return days
}

// growing returns a number of days, each with some GB more than the one before.
func growing(n int, from, by float64) []float64 {
	gb := make([]float64, n)
	for i := range gb {
		gb[i] = from + by*float64(i)
	}
	return gb
}

func size(d sample.ContractDay) float64 { return d.GB }

func TestTrendText_ComparesWithOneMonthAgo(t *testing.T) {
	t.Parallel()
	_, req, _ := setup(areatest.NewContract())
	month := func(first, last float64) []float64 {
		days := growing(trendDays+11, 0, 0)
		for i := range days {
			days[i] = -1
		}
		days[0], days[10], days[len(days)-1] = 1, first, last
		return days
	}
	for name, c := range map[string]struct {
		gb   []float64
		want string
	}{
		"no samples":               {nil, ""},
		"too few days":             {growing(minTrendDays, 100, 1), "7 of 8 days so far"},
		"a week":                   {growing(minTrendDays+1, 100, 10), "+70 % in 7 days"},
		"falling":                  {growing(minTrendDays+1, 100, -10), "−70 % in 7 days"},
		"less than half a per mil": {growing(minTrendDays+1, 100, 0.01), "unchanged in 7 days"},
		"from nothing":             {growing(minTrendDays+1, 0, 10), ""},
		"a month and no more":      {month(100, 150), "+50 % in 30 days"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := trendText(req, contractDays(c.gb...), size)
			if c.want == "" {
				require.Empty(t, text)
				return
			}
			require.Contains(t, text, c.want)
		})
	}
}

func TestCostPanel_ShowsSizeWithoutPrices(t *testing.T) {
	t.Parallel()
	s, req, _ := setup(areatest.NewContract().Volume("a", 10, time.Hour, day))
	p := s.costPanel(req, contractDays(growing(8, 10, 10)...))
	require.Empty(t, p.Amount)
	require.Contains(t, p.Notes[0], "20 GB in 2 snapshots")
	require.Equal(t, []string{"Day", "Size", "Snapshots"}, p.Chart.Columns)
	require.Len(t, p.Chart.Rows, 8)
	require.Contains(t, p.Trend, "+700 %")
}

func TestCostPanel_SumsPricedSnapshots(t *testing.T) {
	t.Parallel()
	priced := areatest.NewContract().Priced("0.05").Volume("a", 100, time.Hour)
	s, req, _ := setup(priced)
	p := s.costPanel(req, contractDays(1, 2))
	require.Equal(t, "5.00 EUR", p.Amount)
	require.Equal(t, []string{"Day", "Size", "Snapshots", "Cost"}, p.Chart.Columns)
	require.Equal(t, "2.00 EUR", p.Chart.Rows[1][3])

	elsewhere := func(s *inventory.Snapshot) { s.Location = "us/las" }
	s, req, _ = setup(priced.Snapshot("x", "a", 10, time.Hour, elsewhere))
	p = s.costPanel(req, nil)
	require.Equal(t, "≥ 5.00 EUR", p.Amount, "a location without a price costs something too")
	require.Contains(t, p.Notes[1], "us/las")
	require.Nil(t, p.Chart)

	s, req, _ = setup(areatest.NewContract().Priced("0.05").Snapshot("x", "", 10, time.Hour, elsewhere))
	p = s.costPanel(req, nil)
	require.Empty(t, p.Amount, "without prices there is no cost of zero")
	require.Contains(t, p.Notes[1], "us/las")

	s, req, _ = setup(areatest.NewContract().Priced("0.05"))
	require.Equal(t, "0.00 EUR", s.costPanel(req, nil).Amount, "no snapshots cost nothing")
}

func TestCostPanel_NamesCostWithoutVolume(t *testing.T) {
	t.Parallel()
	s, req, _ := setup(areatest.NewContract().Priced("0.05").Snapshot("x", "", 20, time.Hour))
	p := s.costPanel(req, nil)
	require.Len(t, p.Notes, 2)
	require.Contains(t, p.Notes[1], "1.00 EUR")
}

func TestBands_EachAgeInOneBand(t *testing.T) {
	t.Parallel()
	for age, want := range map[time.Duration]int{
		-time.Hour: 0, 0: 0, day - 1: 0, day: 1, 7*day - 1: 1, 7 * day: 2, 30*day - 1: 2, 30 * day: 3, 90*day - 1: 3, 90 * day: 4, 4000 * day: 4,
	} {
		require.Equal(t, want, bandOf(ageBands(), age), age)
	}
}

func TestAgePanel_SizesByAge(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Priced("0.05").Volume("a", 30, time.Hour, 3*day, 100*day).Snapshot("future", "a", 10, -time.Hour)
	s, req, _ := setup(c)
	p := s.agePanel(req)
	require.Len(t, p.Rows, len(ageBands()), "without an undated snapshot there is no row for them")
	require.Equal(t, []string{"2", "1", "0", "0", "1"}, []string{p.Rows[0].Count, p.Rows[1].Count, p.Rows[2].Count, p.Rows[3].Count, p.Rows[4].Count})
	require.Equal(t, "40.00%", p.Rows[0].Width)
	require.Equal(t, "30 GB", p.Rows[4].Size)
	require.True(t, p.Rows[4].Old)
	require.Contains(t, p.Summary, "30 %")
	require.Contains(t, p.Summary, "1.50 EUR")
	require.Equal(t, oldestSources, p.Review.Href)
}

func TestAgePanel_UndatedStandApart(t *testing.T) {
	t.Parallel()
	undated := func(s *inventory.Snapshot) { s.Metadata.CreatedDate = time.Time{} }
	s, req, _ := setup(areatest.NewContract().Snapshot("x", "", 10, 0, undated).Snapshot("unsized", "", 0, 0, undated))
	p := s.agePanel(req)
	require.Len(t, p.Rows, len(ageBands())+1)
	last := p.Rows[len(ageBands())]
	require.Equal(t, "2", last.Count)
	require.False(t, last.Old, "how old they are is not known")
	require.Empty(t, p.Review.Href)
	require.Empty(t, p.Summary)
	s, req, _ = setup(areatest.NewContract())
	require.Empty(t, s.agePanel(req).Rows)
}

func TestSnapshotAges_AddedUpOncePerView(t *testing.T) {
	t.Parallel()
	s, req, _ := setup(areatest.NewContract().VolumesNamed(100, time.Hour))
	first := s.snapshotAges(req)
	require.Same(t, first, s.snapshotAges(req))
	req.Now = req.Now.Add(agesFor)
	require.NotSame(t, first, s.snapshotAges(req), "snapshots grow older")
	require.Equal(t, 100, first.total.Count)
}
