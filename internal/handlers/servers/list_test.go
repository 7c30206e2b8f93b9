package servers

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/rowcache"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

const hour = time.Hour

// server adds a server with volumes.
func server(c *areatest.Contract, id, kind, power string, volumes ...string) *areatest.Contract {
	c.Servers = append(c.Servers, inventory.Server{ID: id, Name: id, DatacenterID: "fra", Type: kind, VMState: power, VolumeIDs: volumes})
	return c
}

// contract returns a contract with servers that are protected well, badly and not at all, and one without volumes.
func contract() *areatest.Contract {
	c := areatest.NewContract().Volume("good", 10, hour).Volume("late", 20, 50*hour).Volume("none", 25)
	server(c, "a-good", "ENTERPRISE", "RUNNING", "good")
	server(c, "b-mixed", "ENTERPRISE", "SHUTOFF", "good", "late")
	server(c, "c-none", "CUBE", "RUNNING", "none")
	return server(c, "d-empty", "VCPU", "SHUTOFF")
}

// listed returns the servers of the list at an address.
func listed(t *testing.T, c *areatest.Contract, address string) string {
	t.Helper()
	h := New(c.Base())
	p, err := h.servers(t.Context(), areatest.Request(h.Base, address))
	require.NoError(t, err)
	var ids []string
	for _, row := range p.Fragments[0].Rows() {
		ids = append(ids, strings.TrimPrefix(row.ID, "row-"))
	}
	return strings.Join(ids, " ")
}

// The address can filter and sort them otherwise.
func TestServers_WorstProtectedFirst(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"/servers": "c-none b-mixed a-good d-empty", "/servers?q=GOOD": "a-good", "/servers?power=on": "c-none a-good", "/servers?power=off": "b-mixed d-empty", "/servers?power=half": "c-none b-mixed a-good d-empty",
		"/servers?attached=no": "d-empty", "/servers?attached=yes&type=CUBE": "c-none", "/servers?location=us%2Flas": "", "/servers?dc=fra&type=VCPU": "d-empty",
		"/servers?sort=-name": "d-empty c-none b-mixed a-good", "/servers?sort=-size": "b-mixed c-none a-good d-empty", "/servers?sort=-volumes": "b-mixed c-none a-good d-empty",
	} {
		require.Equal(t, want, listed(t, contract(), address), address)
	}
	require.Empty(t, listed(t, areatest.NewContract(), "/servers"))
}

// Nothing is shown before the contract is read.
func TestWorstVolume_CountsVolumesInItsState(t *testing.T) {
	t.Parallel()
	c := contract().Volume("late2", 10, 60*hour)
	report := New(c.Base()).Coverage()
	for name, want := range map[string]struct {
		ids   []string
		worst string
		count int
		ok    bool
	}{
		"good":    {[]string{"good"}, "good", 1, true},
		"mixed":   {[]string{"good", "late", "late2"}, "late", 2, true},
		"none":    {[]string{"late", "none", "good"}, "none", 1, true},
		"unknown": {[]string{"gone"}, "", 0, false},
		"part":    {[]string{"gone", "late"}, "late", 1, true},
		"empty":   {nil, "", 0, false},
	} {
		worst, count, ok := worstVolume(report, want.ids)
		require.Equal(t, want.ok, ok, name)
		require.Equal(t, want.count, count, name)
		require.Equal(t, want.worst, worst.ID, name)
	}
	incomplete := *report
	incomplete.Complete = false
	_, _, ok := worstVolume(&incomplete, []string{"good"})
	require.False(t, ok)
}

func TestSeverity_FollowsOrderOfStates(t *testing.T) {
	t.Parallel()
	for i, s := range coverage.States() {
		require.Equal(t, i, severity(s))
	}
}

// cell returns a cell of a server.
func cell(t *testing.T, c *areatest.Contract, id string, f func(web.Request, *inventory.Server) ui.Cell) ui.Cell {
	t.Helper()
	req := areatest.Request(New(c.Base()).Base, "/servers")
	for i := range c.Servers {
		if c.Servers[i].ID == id {
			return f(req, &c.Servers[i])
		}
	}
	t.Fatalf("no server %s", id)
	return ui.Cell{}
}

