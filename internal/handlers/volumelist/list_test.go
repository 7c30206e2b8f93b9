package volumelist

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/rowcache"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/sample"
	"snapdeck/internal/views"
)

const day = areatest.Day

// setup returns the list of a contract's volumes and a request for an address.
func setup(c *areatest.Contract, address string, change ...func(*web.Deps)) (*List, web.Request, table.Query) {
	base := c.Base(change...)
	req := areatest.Request(base, address)
	return New(base), req, table.ParseQuery(req.URL, []string{"name", inventory.ByRank}, WorstFirst())
}

// found returns the ids of the volumes that an address selects, in order.
func found(c *areatest.Contract, address string) []string {
	s, req, q := setup(c, address)
	query := s.Query(req, &q, q.Values.Get("dc"))
	return selection.IDsOf(req.View.FindVolumes(query).Items, func(x inventory.Volume) string { return x.ID })
}

// varied returns a contract with a volume in each state.
func varied() *areatest.Contract {
	return areatest.NewContract().Volume("good", 10, time.Hour).Volume("late", 20, 2*day).Volume("never", 30).Volume("fails", 40).Failed("fails", "server", time.Hour).
		Volume("spared", 50).Label("volume", "spared", inventory.LabelTarget, "none").Label("volume", "spared", inventory.LabelTargetReason, "scratch")
}

func TestQuery_ReadsAddress(t *testing.T) {
	t.Parallel()
	address, err := url.Parse("/volumes?q=web&min=10&max=5")
	require.NoError(t, err)
	q := table.ParseQuery(address, nil, inventory.Order{})
	list := New(web.NewBase(web.Deps{Operations: operation.NewCache()}))
	query := list.Query(web.Request{View: inventory.NewView(inventory.Listings{}, time.Time{})}, &q, "dc")
	require.Equal(t, "web", query.Text)
	require.Equal(t, "dc", query.DatacenterID)
	require.Zero(t, query.Size.Max, "a maximum below the minimum is ignored")
}

func TestQuery_WorstFirst(t *testing.T) {
	t.Parallel()
	s, _, _ := setup(varied(), "/volumes")
	order := found(varied(), "/volumes")
	require.Equal(t, selection.IDsOf(s.Coverage().WorstFirst(0), func(v coverage.Volume) string { return v.ID }), order)
	require.Equal(t, []string{"fails", "good", "spared"}, []string{order[0], order[3], order[4]})
	require.Equal(t, []string{"fails", "good", "late", "never", "spared"}, found(varied(), "/volumes?sort=name"))
}

func TestQuery_CoverageSelectsState(t *testing.T) {
	t.Parallel()
	for _, o := range CoverageOptions() {
		want := map[string][]string{"protected": {"good"}, "late": {"late"}, "never": {"never"}, "failing": {"fails"}, "excluded": {"spared"}}[o.Value]
		require.ElementsMatch(t, want, found(varied(), "/volumes?coverage="+o.Value), o.Value)
	}
	require.Len(t, found(varied(), "/volumes?coverage=nonsense"), 5, "an unknown state filters nothing")
	running := varied().Operation(
		operation.Operation{ID: "x", Kind: operation.CreateSnapshot, State: operation.Waiting, VolumeID: "late"}, operation.Operation{ID: "y", Kind: operation.CreateSnapshot, State: operation.Done, VolumeID: "good"},
		operation.Operation{ID: "z", Kind: operation.DeleteSnapshot, State: operation.Queued, VolumeID: "never", NotBefore: areatest.Noon.Add(time.Minute)},
	)
	require.Equal(t, []string{"late"}, found(running, "/volumes?coverage=running"), "neither completed nor planned operations")
}

func TestQuery_FiltersTogether(t *testing.T) {
	t.Parallel()
	c := varied().Label("volume", "late", "env", "prod").Label("volume", "never", "env", "test")
	c.Volumes[0].LicenceType, c.Volumes[2].LicenceType = "LINUX", "LINUX"
	c.Servers = []inventory.Server{{ID: "s1", DatacenterID: "fra", Name: "base", VolumeIDs: []string{"late", "good"}}}
	for query, want := range map[string][]string{
		"min=20&max=30": {"late", "never"}, "licence=LINUX": {"good", "never"}, "label=env": {"late", "never"}, "label=env%3Dprod": {"late"}, "attached=yes": {"good", "late"},
		"attached=no&min=40": {"fails", "spared"}, "server=s1&coverage=late": {"late"}, "protection=none": {"fails", "never", "spared"}, "protection=under-24h": {"good"},
		"dc=fra&location=de/fra&q=lat": {"late"}, "dc=gone": nil, "age=under-24h": nil, "type=SSD": nil, "q=%25": nil,
	} {
		require.ElementsMatch(t, want, found(c, "/volumes?"+query), query)
	}
}

