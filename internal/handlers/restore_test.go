package handlers_test

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
)

// restoreMirror is a contract with servers of several kinds, and with volumes that fit a restore and others that do not.
type restoreMirror struct{ emptyMirror }

func (restoreMirror) View() *inventory.View {
	made := func(ago time.Duration) inventory.Metadata {
		return inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(-ago), CreatedBy: "ops@example.com"}
	}
	volume := func(dc, id, kind string, gb float64) inventory.Volume {
		return inventory.Volume{ID: id, DatacenterID: dc, Name: id, Type: kind, SizeGB: gb, Metadata: made(0)}
	}
	snapshot := func(id, volume string, ago time.Duration) inventory.Snapshot {
		return inventory.Snapshot{
			ID: id, Name: id, Location: "de/fra", SizeGB: 20, Metadata: made(ago),
			Description: inventory.Marker{OperationID: "op-" + id, VolumeID: volume}.Append(""),
		}
	}
	server := func(id, kind, state string, volumes ...string) inventory.Server {
		return inventory.Server{ID: id, DatacenterID: "fra", Name: id, Type: kind, VMState: state, VolumeIDs: volumes}
	}
	return inventory.NewView(inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "fra", Name: "prod", Location: "de/fra", Metadata: made(0)}, {ID: "txl", Name: "stage", Location: "de/txl", Metadata: made(0)}},
		Volumes: []inventory.Volume{
			volume("fra", "boot", "SSD Premium", 20), volume("fra", "data", "HDD", 50), volume("fra", "small", "HDD", 10),
			volume("fra", "cubed", "DAS", 20), volume("fra", "image", "ISO", 40), volume("txl", "elsewhere", "HDD", 50),
		},
		Servers: []inventory.Server{
			server("web", "ENTERPRISE", "RUNNING", "boot", "data"), server("cube", "CUBE", "RUNNING", "cubed"), server("rest", "ENTERPRISE", "SHUTOFF", "small"),
		},
		Snapshots: []inventory.Snapshot{
			snapshot("old", "boot", 48*time.Hour), snapshot("new", "boot", time.Hour), snapshot("beside", "data", 48*time.Hour-time.Minute),
		},
	}, noon)
}

// newRestoreDashboard returns a dashboard of that contract with a user logged in and a planned deletion.
func newRestoreDashboard(t *testing.T) *dashboard {
	t.Helper()
	d := setupOn(t, restoreMirror{}, func(deps *web.Deps) {
		deps.NameTemplate, deps.Cloud.Budget = "{volume}", func() (int, int, bool) { return 0, 0, false }
	})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	return d
}

// leaving plans the deletion of a snapshot.
func (d *dashboard) leaving(snapshotID string) {
	d.Helper()
	d.record(operation.Operation{
		ID: "deletion", Key: "deletion", Kind: operation.DeleteSnapshot, State: operation.Queued, SnapshotID: snapshotID, Actor: "bea",
		CreatedAt: noon, UpdatedAt: noon, NotBefore: noon.Add(time.Minute),
	})
}

