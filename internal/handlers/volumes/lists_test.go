package volumes

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
)

var rowPattern = regexp.MustCompile(`<tr id="row-([^"]*)"`)

// rowsOf returns the ids of the rows of a page at an address in order, with the parameters of its path.
func rowsOf(t *testing.T, s *Handlers, show func(context.Context, web.Request) (web.Page, error), address, dc string) (ids []string, html string) {
	t.Helper()
	p, err := show(t.Context(), areatest.Request(s.Base, address, "dc", dc))
	require.NoError(t, err)
	rendered, err := web.RenderOne(t.Context(), p.Join())
	require.NoError(t, err)
	for _, m := range rowPattern.FindAllStringSubmatch(string(rendered), -1) {
		ids = append(ids, m[1])
	}
	return ids, string(rendered)
}

// threeLocations returns a contract with three data centers; the volumes are in the first and the second.
func threeLocations() *areatest.Contract {
	c := areatest.NewContract().Volume("web", 10, time.Hour).Volume("db", 20)
	c.Datacenters = append(c.Datacenters,
		inventory.Datacenter{ID: "ber", Name: "<test>", Location: "de/txl", Metadata: inventory.Metadata{State: inventory.StateBusy}},
		inventory.Datacenter{ID: "las", Location: "us/las", Metadata: inventory.Metadata{State: inventory.StateAvailable}})
	c.Volumes[1].DatacenterID = "ber"
	return c
}

func TestDatacenters_FiltersOrdersAndPages(t *testing.T) {
	t.Parallel()
	s := newHandlers(threeLocations().Base())
	for address, want := range map[string][]string{
		"/datacenters?sort=id":                   {"ber", "fra", "las"},
		"/datacenters?sort=-id":                  {"las", "fra", "ber"},
		"/datacenters?sort=-volumes&q=test":      {"ber"},
		"/datacenters?q=de%2F&sort=id":           {"ber", "fra"},
		"/datacenters?location=us%2Flas":         {"las"},
		"/datacenters?state=BUSY":                {"ber"},
		"/datacenters?state=BUSY&location=de":    nil,
		"/datacenters?sort=id&per=2":             {"ber", "fra"},
		"/datacenters?sort=id&per=2&page=2":      {"las"},
		"/datacenters?sort=id&per=2&page=100000": nil,
		"/datacenters?sort=-size&per=1":          {"ber"},
	} {
		ids, _ := rowsOf(t, s, s.datacenters, address, "")
		require.Equal(t, want, ids, address)
	}
}

func TestDatacenters_NamesAreText(t *testing.T) {
	t.Parallel()
	s := newHandlers(threeLocations().Base())
	_, html := rowsOf(t, s, s.datacenters, "/datacenters", "")
	require.False(t, strings.Contains(html, "<test>"))
	require.True(t, strings.Contains(html, "&lt;test&gt;"))
	require.True(t, strings.Contains(html, `href="/datacenters/las"`), "a data center without a name is shown by its id")
}

func TestDatacenter_ShowsOnlyItsOwnVolumes(t *testing.T) {
	t.Parallel()
	s := newHandlers(threeLocations().Base())
	for address, want := range map[string][]string{
		"/datacenters/fra":                   {"web"},
		"/datacenters/fra?dc=ber":            {"web"},
		"/datacenters/fra?location=de%2Ftxl": {"web"},
		"/datacenters/fra?q=db":              nil,
		"/datacenters/fra?coverage=never":    nil,
	} {
		ids, html := rowsOf(t, s, s.datacenter, address, "fra")
		require.Equal(t, want, ids, address)
		require.False(t, strings.Contains(html, "dc=ber"), "no link repeats what means nothing here: %s", address)
	}
	ids, _ := rowsOf(t, s, s.datacenter, "/datacenters/las", "las")
	require.Empty(t, ids)
}

func TestDatacenter_NotThere(t *testing.T) {
	t.Parallel()
	h := newHandlers(threeLocations().Base())
	_, err := h.datacenter(t.Context(), areatest.Request(h.Base, "/datacenters/x", "dc", "x"))
	require.ErrorAs(t, err, &problem.NotFound{})
}

