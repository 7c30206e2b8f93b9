package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
)

// setListings returns a server with three volumes, of which two have snapshots that were taken together.
func setListings() inventory.Listings {
	made := func(ago time.Duration) inventory.Metadata {
		return inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(-ago), CreatedBy: "ops@example.com"}
	}
	l := inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "fra", Name: "prod", Location: "de/fra", Metadata: made(0)}},
		Servers:     []inventory.Server{{ID: "db-01", DatacenterID: "fra", Name: "db-01", Type: "ENTERPRISE", VMState: "SHUTOFF", VolumeIDs: []string{"boot", "data", "wal"}}},
	}
	for _, id := range []string{"boot", "data", "wal"} {
		l.Volumes = append(l.Volumes, inventory.Volume{ID: id, DatacenterID: "fra", Name: "db-01-" + id, Type: "HDD", SizeGB: 20, Metadata: made(0)})
	}
	for id, volume := range map[string]string{"s-boot": "boot", "s-data": "data"} {
		l.Snapshots = append(l.Snapshots, inventory.Snapshot{
			ID: id, Name: id, Location: "de/fra", SizeGB: 20, Metadata: made(time.Hour), Description: inventory.Marker{OperationID: "op-" + id, VolumeID: volume}.Append(""),
		})
	}
	return l
}

func newSetDashboard(t *testing.T, l inventory.Listings, ops ...operation.Operation) *dashboard {
	t.Helper()
	d := setupOn(t, viewMirror{view: inventory.NewView(l, noon)}, func(deps *web.Deps) { deps.NameTemplate = "{volume}" })
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	d.record(ops...)
	return d
}

// setID returns the id of the only set on the page of the server.
func (d *dashboard) setID() string {
	d.Helper()
	page, _ := d.get("/datacenters/fra/servers/db-01")
	found := regexp.MustCompile(`href="/datacenters/fra/servers/db-01/sets/([^"]*)"`).FindStringSubmatch(page)
	require.NotNil(d, found, "the set can be restored")
	return found[1]
}

func TestSet_IncompleteNeedsOwnPhrase(t *testing.T) {
	t.Parallel()
	d := newSetDashboard(t, setListings())
	path := "/datacenters/fra/servers/db-01/sets/" + d.setID()
	page, _ := d.get(path)
	require.Contains(t, viewtest.Parse(t, page).One(t, "[data-error=not-whole]").Words(), "db-01-wal")
	require.Less(t, strings.Index(page, `data-error="not-whole"`), strings.Index(page, "pairs-title"), "it comes first")
	form := url.Values{"key": {"k"}, "phrase": {"overwrite 2 volumes"}, "safety": {"true"}}
	status, _ := d.send(path, form)
	require.Equal(t, http.StatusUnprocessableEntity, status, "the phrase of a complete set does not suffice")
	require.Empty(t, d.ops())
	form.Set("phrase", "overwrite without db-01-wal")
	status, _ = d.send(path, form)
	require.Equal(t, http.StatusSeeOther, status)
	require.NotEmpty(t, d.ops(operation.RestoreVolume))
}

// Only one snapshot of the batch is done.
func TestSet_BeingCreatedCannotBeRestored(t *testing.T) {
	t.Parallel()
	create := func(id, volume, snapshot string, state operation.State) operation.Operation {
		return operation.Operation{
			ID: id, Key: id, Batch: "b1", Kind: operation.CreateSnapshot, State: state, DatacenterID: "fra", VolumeID: volume, VolumeName: "db-01-" + volume,
			SnapshotID: snapshot, Actor: "ada", CreatedAt: noon, UpdatedAt: noon,
		}
	}
	d := newSetDashboard(t, setListings(), create("o1", "boot", "s-boot", operation.Done), create("o2", "data", "s-data", operation.Provisioning))
	page, _ := d.get("/datacenters/fra/servers/db-01")
	require.NotContains(t, page, "/sets/b1", "it is not offered")
	page, _ = d.get("/datacenters/fra/servers/db-01/sets/b1")
	require.Contains(t, page, `data-error="being-created"`)
	require.Regexp(t, `<button class="danger"[^>]* disabled`, page)
	status, _ := d.send("/datacenters/fra/servers/db-01/sets/b1", url.Values{"key": {"k"}, "phrase": {"overwrite without db-01-wal"}})
	require.Equal(t, http.StatusConflict, status)
	require.Empty(t, d.ops(operation.RestoreVolume))
}

// The quota has less room than the safety snapshot needs.
func TestOverwrite_QuotaFullDisables(t *testing.T) {
	t.Parallel()
	l := setListings()
	l.Contract.Limits.HDDPerContractMB, l.Contract.Limits.HDDProvisionedMB = 100*1024, 90*1024
	d := newSetDashboard(t, l)
	path := "/snapshots/s-boot/restore?volume=boot"
	page, _ := d.get(path)
	require.Contains(t, page, `data-error="quota"`)
	require.Regexp(t, `<button class="danger"[^>]* disabled`, page)
	require.Contains(t, page, "safety=no")
	page, _ = d.get(path + "&safety=no")
	require.NotContains(t, page, `data-error="quota"`)
	require.NotRegexp(t, `<button class="danger"[^>]* disabled`, page, "without a safety snapshot it fits")
}

func TestRestoreChoice_Groups(t *testing.T) {
	t.Parallel()
	l := setListings()
	failed := l.Snapshots[0]
	failed.ID, failed.Name, failed.Metadata.State, failed.Metadata.CreatedDate = "s-bad", "s-bad", inventory.StateFailed, noon
	failed.Description = inventory.Marker{OperationID: "op", VolumeID: "boot"}.Append("")
	l.Snapshots = append(l.Snapshots, failed)
	d := newSetDashboard(t, l)
	page, _ := d.get("/datacenters/fra/volumes/boot/restore")
	own, others, found := strings.Cut(page, `<details class="panel" data-group="others"`)
	require.True(t, found, "those of other volumes are collapsed")
	require.Contains(t, own, `/snapshots/s-boot/restore?volume=boot`)
	require.NotContains(t, own, `/snapshots/s-data/restore`)
	require.Contains(t, others, `/snapshots/s-data/restore?volume=boot`)
	best := regexp.MustCompile(`(?s)<tr data-best>.*?</tr>`).FindString(own)
	require.Contains(t, best, "/snapshots/s-boot/restore", "the newest good one, not the newest")
	require.NotContains(t, page, "/snapshots/s-bad/restore?", "a failed snapshot is not offered")
}
