package resource

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// The ids of IONOS Cloud are escaped in every address, whatever characters they have.
func TestLinks_EscapeIds(t *testing.T) {
	t.Parallel()
	const id = "a/b?c#d%e"
	c := areatest.NewContract()
	c.Datacenters[0].ID = id
	c.Volumes = []inventory.Volume{{ID: id, DatacenterID: id}}
	v := c.View()
	for name, href := range map[string]string{
		"data center": DatacenterLink(v, id, "").Href, "volume": VolumeLink(v, id, "").Href, "server": ServerLink(inventory.Server{ID: id, DatacenterID: id}).Href,
		"all volumes": AllVolumesLink(id, "").Href, "crumb": Crumbs(&c.Datacenters[0], &c.Volumes[0])[1].Href,
	} {
		parsed, err := url.Parse(href)
		require.NoError(t, err, name)
		require.Empty(t, parsed.Fragment, name)
		require.Equal(t, name == "all volumes", parsed.RawQuery != "", "%s: %s", name, href)
		require.NotContains(t, parsed.EscapedPath(), "b?c", name)
	}
	require.Equal(t, id, AllVolumesLink(id, "").Text[len(AllVolumesLink(id, "").Text)-len(id):], "a server without a name is called by its id")
}

// Every order of the list of data centers has its reverse, and an order that does not exist is that of the names.
func TestCompareDatacenters_EachOrder(t *testing.T) {
	t.Parallel()
	early, late := areatest.Noon.AddDate(-1, 0, 0), areatest.Noon
	x := inventory.Datacenter{ID: "a", Name: "Alpha", Location: "de/fra", Description: "a", Version: 1, Metadata: inventory.Metadata{State: "ACTIVE", CreatedBy: "a", CreatedDate: early, LastModifiedDate: early}}
	y := inventory.Datacenter{ID: "b", Name: "beta", Location: "de/txl", Description: "B", Version: 2, Metadata: inventory.Metadata{State: "BUSY", CreatedBy: "b", CreatedDate: late, LastModifiedDate: late}}
	c := areatest.NewContract().Priced("0.05")
	c.Datacenters = []inventory.Datacenter{x, y}
	c.Volumes = []inventory.Volume{{ID: "v", DatacenterID: "b", SizeGB: 10}}
	c.Servers = []inventory.Server{{ID: "s", DatacenterID: "b"}}
	c.Snapshot("of-v", "v", 10, hour)
	v := c.View()
	for _, by := range []string{"name", "nonsense", "location", "state", "volumes", "size", "servers", "snapshots", "id", "description", "by", "version", "created", "modified"} {
		require.Negative(t, compareDatacenters(v, by, x, y), by)
		require.Positive(t, compareDatacenters(v, by, y, x), by)
		require.Zero(t, compareDatacenters(v, by, x, x), by)
	}
}

// The best matches of a search come first, in the order of the names where they match alike.
func TestMatchDatacenters_BestMatchFirst(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract()
	c.Datacenters = []inventory.Datacenter{{ID: "1", Name: "my prod"}, {ID: "2", Name: "production"}, {ID: "3", Name: "prod"}, {ID: "4", Name: "other", Description: "prod of the shop"}, {ID: "5", Name: "none"}}
	req := areatest.Request(c.Base(), "/datacenters")
	found := MatchDatacenters(req, table.Query{Text: "PROD", Order: inventory.Order{By: inventory.ByMatch}})
	require.Equal(t, []string{"3", "2", "1", "4"}, selection.IDsOf(found, func(dc inventory.Datacenter) string { return dc.ID }))
}

// A page about a snapshot leads back to it and to the list.
func TestSnapshotFormPage_Crumbs(t *testing.T) {
	t.Parallel()
	p := SnapshotFormPage("Edit", "nightly", "a/b", func(views.PageLayout) templ.Component { return templ.NopComponent })
	require.Equal(t, []string{"/snapshots", "/snapshots/a%2Fb", ""}, []string{p.Crumbs[0].Href, p.Crumbs[1].Href, p.Crumbs[2].Href})
	require.True(t, p.Static, "what is typed is not taken away by an update")
}

// A form about a snapshot that does not exist is not found, unless it was sent before.
func TestSnapshotFormOf_UnknownSnapshot(t *testing.T) {
	t.Parallel()
	c, _ := areatest.Post(auth.RoleOperator, "/snapshots/gone/lock", url.Values{"key": {"k"}}, "id", "gone")
	_, err := SnapshotFormOf(contract().Base(), c)
	var missing problem.NotFound
	require.ErrorAs(t, err, &missing)
	require.Equal(t, "/snapshots", missing.Href)
	bare := echo.New().NewContext(httptest.NewRequest(http.MethodPost, "/snapshots//lock", nil), httptest.NewRecorder())
	_, err = SnapshotFormOf(contract().Base(), bare)
	require.Error(t, err)
}

// What a list, a review or a form calls the source of a snapshot.
func TestBestSource_LikelyIsNamedAndMarked(t *testing.T) {
	t.Parallel()
	named := func(name string) func(*inventory.Snapshot) { return func(s *inventory.Snapshot) { s.Name = name } }
	c := areatest.NewContract().Volume("disk-a", 10, time.Hour).Snapshot("likely", "", 10, time.Hour, named("disk-a")).Snapshot("none", "", 99, time.Hour, named("other"))
	c.Inferred = true
	v := c.View()
	link, evidence := BestSource(v, "likely")
	require.Equal(t, ui.Link{Text: "≈ disk-a", Href: VolumeLink(v, "disk-a", "").Href}, link)
	require.NotEmpty(t, evidence)
	link, evidence = BestSource(v, "disk-a-0")
	require.Equal(t, SourceLink(v, "disk-a-0"), link, "a known source has no mark")
	require.Empty(t, evidence)
	link, _ = BestSource(v, "none")
	require.Empty(t, link)
	require.Empty(t, SourceLink(v, "likely"), "what counts excludes likely sources")
}
