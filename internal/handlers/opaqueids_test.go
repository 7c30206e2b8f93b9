package handlers_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// The ids of a contract in which each contains characters that an address must escape.
const (
	oddDatacenter = "d/c%2Fx"
	oddVolume     = "v/1 ü?#+&="
	oddServer     = "s%/é"
	oddSnapshot   = "snap/%2F;1"
	oddOther      = "100%"
)

// oddMirror is a contract whose ids need escaping.
type oddMirror struct{ emptyMirror }

func (oddMirror) View() *inventory.View {
	made := inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon, LastModifiedDate: noon}
	marked := inventory.Marker{OperationID: "op", VolumeID: oddVolume}.String()
	return inventory.NewView(inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: oddDatacenter, Name: "prod", Location: "de/fra", Metadata: made}},
		Volumes: []inventory.Volume{
			{ID: oddVolume, DatacenterID: oddDatacenter, Name: "web", Type: "HDD", SizeGB: 10, Metadata: made}, {ID: oddOther, DatacenterID: oddDatacenter, Name: "db", Type: "HDD", SizeGB: 10, Metadata: made},
		},
		Servers: []inventory.Server{{ID: oddServer, DatacenterID: oddDatacenter, Name: "host", VolumeIDs: []string{oddVolume, oddOther}, BootVolumeID: oddVolume, Metadata: made}},
		Snapshots: []inventory.Snapshot{
			{ID: oddSnapshot, Name: "nightly", Description: marked, Location: "de/fra", SizeGB: 10, Metadata: made},
			{ID: oddOther, Name: "other", Location: "de/fra", SizeGB: 10, Metadata: made},
		},
	}, noon)
}

func newOddDashboard(t *testing.T) *dashboard {
	t.Helper()
	d := setupOn(t, oddMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	op := operation.Operation{Kind: operation.CreateSnapshot, DatacenterID: oddDatacenter, DatacenterName: "prod", VolumeID: oddVolume, VolumeName: "web", Actor: "ada", CreatedAt: noon, UpdatedAt: noon}
	for i, id := range []string{"op/1", "op%2"} {
		op.ID, op.Batch, op.State = id, "b/%2F1", operation.Failed
		op.VolumeID = []string{oddVolume, oddOther}[i]
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
	d := newOddDashboard(t)
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
		page, answer := d.get(address)
		require.Less(t, answer.StatusCode, http.StatusBadRequest, address)
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
}

// The recorded operation has the id unescaped, and leads back to its page.
func TestOpaqueIDs_FormsNameTheirTarget(t *testing.T) {
	t.Parallel()
	d := newOddDashboard(t)
	for _, id := range []string{oddSnapshot, oddOther} {
		answer, err := d.client.PostForm(d.url+paths.SnapshotHref(id)+"/lock", url.Values{"key": {"k"}, "reason": {"audit"}})
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusSeeOther, answer.StatusCode, id)
		require.True(t, strings.HasPrefix(answer.Header.Get("Location"), paths.SnapshotHref(id)), answer.Header.Get("Location"))
		locks := d.ops(operation.LockSnapshot)
		require.Equal(t, id, locks[len(locks)-1].SnapshotID)
	}
	answer, err := d.client.Get(d.url + paths.SnapshotHref(oddSnapshot) + "/labels")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, paths.SnapshotHref(oddSnapshot), answer.Header.Get("Location"), "a form's address leads to its page")
}

// Order, pages and forms of a list on the page of a volume stay on that page.
func TestOpaqueIDs_ListsKeepTheirAddress(t *testing.T) {
	t.Parallel()
	d := newOddDashboard(t)
	home := paths.VolumeHref(oddDatacenter, oddVolume)
	page, answer := d.get(home)
	require.Equal(t, http.StatusOK, answer.StatusCode)
	for _, attribute := range []string{"href", "action"} {
		for _, match := range regexp.MustCompile(attribute+`="(/datacenters/[^"]*)"`).FindAllStringSubmatch(page, -1) {
			require.True(t, strings.HasPrefix(match[1], paths.DatacenterHref(oddDatacenter)), match[1])
		}
	}
	require.Contains(t, page, html.EscapeString("/find?at="+url.QueryEscape(home)))
}