func TestMatching_OnlyListsOfVolumes(t *testing.T) {
	t.Parallel()
	s, req, _ := setup(areatest.NewContract().VolumesNamed(1200), "/")
	count := func(address string) int {
		parsed, err := url.Parse(address)
		require.NoError(t, err)
		return len(s.Matching(req, parsed))
	}
	require.Equal(t, 1200, count("/volumes?page=3&per=10"), "on all pages")
	require.Equal(t, 1200, count("/datacenters/fra"))
	require.Equal(t, 0, count("/datacenters/gone"))
	require.Equal(t, 1, count("/volumes?q=v-0007"))
	for _, other := range []string{"/snapshots", "/", "/datacenters", "/volumes/v-0001"} {
		require.Equal(t, 0, count(other), other)
	}
}

func TestProtectionOf_EachState(t *testing.T) {
	t.Parallel()
	s, req, _ := setup(varied(), "/volumes")
	byID := map[string]views.Protection{}
	titles := map[string]bool{}
	for _, x := range req.View.Volumes {
		v, _ := s.Coverage().Of(x.ID)
		byID[x.ID] = ProtectionOf(req, v)
		titles[byID[x.ID].Title] = true
	}
	require.Len(t, titles, 4, "protected and late are both measured by the target alone")
	require.Equal(t, "1 h", byID["good"].Age.Ago)
	require.Equal(t, "2 d", byID["late"].Age.Ago)
	require.Nil(t, byID["never"].Age)
	require.NotEmpty(t, byID["fails"].Detail)
	require.Equal(t, "scratch", byID["spared"].Detail)
}

func TestProtectionOf_ProtectedAndFailedSince(t *testing.T) {
	t.Parallel()
	s, req, _ := setup(areatest.NewContract().Volume("a", 1, 2*time.Hour).Failed("a", "server", time.Hour), "/volumes")
	v, _ := s.Coverage().Of("a")
	p := ProtectionOf(req, v)
	require.Equal(t, string(coverage.Protected), p.State)
	require.True(t, p.Failed)
}

func TestProtectionOf_LikelyIsMarked(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("disk-a", 10).Snapshot("s", "", 10, time.Hour, func(s *inventory.Snapshot) { s.Name = "disk-a" })
	c.Inferred = true
	for age, state := range map[time.Duration]coverage.State{time.Hour: coverage.Probably, 3 * day: coverage.Late} {
		c.Snapshots[0].Metadata.CreatedDate = areatest.Noon.Add(-age)
		s, req, _ := setup(c, "/volumes")
		v, _ := s.Coverage().Of("disk-a")
		require.Equal(t, state, v.State)
		require.True(t, ProtectionOf(req, v).Likely, state)
	}
}

func TestVolumeProtection_NotBeforeItIsRead(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1)
	c.Loading = inventory.Progress{Done: 1, Total: 2}
	_, req, _ := setup(c, "/volumes")
	cell := VolumeProtection(req, &req.View.Volumes[0])
	require.True(t, cell.Muted)
	require.Nil(t, cell.Drawing)
}

func TestVolumeProtection_ExpiresWhenItGetsWorse(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1, 80*time.Minute)
	c.Target = 90 * time.Minute
	_, req, _ := setup(c, "/volumes")
	req.Expiry = &rowcache.Expiry{}
	VolumeProtection(req, &req.View.Volumes[0])
	require.Equal(t, areatest.Noon.Add(10*time.Minute), req.Expiry.Until)
}

