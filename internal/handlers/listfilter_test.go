package handlers_test

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views/viewtest"
)

// filterMirror is a small contract of resources that filters tell apart.
type filterMirror struct{ emptyMirror }

func (filterMirror) View() *inventory.View {
	made := func(ago time.Duration) inventory.Metadata {
		return inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(-ago), CreatedBy: "ops@example.com"}
	}
	madeBy := func(who string, ago time.Duration) inventory.Metadata {
		m := made(ago)
		m.CreatedBy = who
		return m
	}
	marked := func(volume string) string { return inventory.Marker{OperationID: "op", VolumeID: volume}.Append("") }
	return inventory.NewView(inventory.Listings{
		Datacenters: []inventory.Datacenter{
			{ID: "dc-a", Name: "prod", Location: "de/fra", Metadata: made(0)}, {ID: "dc-b", Name: "stage", Location: "de/txl", Metadata: made(0)},
		},
		Volumes: []inventory.Volume{
			{ID: "v-db", DatacenterID: "dc-a", Name: "db", Type: "SSD", SizeGB: 100, LicenceType: "LINUX", Metadata: made(0)},
			{ID: "v-web", DatacenterID: "dc-a", Name: "web", Type: "HDD", SizeGB: 10, LicenceType: "WINDOWS", Metadata: madeBy("amy@example.com", 48*time.Hour)},
			{ID: "v-tmp", DatacenterID: "dc-b", Name: "<b>tmp</b>", Type: "HDD", SizeGB: 50, LicenceType: "OTHER", Metadata: made(0)},
		},
		Servers: []inventory.Server{{ID: "s-1", DatacenterID: "dc-a", Name: "base", VolumeIDs: []string{"v-db"}}},
		Snapshots: []inventory.Snapshot{
			{ID: "sn-old", Name: "old", Location: "de/fra", SizeGB: 100, Description: marked("v-db"), Metadata: made(48 * time.Hour)},
			{ID: "sn-new", Name: "new", Location: "de/fra", SizeGB: 10, Description: marked("v-web"), Metadata: made(time.Hour)},
			{ID: "sn-alien", Name: "alien", Location: "de/txl", SizeGB: 7, Metadata: made(900 * time.Hour)},
		},
		Labels: []inventory.Label{{ResourceType: "snapshot", ResourceID: "sn-old", Key: "keep", Value: "yes"}},
	}, noon)
}

var rowID = regexp.MustCompile(`<tr id="row-([^"]+)"`)

// rowIDs returns the ids of the rows of a page.
func rowIDs(page string) string {
	var ids []string
	for _, found := range rowID.FindAllStringSubmatch(page, -1) {
		ids = append(ids, found[1])
	}
	return strings.Join(ids, " ")
}

func TestFilters_FromAddress(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	for address, want := range map[string]string{
		"/volumes":                             "v-tmp v-db v-web",
		"/volumes?server=BAS":                  "v-db",
		"/volumes?min=50&max=50":               "v-tmp",
		"/volumes?licence=WINDOWS":             "v-web",
		"/volumes?protection=none":             "v-tmp",
		"/volumes?protection=over-24h":         "v-tmp v-db",
		"/volumes?protection=over-7d":          "v-tmp",
		"/volumes?protection=under-24h":        "v-web",
		"/volumes?location=de%2Ffra&type=HDD":  "v-web",
		"/volumes?age=over-24h":                "v-web",
		"/datacenters/dc-a?age=under-24h":      "v-db",
		"/volumes?by=amy%40example.com":        "v-web",
		"/volumes?state=GONE":                  "", // no resource has this state now, but one may later
		"/volumes?label=tier":                  "",
		"/datacenters/dc-a?max=50":             "v-web",
		"/datacenters/dc-a?dc=dc-b&location=x": "v-db v-web",
		"/snapshots":                           "sn-new sn-old sn-alien",
		"/snapshots?source=marker":             "sn-new sn-old",
		"/snapshots?source=labels":             "",
		"/snapshots?vol=v-db":                  "sn-old",
		"/snapshots?age=under-24h":             "sn-new",
		"/snapshots?age=over-30d":              "sn-alien",
		"/snapshots?label=keep":                "sn-old",
		"/snapshots?label=keep%3Dno":           "",
		"/snapshots?by=ops%40example.com":      "sn-new sn-old sn-alien",
		"/snapshots?min=8&max=10":              "sn-new",
	} {
		page, response := d.get(address)
		require.Equal(t, http.StatusOK, response.StatusCode, address)
		require.Equal(t, want, rowIDs(page), address)
		require.Empty(t, ignoredIn(t, page), address)
	}
}

func TestFilters_InvalidAreIgnoredWithNotice(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	for query, ignored := range map[string]string{
		"min=large": "min", "max=-4": "max", "max=NaN": "max", "min=60&max=50": "max", "attached=perhaps": "attached", "protection=<i>": "protection", "label==x": "label",
	} {
		page, response := d.get("/volumes?type=HDD&" + url.PathEscape(query))
		require.Equal(t, http.StatusOK, response.StatusCode, query)
		require.Equal(t, []string{ignored}, ignoredIn(t, page), query)
		require.NotContains(t, page, "<i>")
		want := "v-tmp v-web"
		if strings.HasPrefix(query, "min=60") {
			want = ""
		}
		require.Equal(t, want, rowIDs(page), query)
	}
	page, _ := d.get("/snapshots?age=ancient&source=heaven")
	require.Equal(t, "sn-new sn-old sn-alien", rowIDs(page))
	require.Equal(t, []string{"source", "age"}, ignoredIn(t, page))
}

// ignoredIn returns the parameters of its address that a list ignores.
func ignoredIn(t *testing.T, page string) []string {
	t.Helper()
	return viewtest.Parse(t, page).One(t, "[id=chips]").Values("[data-ignored]", "data-ignored")
}

func TestFilters_ChipRemovesOne(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	page, _ := d.get("/volumes?attached=no&max=50&page=2&q=t&sort=-size")
	page = html.UnescapeString(page)
	for _, want := range []string{
		`href="/volumes?max=50&q=t&sort=-size"`, `href="/volumes?attached=no&q=t&sort=-size"`, `href="/volumes?attached=no&max=50&sort=-size"`,
		"Attached: Not attached", "Size to: 50 GB", "Search: t", `href="/volumes?sort=-size">Clear all`,
	} {
		require.Contains(t, page, want)
	}
	page, _ = d.get("/volumes")
	require.NotContains(t, page, `class="chip`)
}

func TestFilters_ApplyToExportsAndReviews(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	text, _ := d.get("/volumes.csv?protection=over-24h&max=60")
	require.Contains(t, text, "v-tmp")
	require.Equal(t, 2, strings.Count(text, "\n"), "a head and one line")
	text, _ = d.get("/snapshots.json?age=over-24h&source=known")
	require.Contains(t, text, "sn-old")
	require.Equal(t, 1, strings.Count(text, `"id"`))
	response, err := d.client.PostForm(d.url+"/bulk", url.Values{"match": {"/volumes?protection=over-24h&max=nonsense"}})
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	review := string(body)
	require.Contains(t, review, `value="v-tmp"`)
	require.Contains(t, review, `value="v-db"`)
	require.NotContains(t, review, `value="v-web"`)
}