func TestDatacenterFacts_CountContents(t *testing.T) {
	t.Parallel()
	c := threeLocations()
	c.Servers = []inventory.Server{{ID: "s", DatacenterID: "ber"}}
	c.Requests = []inventory.Request{{ID: "r", Method: "POST", URL: "/datacenters/ber/servers", Status: inventory.RequestRunning}}
	base := c.Base()
	req := areatest.Request(base, "/")
	dc, _ := req.View.Datacenter("ber")
	facts := factsOf(datacenterFacts(req, dc))
	require.Equal(t, "1, 20 GB", facts["Volumes"])
	require.Equal(t, "1/datacenters/ber?group=server", facts["Servers"])
	require.Equal(t, "1", facts["Changes in progress"])
	require.NotContains(t, facts, "Cost of its snapshots", "without prices")
	priced, _ := threeLocations().Priced("0.05").View().Datacenter("ber")
	base = threeLocations().Priced("0.05").Base()
	require.Contains(t, factsOf(datacenterFacts(areatest.Request(base, "/"), priced)), "Cost of its snapshots")
	unmatched := threeLocations().Priced("0.05").Snapshot("x", "", 20, time.Hour, func(s *inventory.Snapshot) { s.Location = priced.Location }).Base()
	cost := factsOf(datacenterFacts(areatest.Request(unmatched, "/"), priced))["Cost of its snapshots"]
	require.NotContains(t, cost, "0.00", "a snapshot without a source may belong here")
	require.NotEqual(t, "none", cost)
}

func TestVolumes_GroupsHaveRowsOfList(t *testing.T) {
	t.Parallel()
	s := newHandlers(threeLocations().Base())
	plain, _ := rowsOf(t, s, s.volumes, "/volumes", "")
	for _, way := range []string{"dc", "server", "location"} {
		grouped, _ := rowsOf(t, s, s.volumes, "/volumes?group="+way, "")
		require.ElementsMatch(t, plain, grouped, way)
	}
	only, _ := rowsOf(t, s, s.volumes, "/volumes?dc=ber", "")
	require.Equal(t, []string{"db"}, only)
}

func TestVolumes_EmptyContractHasNoLinks(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract()
	c.Datacenters = nil
	s := newHandlers(c.Base())
	for name, show := range map[string]func(context.Context, web.Request) (web.Page, error){"/volumes": s.volumes, "/datacenters": s.datacenters} {
		ids, html := rowsOf(t, s, show, name, "")
		require.Empty(t, ids)
		require.True(t, strings.Contains(html, `class="empty"`), name)
	}
}

// A list of ten thousand volumes renders no more than its page.
func TestVolumes_LargeListIsPaged(t *testing.T) {
	t.Parallel()
	s := newHandlers(areatest.NewContract().VolumesNamed(10_000).Base())
	ids, _ := rowsOf(t, s, s.volumes, "/volumes?sort=name&per=3&page=3334", "")
	require.Equal(t, []string{"v-9999"}, ids)
}

// calendarAt returns the calendar of the volume "web" at a time, with snapshots of some ages.
func calendarAt(t *testing.T, now time.Time, ages ...time.Duration) (days []string) {
	t.Helper()
	c := areatest.NewContract().Volume("web", 10)
	for i, age := range ages {
		c.Snapshot(fmt.Sprint("s", i), "web", 10, areatest.Noon.Sub(now)+age)
	}
	s := newHandlers(c.Base())
	req := areatest.Request(s.Base, "/")
	req.Now, req.Report = now, func() *coverage.Report { return coverage.Of(req.View, coverage.Facts{Target: areatest.Day, Now: now}) }
	html, err := web.RenderOne(t.Context(), s.volumeCalendar(t.Context(), req, volumeOf(req, "web")).Drawing())
	require.NoError(t, err)
	for _, m := range regexp.MustCompile(`<title>([^<]*)</title>`).FindAllStringSubmatch(string(html), -1) {
		days = append(days, m[1])
	}
	return days
}

func TestVolumeCalendar_BeginsOnMondayThirteenWeeksAgo(t *testing.T) {
	t.Parallel()
	for i := range 7 {
		now := areatest.Noon.AddDate(0, 0, i)
		days := calendarAt(t, now)
		require.True(t, strings.HasPrefix(days[0], "Mon "), days[0])
		require.True(t, strings.HasPrefix(days[len(days)-1], now.Format("Mon 2 Jan 2006")), "the last day is today")
		require.Equal(t, calendarWeeks, (len(days)+6)/7)
	}
}

func TestVolumeCalendar_ShowsOnlyProvenStates(t *testing.T) {
	t.Parallel()
	days := calendarAt(t, areatest.Noon, 50*time.Hour)
	last := days[len(days)-4:]
	require.Contains(t, last[0], "unknown", "deleted snapshots leave no trace")
	require.Contains(t, last[1], "protected")
	require.Contains(t, last[2], "unknown")
	require.Contains(t, last[3], "late")
}

func TestVolumeCalendar_EmptyBeforeContractIsRead(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10, time.Hour)
	c.Loading = inventory.Progress{Done: 1, Total: 2}
	s := newHandlers(c.Base())
	req := areatest.Request(s.Base, "/")
	require.False(t, s.volumeCalendar(t.Context(), req, volumeOf(req, "web")).Any())
}