func TestVolumeName_ShowsRunningOperations(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1).Volume("b", 1).Volume("c", 1).Volume("d", 1)
	c.Volumes[1].Metadata.State, c.Volumes[2].Name = inventory.StateBusy, ""
	c.Operation(
		operation.Operation{ID: "x", Kind: operation.CreateSnapshot, State: operation.Submitting, VolumeID: "a"}, operation.Operation{ID: "y", Kind: operation.CreateSnapshot, State: operation.Failed, VolumeID: "c"},
		operation.Operation{ID: "z", Kind: operation.DeleteSnapshot, State: operation.Queued, VolumeID: "d", NotBefore: areatest.Noon.Add(time.Minute)},
	)
	s, req, _ := setup(c, "/volumes")
	pills := map[string]string{}
	for i := range req.View.Volumes {
		x := &req.View.Volumes[i]
		cell := s.VolumeName(req, x)
		require.NotEmpty(t, cell.Text)
		for _, p := range cell.Pills {
			pills[x.ID] += p.Label
		}
	}
	require.Equal(t, map[string]string{"a": "Sending", "b": "Busy"}, pills)
}

func TestLastSnapshot_UnknownIsNotNone(t *testing.T) {
	t.Parallel()
	cells := func(c *areatest.Contract) (last, count string) {
		_, req, _ := setup(c, "/volumes")
		x := &req.View.Volumes[0]
		cell := volumeLastSnapshot(req, x)
		if cell.When != nil {
			return cell.When.Ago, VolumeSnapshotCount(req, x).Text
		}
		return cell.Text, VolumeSnapshotCount(req, x).Text
	}
	last, count := cells(areatest.NewContract().Volume("a", 10))
	require.Equal(t, []string{"none", "0"}, []string{last, count})
	last, count = cells(areatest.NewContract().Volume("a", 10).Snapshot("lost", "", 10, time.Hour))
	require.Equal(t, []string{"unknown", "—"}, []string{last, count})
	last, count = cells(areatest.NewContract().Volume("a", 10, time.Hour).Snapshot("lost", "", 10, time.Hour))
	require.Equal(t, []string{"1 h ago", table.AtLeast + "1"}, []string{last, count})
}

func TestVolumeRowActions_AllOfOneVolume(t *testing.T) {
	t.Parallel()
	a := VolumeRowActions(web.Request{}, &inventory.Volume{ID: "a/b", DatacenterID: "fra"}).Actions
	require.Equal(t, "/datacenters/fra/volumes/a%2Fb/create", a.Primary.Href)
	for _, item := range a.Menu {
		require.True(t, strings.HasPrefix(item.Href, "/datacenters/fra/volumes/a%2Fb"), item.Href)
	}
}

func TestOrderVolumes_KeepsInitialOrder(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1, time.Hour).Volume("b", 1)
	report := coverage.Of(c.View(), coverage.Facts{Target: day, Now: areatest.Noon})
	s, req, _ := setup(c, "/volumes")
	req.Report = func() *coverage.Report { return report }
	order := func(address string) (ids []string, name string, old bool) {
		parsed, err := url.Parse(address)
		require.NoError(t, err)
		q := table.ParseQuery(parsed, []string{"name"}, WorstFirst())
		query := s.Query(req, &q, "")
		name, old = s.OrderVolumes(req, &q, &query)
		require.NotContains(t, q.Link(), "order=", "no link carries it on")
		items := req.View.FindVolumes(query).Items
		require.Equal(t, old, OrderChanged(req, query, items))
		return selection.IDsOf(items, func(x inventory.Volume) string { return x.ID }), name, old
	}
	ids, first, old := order("/volumes")
	require.Equal(t, []string{"b", "a"}, ids)
	require.False(t, old)

	c.Target, report = time.Minute, coverage.Of(c.Failed("a", "server", time.Minute).View(), coverage.Facts{Target: day, Attempts: c.Attempts, Now: areatest.Noon.Add(3 * day)})
	ids, name, old := order("/volumes?order=" + first)
	require.Equal(t, []string{"b", "a"}, ids, "its rows keep their place")
	require.Equal(t, first, name)
	require.True(t, old)
	ids, second, old := order("/volumes")
	require.Equal(t, []string{"a", "b"}, ids)
	require.NotEqual(t, first, second)
	require.False(t, old)
	_, name, old = order("/volumes?order=forgotten")
	require.Equal(t, second, name, "an order that is not known any more")
	require.False(t, old)
	_, name, _ = order("/volumes?sort=name&order=" + first)
	require.Empty(t, name, "a list that is sorted by name needs no remembered order")
}

