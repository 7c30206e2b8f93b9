package handlers_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// oddIDs are the ids of a contract.
type oddIDs struct{ datacenter, volume, server, snapshot, other string }

// allOddIDs returns ids of which each contains characters that an address must escape, and ids that an address cannot
// have there as they are.
func allOddIDs() map[string]oddIDs {
	return map[string]oddIDs{
		"escaped":  {"d/c%2Fx", "v/1 ü?#+&=", "s%/é", "snap/%2F;1", "100%"},
		"dots":     {".", "..", ".", "..", "."},
		"words":    {"sources", "servers", "sets", "sources", "edit"},
		"reserved": {"~.", "~..", "~sources", "~sources", "~~."},
	}
}

// oddMirror is a contract with these ids.
type oddMirror struct {
	emptyMirror
	oddIDs
}

func (m oddMirror) View() *inventory.View {
	made := inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon, LastModifiedDate: noon}
	marked := inventory.Marker{OperationID: "op", VolumeID: m.volume}.String()
	return inventory.NewView(inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: m.datacenter, Name: "prod", Location: "de/fra", Metadata: made}},
		Volumes: []inventory.Volume{
			{ID: m.volume, DatacenterID: m.datacenter, Name: "web", Type: "HDD", SizeGB: 10, Metadata: made}, {ID: m.other, DatacenterID: m.datacenter, Name: "db", Type: "HDD", SizeGB: 10, Metadata: made},
		},
		Servers: []inventory.Server{{ID: m.server, DatacenterID: m.datacenter, Name: "host", VolumeIDs: []string{m.volume, m.other}, BootVolumeID: m.volume, Metadata: made}},
		Snapshots: []inventory.Snapshot{
			{ID: m.snapshot, Name: "nightly", Description: marked, Location: "de/fra", SizeGB: 10, Metadata: made},
			{ID: m.other, Name: "other", Location: "de/fra", SizeGB: 10, Metadata: made},
		},
	}, noon)
}

// onOddIDs runs a test on a dashboard with each of the sets of ids.
func onOddIDs(t *testing.T, test func(t *testing.T, d *dashboard, odd oddIDs)) {
	t.Helper()
	for name, odd := range allOddIDs() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newOddDashboard(t, odd), odd)
		})
	}
}

func newOddDashboard(t *testing.T, odd oddIDs) *dashboard {
	t.Helper()
	d := setupOn(t, oddMirror{oddIDs: odd})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	op := operation.Operation{Kind: operation.CreateSnapshot, DatacenterID: odd.datacenter, DatacenterName: "prod", VolumeID: odd.volume, VolumeName: "web", Actor: "ada", CreatedAt: noon, UpdatedAt: noon}
	for i, id := range []string{"op/1", "op%2", "op"} {
		op.ID, op.Batch, op.State = id, "b/%2F1", operation.Failed
		op.VolumeID = []string{odd.volume, odd.other, odd.volume}[i]
		d.record(op)
	}
	return d
}

// linksIn returns the addresses of resources and lists that a page links to, without fragments.
func linksIn(page string) (links []string) {
	for _, match := range regexp.MustCompile(`(?:href|data-href)="(/[^"]*)"`).FindAllStringSubmatch(page, -1) {
		link, _, _ := strings.Cut(html.UnescapeString(match[1]), "#")
		if regexp.MustCompile(`^/(datacenters|volumes|snapshots|servers|operations|batches|bulk|find)\b`).MatchString(link) {
			links = append(links, link)
		}
	}
	return links
}

