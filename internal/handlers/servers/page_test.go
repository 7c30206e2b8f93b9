package servers

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
)

// list returns the content of the list of servers at an address.
func list(t *testing.T, c *areatest.Contract, query string) *viewtest.Node {
	t.Helper()
	h := New(c.Base())
	p, err := h.servers(t.Context(), areatest.Request(h.Base, "/servers"+query))
	require.NoError(t, err)
	return areatest.Read(t, p)
}

// page returns the content of a server's page.
func page(t *testing.T, c *areatest.Contract, id string) *viewtest.Node {
	t.Helper()
	h := New(c.Base())
	p, err := h.serverPage(t.Context(), areatest.Request(h.Base, "/datacenters/fra/servers/"+id, "dc", "fra", "server", id))
	require.NoError(t, err)
	return areatest.Read(t, p)
}

// The filter keeps what was chosen, says what it ignores, and offers only what occurs.
func TestServersPage_Filter(t *testing.T) {
	t.Parallel()
	main := list(t, contract(), "?q=a&power=on&type=CUBE&attached=yes&sort=-size&page=1")
	form := main.One(t, "form[data-filter]")
	require.Equal(t, []string{"CUBE", "on", "yes"}, slices.DeleteFunc(form.Values("option[selected]", "value"), func(value string) bool { return value == "" }))
	require.Equal(t, "-size", form.One(t, "input[name=sort]").Attr["value"])
	require.Equal(t, []string{"", "CUBE", "ENTERPRISE", "VCPU"}, form.One(t, "select[name=type]").Values("option", "value"))
	require.Contains(t, form.One(t, "select[name=location]").Values("option", "value"), "de/fra")
	require.ElementsMatch(t, []string{"power", "attached"}, list(t, contract(), "?power=half&attached=maybe").Values("[data-ignored]", "data-ignored"))
	require.Equal(t, []string{"never"}, list(t, contract(), "?type=never").One(t, "select[name=type]").Values("option[selected]", "value"), "what an address asks for stays visible")
}

// An empty list says why: nothing is there, filters hide it, or it was not read yet.
func TestServersPage_Empty(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]int{"": 0, "?q=x": 1, "?power=on": 1, "?attached=no": 1, "?dc=x": 1, "?type=x": 1, "?location=x": 1, "?page=2": 1} {
		empty := list(t, areatest.NewContract(), query).One(t, "div.empty")
		require.Len(t, empty.All("a[href=/servers]"), want, query)
	}
	c := areatest.NewContract()
	c.Loading = inventory.Progress{Done: 1, Total: 2}
	require.NotEqual(t, list(t, areatest.NewContract(), "").One(t, "div.empty").Words(), list(t, c, "").One(t, "div.empty").Words())
}

// Columns are hidden and shown by the address, except for those without which a row is nothing.
func TestServersPage_Columns(t *testing.T) {
	t.Parallel()
	heads := func(query string) int { return len(list(t, contract(), query).All("th[scope=col]")) }
	require.Equal(t, 7, heads(""))
	require.Equal(t, 9, heads("?cols=id,protection,datacenter,type,volumes,size,set"))
	require.Equal(t, 3, heads("?cols=id"))
	require.Equal(t, 2, heads("?cols=nonsense"))
	require.Equal(t, "operate", list(t, contract(), "").One(t, "th.act").Attr["data-right"])
}

// A state that needs no attention has no badge.
func TestServerListName_BadgesUnusualStates(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state inventory.State
		power string
		want  int
	}{
		"runs": {inventory.StateAvailable, "RUNNING", 0}, "off": {inventory.StateAvailable, "SHUTOFF", 1}, "busy": {inventory.StateBusy, "RUNNING", 1}, "busy and off": {inventory.StateBusy, "SHUTOFF", 2},
		"unknown": {"", "", 2}, "new words": {"NEVER SEEN", "NEVER SEEN", 2},
	} {
		got := serverListName(web.Request{}, &inventory.Server{ID: "a/b", DatacenterID: "fra", VMState: c.power, Metadata: inventory.Metadata{State: c.state}})
		require.Len(t, got.Pills, c.want, name)
		require.Equal(t, "/datacenters/fra/servers/a%2Fb", got.Href, name)
		require.NotEmpty(t, got.Text, "a server without a name is shown by its id")
	}
}