// A set has one snapshot of each volume, taken together.
func TestNewestSet_CompleteSetsOnly(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 10, 2*hour).Volume("b", 10, 2*hour+time.Minute, hour).Volume("c", 10).Volume("d", 10, 5*hour)
	server(c, "whole", "", "RUNNING", "a", "b")
	server(c, "not whole", "", "RUNNING", "a", "b", "c")
	server(c, "apart", "", "RUNNING", "a", "d")
	server(c, "one volume", "", "RUNNING", "d")
	server(c, "no snapshot", "", "RUNNING", "c")
	server(c, "empty", "", "RUNNING")
	for id, want := range map[string]bool{"whole": true, "not whole": false, "apart": false, "one volume": true, "no snapshot": false, "empty": false} {
		got := cell(t, c, id, serverNewestSet)
		require.Equal(t, want, got.When != nil, id)
		require.Equal(t, !want, got.Muted, id)
	}
	require.Equal(t, "/datacenters/fra/servers/whole#sets-title", cell(t, c, "whole", serverNewestSet).Href)
	require.Equal(t, "2 h ago", cell(t, c, "whole", serverNewestSet).When.Ago, "a newer snapshot of a single volume does not count")
}

// The cell is rendered again when the target of one of the volumes passes.
func TestProtection_CountsVolumesInWorstState(t *testing.T) {
	t.Parallel()
	c := contract()
	require.True(t, cell(t, c, "d-empty", serverProtection).Muted)
	require.NotNil(t, cell(t, c, "b-mixed", serverProtection).Drawing)
	soon := server(areatest.NewContract().Volume("web", 10, 61*time.Minute), "s", "", "RUNNING", "web")
	soon.Target = 90 * time.Minute
	req := areatest.Request(New(soon.Base()).Base, "/servers")
	req.Expiry = &rowcache.Expiry{}
	serverProtection(req, &soon.Servers[0])
	require.Equal(t, areatest.Noon.Add(29*time.Minute), req.Expiry.Until, "before the age of its snapshot reads otherwise")
}

func TestServerAction_OnlyWithVolumes(t *testing.T) {
	t.Parallel()
	c := contract()
	require.Nil(t, cell(t, c, "d-empty", serverAction).Actions)
	require.Equal(t, "/bulk?server=a-good", cell(t, c, "a-good", serverAction).Actions.Primary.Href)
	require.True(t, cell(t, c, "a-good", serverAction).Actions.Primary.Create)
}

// Volumes that no longer exist are left out; the sets are listed.
func TestServerPage_ShowsVolumesInTheirOrder(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("data", 10, hour).Volume("root", 20, hour)
	server(c, "s1", "CUBE", "RUNNING", "root", "gone", "data")
	c.Servers[0].BootVolumeID = "root"
	ledger := &webtest.Records{}
	h := New(c.Base(func(d *web.Deps) { d.Ledger = ledger }))
	req := areatest.Request(h.Base, "/datacenters/fra/servers/s1", "dc", "fra", "server", "s1")
	attached := volumesAt(req.View, c.Servers[0])
	require.Equal(t, []string{"root", "data"}, selection.IDsOf(attached, func(v inventory.Volume) string { return v.ID }))
	p, err := h.serverPage(t.Context(), req)
	require.NoError(t, err)
	require.Len(t, p.Fragments[3].Rows(), 2)
	require.Len(t, p.Fragments[4].Rows(), 1)
	require.Contains(t, h.serverVolumeColumns(c.Servers[0])[0].Cell(req, &attached[0]).Note, "boots")
	require.NotContains(t, h.serverVolumeColumns(c.Servers[0])[0].Cell(req, &attached[1]).Note, "boots")
	require.Len(t, serverFacts(req, c.Servers[0]), len(serverFacts(req, inventory.Server{}))+1, "a Cube has limits")

	req.Params["server"] = "gone"
	_, err = h.serverPage(t.Context(), req)
	var missing problem.NotFound
	require.ErrorAs(t, err, &missing)
	req.Params["server"], ledger.Err = "s1", webtest.ErrAway
	_, err = h.serverPage(t.Context(), req)
	require.ErrorIs(t, err, webtest.ErrAway)
}