// All links are followed from the lists on, whatever the ids in them contain.
func TestOpaqueIDs_EachLinkLeadsSomewhere(t *testing.T) {
	t.Parallel()
	onOddIDs(t, func(t *testing.T, d *dashboard, odd oddIDs) {
		visited, patterns := map[string]bool{}, map[string]bool{}
		queue := []string{"/", "/volumes", "/snapshots", paths.ServersPath, "/datacenters", "/operations", paths.SourcesPath}
		for len(queue) > 0 {
			address := queue[0]
			queue = queue[1:]
			parsed, err := url.ParseRequestURI(address)
			require.NoError(t, err)
			if visited[parsed.EscapedPath()] {
				continue // its list in another order
			}
			visited[parsed.EscapedPath()] = true
			page, response := d.get(address)
			require.Less(t, response.StatusCode, http.StatusBadRequest, address)
			if r, _, is := d.web.Pages.Match(parsed); is {
				patterns[r.Path] = true
				queue = append(queue, linksIn(page)...)
			}
		}
		for _, want := range []string{
			"/datacenters/:dc", paths.VolumePath, paths.VolumePath + "/create", paths.VolumePath + "/restore", paths.ServerPath, "/snapshots/:id", "/snapshots/:id/edit", "/snapshots/:id/delete",
			"/snapshots/:id/restore", "/snapshots/:id/source", "/operations/:id", "/batches/:id",
		} {
			require.True(t, patterns[want], want)
		}
	})
}

// The recorded operation has the id unescaped, and leads back to its page.
func TestOpaqueIDs_FormsNameTheirTarget(t *testing.T) {
	t.Parallel()
	onOddIDs(t, func(t *testing.T, d *dashboard, odd oddIDs) {
		for _, id := range []string{odd.snapshot, odd.other} {
			response, err := d.client.PostForm(d.url+paths.SnapshotHref(id)+"/lock", url.Values{"key": {"k"}, "reason": {"audit"}})
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			require.Equal(t, http.StatusSeeOther, response.StatusCode, id)
			require.True(t, strings.HasPrefix(response.Header.Get("Location"), paths.SnapshotHref(id)), response.Header.Get("Location"))
			locks := d.ops(operation.LockSnapshot)
			require.Equal(t, id, locks[len(locks)-1].SnapshotID)
		}
		response, err := d.client.Get(d.url + paths.SnapshotHref(odd.snapshot) + "/labels")
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, paths.SnapshotHref(odd.snapshot), response.Header.Get("Location"), "a form's address leads to its page")
	})
}

// Order, pages and forms of a list on the page of a volume stay on that page.
func TestOpaqueIDs_ListsKeepTheirAddress(t *testing.T) {
	t.Parallel()
	onOddIDs(t, func(t *testing.T, d *dashboard, odd oddIDs) {
		home := paths.VolumeHref(odd.datacenter, odd.volume)
		page, response := d.get(home)
		require.Equal(t, http.StatusOK, response.StatusCode)
		for _, attribute := range []string{"href", "action"} {
			for _, match := range regexp.MustCompile(attribute+`="(/datacenters/[^"]*)"`).FindAllStringSubmatch(page, -1) {
				require.True(t, strings.HasPrefix(match[1], paths.DatacenterHref(odd.datacenter)), match[1])
			}
		}
		require.Contains(t, page, html.EscapeString("/find?at="+url.QueryEscape(home)))
	})
}

// A word of a route beside an id would hide the page of a resource with this id.
func TestOpaqueIDs_WordsOfRoutesAreReserved(t *testing.T) {
	t.Parallel()
	web := setup(t).web
	words := 0
	for _, withID := range web.Routes() {
		before, _, has := strings.Cut(withID.Path, "/:")
		if !has || !slices.Contains([]string{"/snapshots", "/operations", "/batches", "/datacenters", "/datacenters/:dc/volumes"}, before) {
			continue
		}
		for _, r := range web.Routes() {
			rest, below := strings.CutPrefix(r.Path, before+"/")
			word, _, _ := strings.Cut(rest, "/")
			if below && !strings.HasPrefix(word, ":") {
				words++
				require.Equal(t, word, paths.IDOf("~"+word), r.Path)
			}
		}
	}
	require.Positive(t, words)
}
