package handlers_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
)

// mirrorWithAges returns a contract with one volume and snapshots of it of these ages.
func mirrorWithAges(ages ...time.Duration) *sourceMirror {
	c := newSourceMirror()
	c.Snapshots, c.requests = nil, nil
	for i, age := range ages {
		id := fmt.Sprint("s", i)
		c.Snapshots = append(c.Snapshots, inventory.Snapshot{
			ID: id, Name: fmt.Sprint("snap-", i), Location: "de/fra", SizeGB: float64(10 + i),
			Metadata: inventory.Metadata{CreatedDate: noon.Add(-age), State: inventory.StateAvailable},
		})
		c.Labels = append(c.Labels, inventory.Label{ResourceType: "snapshot", ResourceID: id, Key: inventory.LabelVolume, Value: "v1"})
	}
	c.view = inventory.NewView(c.Listings, noon)
	return c
}

const volumeOne = "/datacenters/d1/volumes/v1"

func timelineDashboard(t *testing.T, c *sourceMirror, prepare ...func(*web.Deps)) *dashboard {
	t.Helper()
	d := setupOn(t, c, append(prepare, func(deps *web.Deps) { deps.Inferrer = c })...)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	return d
}

// markPositions returns the positions of a page's marks.
func markPositions(t *testing.T, page string) []float64 {
	t.Helper()
	var places []float64
	for _, found := range regexp.MustCompile(`class="stem" x1="([0-9.]+)%"`).FindAllStringSubmatch(page, -1) {
		place, err := strconv.ParseFloat(found[1], 64)
		require.NoError(t, err)
		places = append(places, place)
	}
	return places
}

func dailyAges(n int) []time.Duration {
	var ages []time.Duration
	for i := range n {
		ages = append(ages, time.Duration(i)*24*time.Hour+time.Hour)
	}
	return ages
}

func TestTimeline_Range(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	cases := map[string]struct {
		ages  []time.Duration
		query string
		marks int
		texts []string
	}{
		"none":                        {nil, "", 0, []string{`aria-current="page">30 days`}},
		"one":                         {dailyAges(1), "", 1, []string{"As a list", `aria-current="page">24 hours`}},
		"two":                         {dailyAges(2), "?range=7d", 2, []string{`aria-current="page">7 days`}},
		"a week":                      {dailyAges(6), "", 6, []string{`aria-current="page">7 days`}},
		"most within 30 days":         {append(dailyAges(20), 100*24*time.Hour), "", 20, []string{`aria-current="page">30 days`, "1 snapshot is outside"}},
		"sixty of two months":         {dailyAges(60), "?range=30d", 30, []string{`aria-current="page">30 days`, "30 snapshots are outside"}},
		"spread over months":          {[]time.Duration{24 * time.Hour, 1000 * time.Hour, 2000 * time.Hour}, "", 3, []string{`aria-current="page">All`}},
		"sixty of a year":             {dailyAges(60), "?range=1y", 4, []string{"Several snapshots"}},
		"an old one alone":            {[]time.Duration{2 * year}, "", 1, []string{`aria-current="page">All`}},
		"three years":                 {[]time.Duration{3 * year, 2 * year, year, time.Hour}, "?range=all", 4, []string{"2024"}},
		"all within an hour":          {[]time.Duration{1 * time.Minute, 20 * time.Minute, 40 * time.Minute, 50 * time.Minute}, "", 1, []string{"4 snapshots", "from=2026-"}},
		"the same, pointed at":        {[]time.Duration{1 * time.Minute, 20 * time.Minute, 40 * time.Minute, 50 * time.Minute}, "?from=2026-03-29T11:00:00Z&to=2026-03-29T12:00:00Z", 4, nil},
		"some in the same second":     {[]time.Duration{time.Minute, time.Minute}, "?from=2026-03-29T11:58:00Z&to=2026-03-29T12:00:00Z", 1, []string{`href="#timeline-list"`}},
		"a gap":                       {append(dailyAges(3), 14*24*time.Hour, 15*24*time.Hour, 16*24*time.Hour), "", 6, []string{"11 days without a snapshot"}},
		"no activity":                 {dailyAges(2), "?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z", 0, nil},
		"a range that does not exist": {dailyAges(2), "?range=century", 2, []string{`aria-current="page">All`}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, _ := timelineDashboard(t, mirrorWithAges(c.ages...)).get(volumeOne + c.query)
			places := markPositions(t, page)
			require.Len(t, places, c.marks)
			require.IsNonDecreasing(t, append(places, 98))
			for _, want := range c.texts {
				require.Contains(t, page, want)
			}
			require.NotContains(t, page, "style=")
		})
	}
}

func TestTimeline_ShapesByState(t *testing.T) {
	t.Parallel()
	c := mirrorWithAges(dailyAges(5)...)
	c.change(func(c *sourceMirror) {
		c.Snapshots[0].Metadata.State = inventory.StateFailed
		c.Snapshots[1].Metadata.State = inventory.StateBusy
		c.Labels = append(c.Labels, inventory.Label{ResourceType: "snapshot", ResourceID: "s2", Key: inventory.LabelLock, Value: "open"},
			inventory.Label{ResourceType: "snapshot", ResourceID: "s2", Key: inventory.LabelLockReason, Value: "audit"})
	})
	d := timelineDashboard(t, c, func(deps *web.Deps) {
		deps.Operations.Put(operation.Operation{ID: "op", Kind: operation.DeleteSnapshot, State: operation.Queued, SnapshotID: "s3", NotBefore: noon.Add(time.Hour)})
	})
	page, _ := d.get(volumeOne)
	for _, shape := range []string{"failed", "busy", "locked", "planned", "good"} {
		require.Contains(t, page, `class="time-mark `+shape+`"`)
	}
	require.Contains(t, page, "locked: audit")
	require.Contains(t, page, "deletion planned")
	year, _ := d.get(volumeOne + "?range=1y")
	require.Len(t, viewtest.Parse(t, year).All("g.time-mark.failed"), 1, "the most notable snapshot of a group")
	require.Regexp(t, "1 [a-z]+, 1 [a-z ]+, 1 [a-z]+, 1 [a-z ]+", year, "each state is counted")
	list := page[strings.Index(page, `id="timeline-list"`):]
	require.Equal(t, 5, strings.Count(list[:strings.Index(list, "</details>")], `href="/snapshots/`), "the list names each of them")
}

func TestTimeline_KeepsAddress(t *testing.T) {
	t.Parallel()
	page, _ := timelineDashboard(t, mirrorWithAges(dailyAges(2)...)).get(volumeOne + "?sort=name")
	require.Contains(t, page, volumeOne+"?range=7d&amp;sort=name#timeline")
}
