package timelineview

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/inventory"
	"snapdeck/internal/timeline"
)

const day = areatest.Day

// query returns the query of a page's address.
func query(t *testing.T, address string) table.Query {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	return table.ParseQuery(parsed, nil, inventory.Order{})
}

// times returns times some time ago, oldest first.
func times(ages ...time.Duration) (all []time.Time) {
	for _, age := range ages {
		all = append(all, areatest.Noon.Add(-age))
	}
	return all
}

func TestRange_DefaultShowsThreeQuarters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		made []time.Time
		want string
	}{
		"none":                        {nil, "30d"},
		"one of today":                {times(time.Hour), "1d"},
		"exactly a day old":           {times(day), "1d"},
		"one of last week":            {times(6 * day), "7d"},
		"one of last month":           {times(29 * day), "30d"},
		"one of last year":            {times(300 * day), "all"},
		"one old among four":          {times(300*day, 5*time.Hour, 4*time.Hour, time.Hour), "1d"},
		"two old among four":          {times(300*day, 200*day, 4*time.Hour, time.Hour), "all"},
		"in the future, since clocks": {times(-time.Hour), "1d"},
	} {
		require.Equal(t, c.want, defaultRange(c.made, areatest.Noon), name)
	}
}

func TestRange_FollowsAddress(t *testing.T) {
	t.Parallel()
	made := times(400*day, time.Hour)
	for address, c := range map[string]struct {
		key  string
		from time.Time
	}{
		"/v?range=7d":       {"7d", areatest.Noon.Add(-7 * day)},
		"/v?range=1y":       {"1y", areatest.Noon.Add(-365 * day)},
		"/v?range=all":      {"all", made[0]},
		"/v?range=century":  {"all", made[0]},
		"/v?range=%3Cb%3E":  {"all", made[0]},
		"/v?from=yesterday": {"all", made[0]},
		"/v?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z&range=7d": {"", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
		"/v?from=2026-11-01T00:00:00Z":                                  {"all", made[0]},
	} {
		q := query(t, address)
		r := rangeOf(&q, made, areatest.Noon)
		require.Equal(t, c.key, r.key, address)
		require.True(t, r.span.Holds(c.from), "%s: %v", address, r.span)
		require.False(t, r.span.Holds(c.from.Add(-r.span.Length()/10)), "%s: %v", address, r.span)
		current := 0
		for _, tab := range r.tabs(q) {
			if tab.Current {
				current++
			}
		}
		require.Equal(t, c.key != "", current == 1, address)
	}
}

func TestRange_InvalidOneIsCorrected(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"/v?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z", "/v?from=2026-11-01T00:00:00Z&to=2026-11-01T00:00:00Z", "/v?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z",
	} {
		q := query(t, address)
		r := rangeOf(&q, nil, areatest.Noon)
		require.GreaterOrEqual(t, r.span.Length(), timeline.Shortest, address)
		require.NotEmpty(t, r.caption(time.UTC))
	}
}

func TestRange_EmptyShowsOneMonth(t *testing.T) {
	t.Parallel()
	q := query(t, "/v")
	require.Equal(t, "30d", rangeOf(&q, nil, areatest.Noon).key)
	q = query(t, "/v?range=all")
	require.True(t, rangeOf(&q, nil, areatest.Noon).span.Holds(areatest.Noon.Add(-29*day)))
}

func TestZoomed_EndsInList(t *testing.T) {
	t.Parallel()
	q := query(t, "/v?range=7d&per=10")
	week := rangeOf(&q, nil, areatest.Noon)
	href := week.zoomed(q, areatest.Noon.Add(-2*time.Hour), areatest.Noon.Add(-time.Hour))
	require.Equal(t, "/v?from=2026-11-20T09%3A45%3A00Z&per=10&to=2026-11-20T11%3A15%3A00Z#timeline", href)
	shortest := timeRange{span: timeline.Between(areatest.Noon, areatest.Noon.Add(timeline.Shortest))}
	require.Equal(t, "#timeline-list", shortest.zoomed(q, areatest.Noon, areatest.Noon), "indistinguishable marks are listed")
}

func TestCaption_HoursOnlyWithinTwoDays(t *testing.T) {
	t.Parallel()
	caption := func(length time.Duration) string {
		return timeRange{span: timeline.Between(areatest.Noon.Add(-length), areatest.Noon)}.caption(time.UTC)
	}
	require.Contains(t, caption(day), "12:00 UTC")
	require.NotContains(t, caption(2*day), ":")
}

func TestGapLength_LargestUnit(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		time.Minute: "1 minute", 119 * time.Minute: "119 minutes", 2 * time.Hour: "2 hours", 47 * time.Hour: "47 hours", 2 * day: "2 days", 400 * day: "400 days",
	} {
		require.Equal(t, want, gapLength(d))
	}
}