// The whole server is snapshotted by one button, which a server without volumes does not have.
func TestServerPage_SnapshotsAllVolumes(t *testing.T) {
	t.Parallel()
	form := page(t, contract(), "b-mixed").One(t, "form[action=/bulk]")
	require.Equal(t, "b-mixed", form.One(t, "input[name=server]").Attr["value"])
	empty := page(t, contract(), "d-empty")
	require.Empty(t, empty.All("form[action=/bulk]"))
	require.Len(t, empty.All("div.empty"), 2, "neither volumes nor sets")
}

// The page shows the state, the facts and each volume of a server.
func TestServerPage_Facts(t *testing.T) {
	t.Parallel()
	c := contract()
	c.Servers[1].BootVolumeID, c.Servers[1].Cores, c.Servers[1].RAMMB = "late", 2, 4096
	main := page(t, c, "b-mixed")
	require.NotEmpty(t, main.One(t, "[id=state]").Words())
	facts := main.One(t, "[aria-labelledby=facts-title]")
	require.Len(t, facts.All("a[href=/datacenters/fra/volumes/late]"), 1, "it boots from that volume")
	require.Equal(t, "b-mixed", facts.One(t, "button.copy").Attr["data-copy"])
	volumes := main.One(t, "[id=list]")
	require.Equal(t, []string{"row-good", "row-late"}, volumes.Values("tr[id]", "id"))
	require.NotEmpty(t, volumes.All("a[href=/datacenters/fra/volumes/late]"))
}

// A running operation is shown on the page of its server, with its own address.
func TestServerPage_RunningOperations(t *testing.T) {
	t.Parallel()
	c := contract().Operation(
		operation.Operation{ID: "op/1", Kind: operation.CreateSnapshot, DatacenterID: "fra", VolumeID: "good", VolumeName: "good", State: operation.Provisioning},
		operation.Operation{ID: "other", Kind: operation.CreateSnapshot, DatacenterID: "fra", VolumeID: "none", State: operation.Provisioning})
	running := page(t, c, "a-good").One(t, "[id=operations]")
	require.NotEmpty(t, running.All("a[href=/operations/op%2F1]"))
	require.Empty(t, running.All("a[href=/operations/other]"))
	require.Empty(t, page(t, c, "d-empty").One(t, "[id=operations]").All("a"))
}

// A set can be restored from the page of its server, by those who may.
func TestServerPage_Sets(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("root", 10, hour).Volume("data", 20, hour+time.Minute)
	server(c, "s1", "ENTERPRISE", "RUNNING", "root", "data")
	main := page(t, c, "s1").One(t, "[id=sets]")
	require.Len(t, main.All("tr"), 2)
	require.Len(t, main.All("td.act"), 1)
	require.Equal(t, "maintain", main.One(t, "td.act").Attr["data-right"])
	require.True(t, strings.HasPrefix(main.One(t, "td.act").One(t, "a").Attr["href"], "/datacenters/fra/servers/s1/sets/"))
	list := list(t, c, "")
	require.NotEmpty(t, list.All("a[href=/datacenters/fra/servers/s1#sets-title]"), "the newest whole set leads to the sets")
}

// Names and states of servers may hold anything.
func TestServers_ForeignTexts(t *testing.T) {
	t.Parallel()
	for name, text := range viewtest.ForeignTexts() {
		c := contract()
		s := &c.Servers[1]
		s.Name, s.Type, s.VMState, s.Metadata.State, s.Metadata.CreatedBy, c.Volumes[0].Name, c.Datacenters[0].Name = text, text, text, inventory.State(text), text, text, text
		require.Empty(t, page(t, c, "b-mixed").All("script"), name)
		require.Len(t, list(t, c, "?sort=name&cols=id,protection,datacenter,type,volumes,size,set").All("tr"), 5, name)
	}
}