// Operations on the server or its volumes are shown that are running or have to be resolved, but not steps that wait
// for another one.
func TestOperationsOnServer_RunningOrUnresolved(t *testing.T) {
	t.Parallel()
	op := func(id, volume string, state operation.State, task operation.Task) operation.Operation {
		return operation.Operation{ID: id, Kind: operation.CreateSnapshot, DatacenterID: "fra", VolumeID: volume, State: state, Task: task}
	}
	c := contract().Operation(
		op("own", "good", operation.Provisioning, operation.Task{}), op("done", "good", operation.Done, operation.Task{}), op("other", "none", operation.Provisioning, operation.Task{}),
		op("step", "late", operation.Queued, operation.Task{DependsOn: "own"}), op("power", "", operation.Submitting, operation.Task{Server: &operation.ServerRef{ID: "b-mixed"}}),
		op("unknown", "late", operation.Unknown, operation.Task{}), op("unknown of another", "none", operation.Unknown, operation.Task{}),
		op("power of another", "", operation.Submitting, operation.Task{Server: &operation.ServerRef{ID: "a-good"}}),
	)
	h := New(c.Base())
	var ids []string
	for _, v := range h.operationsOnServer(areatest.Request(h.Base, "/"), c.Servers[1]) {
		ids = append(ids, v.ID)
	}
	require.ElementsMatch(t, []string{"own", "power", "unknown"}, ids)
}

func TestSetAction_OnlyForFinishedSets(t *testing.T) {
	t.Parallel()
	req := areatest.Request(New(contract().Base()).Base, "/")
	member := func(state inventory.State) operation.Member {
		return operation.Member{Snapshot: inventory.Snapshot{ID: "x", Metadata: inventory.Metadata{State: state, CreatedDate: areatest.Noon}}}
	}
	for name, c := range map[string]struct {
		members []operation.Member
		button  bool
		muted   bool
	}{
		"whole":         {[]operation.Member{member(inventory.StateAvailable)}, true, false},
		"part":          {[]operation.Member{member(inventory.StateAvailable), member(inventory.StateFailed)}, true, false},
		"being created": {[]operation.Member{member(inventory.StateAvailable), member(inventory.StateBusy)}, false, true},
		"nothing left":  {[]operation.Member{member(inventory.StateFailed)}, false, false},
	} {
		got := setAction(req, inventory.Server{ID: "s", DatacenterID: "fra"}, &operation.Set{ID: "a/b", Members: c.members})
		require.Equal(t, c.button, got.Button != nil, name)
		require.Equal(t, c.muted, got.Muted, name)
		if got.Button != nil {
			require.Equal(t, "/datacenters/fra/servers/s/sets/a%2Fb", got.Button.Href, name)
		}
	}
}

func TestServerSets_ListsNewestAndCountsAll(t *testing.T) {
	t.Parallel()
	req := areatest.Request(New(contract().Base()).Base, "/")
	all := make([]operation.Set, maxSets+5)
	for i := range all {
		all[i] = operation.Set{ID: time.Duration(i).String(), Members: []operation.Member{{VolumeID: "good"}}}
	}
	_, rows := serverSets(req, contract().Servers[0], all)
	require.Len(t, rows, maxSets)
	_, rows = serverSets(req, contract().Servers[0], nil)
	require.Empty(t, rows)
	require.Equal(t, "/batches/b", setSource(req, &operation.Set{Batch: "b", Members: []operation.Member{{}}}).Href)
	require.True(t, setSource(req, &operation.Set{}).Muted)
}
