package handlers_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestFind_OffersResourcesAndActions(t *testing.T) {
	t.Parallel()
	d := newRestoreDashboard(t)
	for address, texts := range map[string][]string{
		"/find":             {"Overview", `href="/audit"`},
		"/find?q=web":       {`aria-label="Servers"`, "prod, 2 volumes", `href="/datacenters/fra/servers/web"`},
		"/find?q=boot":      {`aria-label="Volumes"`, `href="/datacenters/fra/volumes/boot/create"`},
		"/find?q=nothing-x": {"data-empty"},
		"/find?at=/datacenters/fra/volumes/boot": {
			"Here: boot", "Create snapshot of boot", `href="/datacenters/fra/volumes/boot/restore"`, `href="/bulk?server=web"`, `href="/datacenters/fra/servers/web"`,
		},
		"/find?q=del&at=/snapshots/old":            {"Here: old", `href="/snapshots/old/delete"`},
		"/find?at=/snapshots/old/edit":             {"Lock old", "Restore old"},
		"/find?at=/datacenters/fra/servers/web":    {"Snapshot all volumes of web", "Sets of web"},
		"/find?at=https://elsewhere.example/login": {"Overview"},
	} {
		page, response := d.get(address)
		require.Equal(t, http.StatusOK, response.StatusCode, address)
		for _, text := range texts {
			require.Contains(t, html.UnescapeString(page), text, address)
		}
	}
	page, _ := d.get("/find?q=del&at=/snapshots/old")
	require.NotContains(t, page, "Edit old", "the text filters actions too")
}

// viewMirror is a mirror of a given view.
type viewMirror struct {
	emptyMirror
	view *inventory.View
}

func (s viewMirror) View() *inventory.View { return s.view }

// searchContract returns a contract in which many resources contain the text "db" somewhere.
func searchContract(volumes int) *inventory.View {
	l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dbdbdb-dc", Name: "prod", Location: "de/fra"}}}
	for n := range volumes {
		l.Volumes = append(l.Volumes, inventory.Volume{ID: fmt.Sprintf("dbdb%05d", n), DatacenterID: "dbdbdb-dc", Name: fmt.Sprintf("csi-pv-%05d", n)})
		l.Servers = append(l.Servers, inventory.Server{ID: fmt.Sprint("db-s-", n), DatacenterID: "dbdbdb-dc", Name: fmt.Sprint("a-worker-", n)})
	}
	for n := range 14 {
		l.Volumes = append(l.Volumes, inventory.Volume{ID: fmt.Sprint("v", n), DatacenterID: "dbdbdb-dc", Name: fmt.Sprintf("x-db-%02d", n)})
	}
	l.Volumes = append(l.Volumes, inventory.Volume{ID: "wanted", DatacenterID: "dbdbdb-dc", Name: "db-01-data", Metadata: inventory.Metadata{State: inventory.StateAvailable}})
	l.Servers = append(l.Servers, inventory.Server{ID: "server", DatacenterID: "dbdbdb-dc", Name: "db-01", VolumeIDs: []string{"wanted"}})
	l.Snapshots = []inventory.Snapshot{{ID: "night", Name: "db-01 nightly", Location: "de/fra", Metadata: inventory.Metadata{CreatedDate: noon}}}
	return inventory.NewView(l, noon)
}

// found returns the addresses of results in order.
func found(page string) []string {
	_, list, _ := strings.Cut(page, `id="found"`)
	list, _, _ = strings.Cut(list, "<dialog")
	var addresses []string
	for _, m := range regexp.MustCompile(`(?:href|action)="([^"]*)"`).FindAllStringSubmatch(list, -1) {
		addresses = append(addresses, html.UnescapeString(m[1]))
	}
	return addresses
}

func TestFind_Ranks(t *testing.T) {
	t.Parallel()
	d := setupOn(t, viewMirror{view: searchContract(10_000)})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	const wanted, server = "/datacenters/dbdbdb-dc/volumes/wanted", "/datacenters/dbdbdb-dc/servers/server"
	for query, first := range map[string]string{
		"db":                    wanted,
		"DB-01-D":               wanted,
		"db-01":                 server, // the whole name
		"db-01 n":               "/snapshots/night",
		"wanted":                wanted,
		"dbdb00042":             "/datacenters/dbdbdb-dc/volumes/dbdb00042",
		"prod":                  "/datacenters/dbdbdb-dc",
		"volumes":               "/volumes",
		"rename":                "/snapshots",
		"rename night":          "/snapshots/night/edit",
		"delete db-01":          "/snapshots/night/delete",
		"restore db-01-d":       wanted + "/restore",
		"snapshot db-01-d":      wanted + "/create",
		"quota":                 "/#quota",
		"cost":                  "/datacenters?sort=-cost",
		"theme":                 "/theme",
		"log out":               "/logout",
		"logout":                "/logout",
		"settings":              "/settings",
		"help":                  "/help",
		"rename nothing-there?": "",
	} {
		page, response := d.get("/find?q=" + url.QueryEscape(query))
		require.Equal(t, http.StatusOK, response.StatusCode, query)
		if first == "" {
			require.Contains(t, page, "data-empty", query)
			continue
		}
		require.NotEmpty(t, found(page), query)
		require.Equal(t, first, found(page)[0], query)
	}
	page, _ := d.get("/find?q=db")
	require.Contains(t, found(page), "/volumes?q=db", "the way to all volumes that match")
	require.Contains(t, page, "<mark>db</mark>-01-data")
	require.NotContains(t, page, "csi-pv-", "two digits of an id are no match")
	list, _ := d.get("/volumes?q=db")
	require.Equal(t, "wanted", regexp.MustCompile(`/volumes/([^"/]*)"`).FindStringSubmatch(list[strings.Index(list, "<tbody"):])[1], "the list has the same order")
	sorted, _ := d.get("/volumes?q=db&sort=-name")
	require.Equal(t, "v13", regexp.MustCompile(`/volumes/([^"/]*)"`).FindStringSubmatch(sorted[strings.Index(sorted, "<tbody"):])[1], "an order that is named wins")
}