// send sends a form and returns the status and the page.
func (d *dashboard) send(path string, form url.Values) (int, string) {
	d.Helper()
	response, err := d.client.PostForm(d.url+path, form)
	require.NoError(d, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(d, err)
	return response.StatusCode, html.UnescapeString(string(text))
}

func TestRestore_RefusesImpossible(t *testing.T) {
	t.Parallel()
	d := newRestoreDashboard(t)
	volume := func(change ...string) url.Values {
		form := url.Values{"key": {"k"}, "name": {"copy"}, "size": {"20"}, "type": {"HDD"}, "zone": {"AUTO"}, "datacenter": {"fra"}}
		for i := 0; i < len(change); i += 2 {
			form.Set(change[i], change[i+1])
		}
		return form
	}
	overwrite := func(id string) url.Values {
		return url.Values{"key": {"k"}, "volume": {id}, "phrase": {"overwrite " + id}}
	}
	for name, c := range map[string]struct {
		path   string
		form   url.Values
		wanted string
	}{
		"onto a smaller volume":     {"/snapshots/old/overwrite", overwrite("small"), "20 GB"},
		"onto another location":     {"/snapshots/old/overwrite", overwrite("elsewhere"), "de/txl"},
		"onto an image":             {"/snapshots/old/overwrite", overwrite("image"), "ISO image"},
		"without the phrase":        {"/snapshots/old/overwrite", url.Values{"volume": {"boot"}, "phrase": {"yes"}}, `id="phrase-error"`},
		"a set without the phrase":  {"/datacenters/fra/servers/web/sets/old", url.Values{"phrase": {"overwrite 1 volume"}}, `id="phrase-error"`},
		"a smaller new volume":      {"/snapshots/old/volume", volume("size", "19"), `id="size-error"`},
		"half a GB":                 {"/snapshots/old/volume", volume("size", "20.5"), `id="size-error"`},
		"a volume elsewhere":        {"/snapshots/old/volume", volume("datacenter", "txl"), `id="datacenter-error"`},
		"no data center":            {"/snapshots/old/volume", volume("datacenter", "nowhere"), `id="datacenter-error"`},
		"a type that is none":       {"/snapshots/old/volume", volume("type", "DAS"), `id="type-error"`},
		"a zone that is none":       {"/snapshots/old/volume", volume("zone", "ZONE_9"), `id="zone-error"`},
		"a server that is not here": {"/snapshots/old/volume", volume("server", "nobody"), `id="server-error"`},
		"without a name":            {"/snapshots/old/volume", volume("name", ""), `id="name-error"`},
	} {
		status, page := d.send(c.path, c.form)
		require.Equal(t, http.StatusUnprocessableEntity, status, name)
		require.Contains(t, page, c.wanted, name)
	}
	require.Empty(t, d.ops())
}

func TestRestore_RecordsOptions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path    string
		form    url.Values
		kinds   []operation.Kind
		consent operation.Consent // of each volume
	}{
		"powered off, with a safety snapshot": {
			"/snapshots/old/overwrite", url.Values{"volume": {"boot"}, "phrase": {"overwrite boot"}, "stop": {"true"}, "safety": {"true"}, "running": {"web"}},
			[]operation.Kind{operation.StopServer, operation.CreateSnapshot, operation.RestoreVolume, operation.StartServer}, operation.Consent{Safety: true},
		},
		"running, as was accepted": {
			"/snapshots/old/overwrite", url.Values{"volume": {"boot"}, "phrase": {"overwrite boot"}, "running": {"web"}},
			[]operation.Kind{operation.RestoreVolume}, operation.Consent{Running: []string{"web"}},
		},
		"a cube cannot be powered off": {
			"/snapshots/old/overwrite", url.Values{"volume": {"cubed"}, "phrase": {"overwrite cubed"}, "stop": {"true"}, "start": {"true"}, "running": {"cube"}},
			[]operation.Kind{operation.RestoreVolume}, operation.Consent{Running: []string{"cube"}},
		},
		"a set": {
			"/datacenters/fra/servers/web/sets/old", url.Values{"phrase": {"overwrite 2 volumes"}, "stop": {"true"}, "running": {"web"}},
			[]operation.Kind{operation.StopServer, operation.RestoreVolume, operation.RestoreVolume, operation.StartServer}, operation.Consent{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newRestoreDashboard(t)
			status, page := d.send(c.path, c.form)
			require.Equal(t, http.StatusSeeOther, status, page)
			var kinds []operation.Kind
			for _, op := range operation.InOrder(reversed(d.ops())) {
				kinds = append(kinds, op.Kind)
				if op.Kind == operation.RestoreVolume {
					require.Equal(t, c.consent, *op.Task.Consent)
				}
			}
			require.Equal(t, c.kinds, kinds)
		})
	}
}

func reversed(ops []operation.Operation) []operation.Operation {
	slices.Reverse(ops)
	return ops
}

// The page shows the deletion instead, and how to undo it.
func TestRestore_RefusesSnapshotBeingDeleted(t *testing.T) {
	t.Parallel()
	d := newRestoreDashboard(t)
	d.leaving("beside")
	for address, form := range map[string]url.Values{
		"/snapshots/beside/overwrite":           {"volume": {"data"}, "phrase": {"overwrite data"}},
		"/snapshots/beside/volume":              {"name": {"copy"}, "size": {"20"}, "type": {"HDD"}, "zone": {"AUTO"}, "datacenter": {"fra"}},
		"/datacenters/fra/servers/web/sets/old": {"phrase": {"overwrite 2 volumes"}},
	} {
		status, page := d.send(address, form)
		require.Equal(t, http.StatusConflict, status, address)
		require.Contains(t, page, `data-error="leaving"`, address)
		require.Contains(t, page, `action="/operations/deletion/cancel"`, address)
	}
	for _, address := range []string{"/snapshots/beside/restore?volume=data", "/datacenters/fra/servers/web/sets/old"} {
		page, _ := d.get(address)
		require.Contains(t, page, `data-error="leaving"`, address)
		require.Empty(t, viewtest.Parse(t, page).All("button.danger"), address)
	}
	require.Len(t, d.ops(), 1)
}

func TestOverwrite_ReviewShowsFacts(t *testing.T) {
	t.Parallel()
	d := newRestoreDashboard(t)
	for address, texts := range map[string][]string{
		"/snapshots/old/restore?volume=boot":     {"2 days ago", "1 snapshot, 1 h ago; it stays", "web, which is running", "20 GB, enough for the snapshot of 20 GB", "Power off web", "boot before restore"},
		"/snapshots/new/restore?volume=boot":     {"none"},
		"/snapshots/old/restore?volume=data":     {"not known to come from this volume", "Grow the partition"},
		"/snapshots/old/restore?volume=cubed":    {"is a Cube, which the API cannot power off", "template"},
		"/datacenters/fra/servers/web":           {"2 of 2", "within 60 s", "their times", "Snapshot all volumes"},
		"/datacenters/fra/servers/web/sets/old":  {"within 60 s (not an atomic set)", "2 of 2 volumes", "40 GB", `data-origin="times"`},
		"/datacenters/fra/servers/cube":          {"cannot be powered off through the API"},
		"/datacenters/fra/volumes/small/restore": {`data-group="own"`, "No snapshot is known to come from this volume"},
	} {
		page, _ := d.get(address)
		for _, text := range texts {
			require.Contains(t, html.UnescapeString(page), text, address)
		}
	}
	_, response := d.get("/datacenters/txl/servers/web")
	require.Equal(t, http.StatusNotFound, response.StatusCode)
	_, response = d.get("/datacenters/fra/servers/web/sets/nothing")
	require.Equal(t, http.StatusNotFound, response.StatusCode)
}
