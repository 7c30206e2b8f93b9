package search

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// tones returns the tones of the badges of a group.
func tones(g views.FoundGroup) (all []string) {
	for _, item := range g.Items {
		all = append(all, item.Pill.Tone)
	}
	return all
}

// details returns what a group shows beside its links.
func details(g views.FoundGroup) (all []string) {
	for _, item := range g.Items {
		all = append(all, item.Detail)
	}
	return all
}

// A state that needs no attention has no badge.
func TestFind_BadgesOnlyUnusualStates(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract()
	for _, state := range []inventory.State{inventory.StateAvailable, inventory.StateBusy, inventory.StateFailed, inventory.StateInactive, "", "NEVER SEEN"} {
		id := "x-" + strings.ToLower(string(state))
		c.Volume(id, 10).Snapshot("of-"+id, id, 10, hour, areatest.InState(state))
		c.Volumes[len(c.Volumes)-1].Metadata.State = state
		c.Datacenters = append(c.Datacenters, inventory.Datacenter{ID: "d" + id, Name: "x" + string(state), Metadata: inventory.Metadata{State: state}})
	}
	for _, vm := range []string{"RUNNING", "SHUTOFF", "PAUSED", ""} {
		c.Servers = append(c.Servers, inventory.Server{ID: "s" + vm, Name: "x" + vm, DatacenterID: "fra", VMState: vm})
	}
	groups := search(t, newHandlers(c), "x", "/")
	want := []string{"", "busy", "bad", "quiet", "quiet", "quiet"}
	require.ElementsMatch(t, want, tones(group(groups, "Volumes")))
	require.ElementsMatch(t, want, tones(group(groups, "Snapshots")))
	require.ElementsMatch(t, want, tones(group(groups, "Data centers")))
	require.ElementsMatch(t, []string{"", "quiet", "warn", "quiet"}, tones(group(groups, "Servers")))
}

// A result says where it is and how large, so that two of one name differ.
func TestFind_DetailsTellResultsApart(t *testing.T) {
	t.Parallel()
	c := contract().Volume("shop-unsized", 0)
	groups := search(t, newHandlers(c), "shop", "/")
	require.Equal(t, []string{"de/txl"}, details(group(groups, "Data centers")))
	require.Equal(t, []string{"prod, 1 volume"}, details(group(groups, "Servers")))
	require.Equal(t, []string{"prod, 0 volumes"}, details(group(search(t, newHandlers(c), "bare", "/"), "Servers")))
	volumes := details(group(groups, "Volumes"))
	require.Contains(t, volumes, "prod, 10 GB")
	require.NotContains(t, volumes, "prod, 0 GB", "a size that is not given is not 0")
	for _, ago := range details(group(groups, "Snapshots")) {
		require.NotEmpty(t, ago)
	}
	c.Snapshot("shop-undated", "", 10, hour, func(s *inventory.Snapshot) { s.Metadata.CreatedDate = s.Metadata.CreatedDate.AddDate(-10_000, 0, 0) })
	require.NotEmpty(t, search(t, newHandlers(c), "shop-undated", "/"))
}

// The full list of each type is searched for the same text.
func TestFind_EachTypeLeadsToItsList(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract()
	for i := range maxFound + 1 {
		id := "n&m-" + string(rune('a'+i))
		c.Volume(id, 10, hour)
		c.Snapshots[i].Name = id
		c.Servers = append(c.Servers, inventory.Server{ID: id, Name: id, DatacenterID: "fra"})
		c.Datacenters = append(c.Datacenters, inventory.Datacenter{ID: id, Name: id})
	}
	groups := search(t, newHandlers(c), "n&m", "/")
	for name, path := range map[string]string{"Volumes": "/volumes", "Servers": "/servers", "Snapshots": "/snapshots", "Data centers": "/datacenters"} {
		g := group(groups, name)
		require.Len(t, g.Items, maxFound, name)
		address, err := url.Parse(g.All.Href)
		require.NoError(t, err)
		require.Equal(t, []string{path, "n&m"}, []string{address.Path, address.Query().Get("q")}, name)
		require.Contains(t, g.All.Text, "7", name)
	}
	require.Empty(t, group(groups, "Operations").All.Href, "only the operations in memory are searched")
}

// A resource without a name is found and shown by its id.
func TestFind_UnnamedResources(t *testing.T) {
	t.Parallel()
	const id = "4f1a2b3c-0000-4000-8000-000000000001"
	c := areatest.NewContract().Volume(id, 10).Snapshot("5"+id[1:], id, 10, hour)
	c.Volumes[0].Name, c.Snapshots[0].Name = "", ""
	h := newHandlers(c)
	volumes := group(search(t, h, "4f1a", "/"), "Volumes")
	require.Equal(t, []string{"/datacenters/fra/volumes/" + id}, hrefs(volumes))
	require.Equal(t, texts.DisplayName("", id), volumes.Items[0].Link.Text)
	require.Equal(t, []string{"/snapshots/5" + id[1:]}, hrefs(group(search(t, h, "5"+id[1:], "/"), "Snapshots")))
	require.Empty(t, group(search(t, h, "4f1", "/"), "Volumes").Items, "three letters of an id would match too much")
}

// Ids of resources may hold whatever an address has a meaning for.
func TestFind_EscapesIdsInAddresses(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10).Snapshot("a/b?c#d", "web", 10, hour)
	c.Volumes[0].ID, c.Volumes[0].Name = "v/1", "web"
	c.Servers = []inventory.Server{{ID: "s/1", Name: "web", DatacenterID: "fra", VolumeIDs: []string{"v/1"}}}
	c.Operation(operation.Operation{ID: "op/1", Kind: operation.CreateSnapshot, VolumeName: "web", State: operation.Done})
	h := newHandlers(c)
	groups := search(t, h, "web", "/")
	require.Equal(t, []string{"/datacenters/fra/volumes/v%2F1"}, hrefs(group(groups, "Volumes")))
	require.Equal(t, []string{"/datacenters/fra/servers/s%2F1"}, hrefs(group(groups, "Servers")))
	require.Equal(t, []string{"/operations/op%2F1"}, hrefs(group(groups, "Operations")))
	require.Equal(t, []string{"/snapshots/a%2Fb%3Fc%23d"}, hrefs(group(search(t, h, "a/b?c#d", "/"), "Snapshots")))
	require.Equal(t, []string{"/snapshots/a%2Fb%3Fc%23d/delete"}, hrefs(group(search(t, h, "delete a/b?c#d", "/"), "Commands")))
}

// The newest operations come first, each with its state.
func TestFindOperations_ShowsStates(t *testing.T) {
	t.Parallel()
	c := contract()
	for i, state := range []operation.State{operation.Done, operation.Failed, operation.Unknown, operation.Cancelled, operation.Queued, operation.Provisioning} {
		c.Operation(operation.Operation{ID: string(state), Kind: operation.CreateSnapshot, VolumeName: "target", State: state, CreatedAt: areatest.Noon.AddDate(0, 0, -i)})
	}
	found := group(search(t, newHandlers(c), "target", "/"), "Operations")
	require.Len(t, found.Items, maxFound)
	require.ElementsMatch(t, []string{"good", "bad", "warn", "quiet", "quiet", "busy"}, tones(found))
	for _, item := range found.Items {
		require.True(t, strings.HasPrefix(item.Link.Text, texts.KindLabel(operation.CreateSnapshot)), item.Link.Text)
		require.NotEmpty(t, item.Detail)
	}
}