func TestGroupHeader_LinksToGroupOnly(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1).Volume("b", 1, time.Hour)
	c.Servers = []inventory.Server{{ID: "s1", DatacenterID: "fra", VolumeIDs: []string{"a"}}}
	_, req, q := setup(c, "/volumes?group=server")
	by := q.Grouping(Groups())
	head := GroupHeader(req, by)
	filters := map[string]string{}
	var walk func(path []*inventory.Group[inventory.Volume], groups []inventory.Group[inventory.Volume])
	walk = func(path []*inventory.Group[inventory.Volume], groups []inventory.Group[inventory.Volume]) {
		for i := range groups {
			inner := append(path, &groups[i])
			h := head(inner)
			require.NotEmpty(t, h.Name)
			filters[h.Name] = strings.Join(h.Filters, " ")
			walk(inner, groups[i].Subgroups)
		}
	}
	walk(nil, req.View.GroupVolumes(inventory.VolumeQuery{}, by.By).Groups)
	require.Equal(t, map[string]string{
		"de/fra": "location de/fra", "prod": "dc fra location ", "s1": "group  fold  server s1", "Not attached": "group  fold  attached no dc fra location ",
	}, filters)
}

func TestGroupCoverage_CountsWorstFirst(t *testing.T) {
	t.Parallel()
	_, req, _ := setup(varied(), "/volumes")
	groups := req.View.GroupVolumes(inventory.VolumeQuery{}, inventory.LevelServer).Groups
	total := 0
	for _, g := range groupCoverage(req, &groups[0]) {
		require.True(t, strings.HasPrefix(g.Text, "1 "), g.Text)
		total++
	}
	require.Equal(t, 5, total)
	loading := varied()
	loading.Loading = inventory.Progress{}
	_, req, _ = setup(loading, "/volumes")
	require.Empty(t, groupCoverage(req, &groups[0]))
}

func TestExport_OneLineForEachOnAllPages(t *testing.T) {
	t.Parallel()
	c := varied().Priced("0.05")
	c.Servers = []inventory.Server{{ID: "s1", DatacenterID: "fra", Name: "one", VolumeIDs: []string{"good"}}, {ID: "s2", DatacenterID: "fra", Name: "two", VolumeIDs: []string{"good"}}}
	s, req, _ := setup(c, "/volumes.csv?per=1&page=2")
	sh := s.Export(req)
	require.Len(t, sh.Lines, 5)
	byID := map[any]map[string]any{}
	for _, line := range sh.Lines {
		require.Len(t, line, len(sh.Headers))
		cells := map[string]any{}
		for i, head := range sh.Headers {
			cells[head] = line[i]
		}
		byID[line[0]] = cells
	}
	require.Equal(t, "one, two", byID["good"]["servers"])
	require.Equal(t, "2026-11-20T11:00:00.000Z", byID["good"]["lastSnapshot"])
	require.Equal(t, "protected", byID["good"]["coverage"])
	require.InDelta(t, 10, byID["good"]["sizeGB"], 0)
	require.Equal(t, "server", byID["fails"]["failureCause"])
	require.Equal(t, "scratch", byID["spared"]["excludedReason"])
	require.Equal(t, "EUR", byID["never"]["currency"])
}

// samplesOnce are samples that may be read only once.
type samplesOnce struct{ ids [][]string }

func (s *samplesOnce) Samples(_ context.Context, _ sample.Kind, ids []string, _, _ sample.Month) ([]sample.Row, error) {
	s.ids = append(s.ids, ids)
	if slices.Contains(ids, "broken") {
		return nil, errors.New("the disk is full")
	}
	return nil, nil
}

func TestVolumeStrip_ReadsEachVolumeOnce(t *testing.T) {
	t.Parallel()
	samples := &samplesOnce{}
	c := areatest.NewContract().Volume("a", 1, 2*day).Volume("b", 1).Volume("broken", 1)
	s, req, _ := setup(c, "/volumes", func(d *web.Deps) { d.Samples = samples })
	a, b, broken := req.View.Volumes[0], req.View.Volumes[1], req.View.Volumes[2]
	s.LoadDailySamples(t.Context(), req, []inventory.Volume{a})
	s.LoadDailySamples(t.Context(), req, []inventory.Volume{a, b})
	s.LoadDailySamples(t.Context(), req, []inventory.Volume{broken})
	require.Equal(t, [][]string{{"a"}, {"b"}, {"broken"}}, samples.ids)
	days := s.volumeStrip(req, &a).Drawing.(*views.DayStrip).Days
	require.Len(t, days, stripDays)
	require.Equal(t, []views.DayState{"unknown", "protected", "unknown", "late"}, days[len(days)-4:])
	require.NotNil(t, s.volumeStrip(req, &broken).Drawing, "without samples it shows less")
}
