package table

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

func TestExportLinks_KeepFiltersAndOrderOnly(t *testing.T) {
	t.Parallel()
	links := ExportLinks(parse(t, "/volumes?q=web&type=HDD&sort=-size&page=3&per=100&cols=name&group=dc&fold=1&turn=a"), "/volumes")
	var hrefs []string
	for _, l := range links {
		hrefs = append(hrefs, l.Href)
	}
	require.Equal(t, []string{"/volumes.csv?q=web&sort=-size&type=HDD", "/volumes.csv?excel=1&q=web&sort=-size&type=HDD", "/volumes.json?q=web&sort=-size&type=HDD"}, hrefs)
}

func TestQueryText_NamesEachParameter(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"": "everything", "%zz": "everything", "sort=-size": "sorted by size, descending", "sort=size": "sorted by size", "q=web&per=100": "100 rows a page · search web", "colour=red": "colour red",
		"fold=1": "groups closed",
	} {
		require.Equal(t, want, QueryText(query), query)
	}
	require.LessOrEqual(t, len([]rune(QueryText("q="+strings.Repeat("ä", 5000)))), MaxQuery)
}

func TestViewFromAddress_OnlyLists(t *testing.T) {
	t.Parallel()
	s := &web.Base{Pages: []web.Route{{Path: "/volumes"}, {Path: "/snapshots"}, {Path: "/datacenters"}, {Path: "/datacenters/:dc"}, {Path: "/settings"}}}
	for address, want := range map[string]string{
		"/volumes": "/volumes ", "/volumes?type=HDD&page=4&sort=-size": "/volumes sort=-size&type=HDD", "/datacenters/a%2Fb?q=x": "/datacenters/a%2Fb q=x", "/settings": "", "/": "", "/volumes/x": "",
		"https://evil.example/volumes": "", "//evil.example/volumes": "", "": "", "%zz": "", "/volumes\\..": "",
	} {
		v, ok := ViewFromAddress(s, address)
		require.Equal(t, want != "", ok, address)
		if ok {
			require.Equal(t, want, v.List+" "+v.Query, address)
		}
	}
}

func TestNameOf_DataCentersByTheirName(t *testing.T) {
	t.Parallel()
	req := web.Request{View: inventory.NewView(inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "fra", Name: "prod"}}}, time.Time{})}
	require.Contains(t, NameOf(req, "/datacenters/fra"), "prod")
	require.Contains(t, NameOf(req, "/datacenters/gone"), "gone")
	require.NotEqual(t, NameOf(req, "/volumes"), NameOf(req, "/snapshots"))
}

func TestFixedHeaders_SortNothing(t *testing.T) {
	t.Parallel()
	for _, h := range FixedHeaders([]Header{{Label: "Name", Class: "main"}, {Label: "Act", Right: "operate"}}) {
		require.Empty(t, h.Href)
		require.NotEqual(t, ui.Column{}, h)
	}
}
