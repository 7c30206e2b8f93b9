package handlers_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestFind_OffersResourcesAndActions(t *testing.T) {
	t.Parallel()
	d := newRestoreDashboard(t)
	for address, texts := range map[string][]string{
		"/find":             {"Overview", "Audit trail"},
		"/find?q=web":       {`aria-label="Servers"`, "prod, 2 volumes", `href="/datacenters/fra/servers/web"`},
		"/find?q=boot":      {`aria-label="Volumes"`, `href="/datacenters/fra/volumes/boot/create"`},
		"/find?q=nothing-x": {"Nothing is called or numbered like “nothing-x”"},
		"/find?at=/datacenters/fra/volumes/boot": {
			"Here: boot", "Create snapshot of boot", `href="/datacenters/fra/volumes/boot/restore"`, `href="/bulk?server=web"`, `href="/datacenters/fra/servers/web"`,
		},
		"/find?q=del&at=/snapshots/old":            {"Here: old", `href="/snapshots/old/delete"`},
		"/find?at=/snapshots/old/edit":             {"Lock old", "Restore old"},
		"/find?at=/datacenters/fra/servers/web":    {"Snapshot all volumes of web", "Sets of web"},
		"/find?at=https://elsewhere.example/login": {"Overview"},
	} {
		page, answer := d.get(address)
		require.Equal(t, http.StatusOK, answer.StatusCode, address)
		for _, text := range texts {
			require.Contains(t, html.UnescapeString(page), text, address)
		}
	}
	page, _ := d.get("/find?q=del&at=/snapshots/old")
	require.NotContains(t, page, "Edit old", "actions are narrowed by what is typed, too")
}

// viewMirror is a cloud that looks like a view.
type viewMirror struct {
	emptyMirror
	view *inventory.View
}

func (s viewMirror) View() *inventory.View { return s.view }

// TestFind_PrefixMatchesFirst looks among servers of which many have it in
// the middle of their names.
func TestFind_PrefixMatchesFirst(t *testing.T) {
	t.Parallel()
	l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc", Name: "prod", Location: "de/fra"}}}
	for n := range 9 {
		l.Servers = append(l.Servers, inventory.Server{ID: fmt.Sprint("s-", n), DatacenterID: "dc", Name: fmt.Sprint("a-db-0", n)})
	}
	l.Servers = append(l.Servers, inventory.Server{ID: "wanted", DatacenterID: "dc", Name: "db-01"})
	d := setupOn(t, viewMirror{view: inventory.NewView(l, noon)})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	page, _ := d.get("/find?q=db-0")
	first := regexp.MustCompile(`/servers/([^"/]*)"`).FindStringSubmatch(page)
	require.Equal(t, "wanted", first[1])
}
