package restores

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

const hour = time.Hour

// twoLocations returns a contract with a second data center in Frankfurt and one in Berlin.
func twoLocations() *areatest.Contract {
	c := areatest.NewContract()
	c.Datacenters = append(c.Datacenters, inventory.Datacenter{ID: "fra2", Location: "de/fra/2", Name: "spare"}, inventory.Datacenter{ID: "ber", Location: "de/txl", Name: "berlin"})
	return c
}

// volumeForm returns a valid form for a new volume.
func volumeForm(change ...string) url.Values {
	form := url.Values{"key": {"k"}, "name": {"web-restored"}, "datacenter": {"fra"}, "size": {"20"}, "type": {"HDD"}, "zone": {"AUTO"}, "server": {""}}
	for i := 0; i+1 < len(change); i += 2 {
		form.Set(change[i], change[i+1])
	}
	return form
}

// Only the location of the snapshot is offered, and only if a volume can be created from it.
func TestNewVolumeForm_OffersValuesOfSource(t *testing.T) {
	t.Parallel()
	c := attached(twoLocations().Volume("web", 10, hour), "s1", "ENTERPRISE", "RUNNING", "web")
	c.Snapshot("foreign", "", 0.5, hour)
	a := newArea(c)
	req := a.request("/")
	snap, _ := req.View.Snapshot("web-0")
	f := a.newVolumeForm(req, snap)
	require.Equal(t, []string{"10", "10", "web-restored"}, []string{f.Size, f.Smallest, f.Name})
	require.Equal(t, "HDD", selected(f.Types))
	require.Equal(t, "fra", selected(f.Datacenters))
	require.NotContains(t, values(f.Datacenters), "ber")
	require.Equal(t, []string{"", "s1"}, values(f.Servers))
	require.Empty(t, selected(f.Servers))
	snap, _ = req.View.Snapshot("foreign")
	f = a.newVolumeForm(req, snap)
	require.Equal(t, "foreign-restored", f.Name)
	require.Equal(t, "SSD Standard", selected(f.Types))
	require.Empty(t, selected(f.Datacenters), "none is chosen for whose source is unknown")
	require.Equal(t, "0.5", f.Size)
}

// The type of the source is not offered if no volume can be created with it.
func TestDefaultVolumeType_OfSourceVolume(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{"HDD": "HDD", "SSD Premium": "SSD Premium", "DAS": "SSD Standard", "": "SSD Standard", "ISO": "SSD Standard"} {
		require.Equal(t, want, defaultVolumeType(source))
	}
}

// The source comes first, then other volumes by name, up to a limit.
func TestTargetsOf_FitAndComeSourceFirst(t *testing.T) {
	t.Parallel()
	c := twoLocations().Volume("zebra", 10, hour).Volume("ant", 10).Volume("bee", 20).Volume("small", 9).Volume("iso", 10).Volume("inactive", 10)
	c.Volumes[4].Type, c.Volumes[5].Metadata.State = "ISO", inventory.StateInactive
	c.Volumes = append(c.Volumes, inventory.Volume{ID: "far", DatacenterID: "ber", Name: "far", SizeGB: 50, Metadata: inventory.Metadata{State: inventory.StateAvailable}})
	v := c.View()
	snap, _ := v.Snapshot("zebra-0")
	options := targetsOf(v, snap)
	require.Equal(t, []string{"zebra", "ant", "bee"}, values(options))
	require.Equal(t, "zebra", selected(options))

	v = areatest.NewContract().VolumesNamed(maxTargets+20).Volume("web", 10, hour).View()
	snap, _ = v.Snapshot("web-0")
	options = targetsOf(v, snap)
	require.Len(t, options, maxTargets)
	require.Equal(t, "web", options[0].Value)
}

// Snapshots that are in progress, failed, or are being deleted cannot be restored.
func TestRestoreView_OffersNothingForUnusableSnapshot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state            inventory.State
		deleted          bool
		offered, problem bool
	}{
		"available":        {inventory.StateAvailable, false, true, false},
		"in progress":      {inventory.StateBusy, false, false, true},
		"failed":           {"FAILED", false, false, true},
		"deletion planned": {inventory.StateAvailable, true, false, false},
	} {
		contract := areatest.NewContract().Volume("web", 10).Snapshot("s", "web", 10, hour, areatest.InState(c.state))
		if c.deleted {
			contract.Operation(operation.Operation{ID: "del", Kind: operation.DeleteSnapshot, SnapshotID: "s", State: operation.Queued, NotBefore: areatest.Noon.Add(hour)})
		}
		a := newArea(contract)
		req := a.request("/")
		snap, _ := req.View.Snapshot("s")
		p := a.restoreView(req, snap)
		require.Equal(t, c.offered, p.New != nil && len(p.Targets) == 1, name)
		require.Equal(t, c.problem, p.Problem != "", name)
		require.Equal(t, c.deleted, len(p.Leaving) == 1, name)
	}
}

// A volume that does not exist is not found.
func TestRestorePage_ShowsFormOfVolumeInAddress(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract().Volume("web", 10, hour))
	p, err := a.restorePage(t.Context(), a.request("/snapshots/web-0/restore?volume=web", "id", "web-0"))
	require.NoError(t, err)
	require.True(t, p.Static)
	require.Equal(t, "/snapshots/web-0", p.Crumbs[1].Href)
	_, err = a.restorePage(t.Context(), a.request("/snapshots/x/restore", "id", "x"))
	require.Error(t, err)
}

// The volume is recorded, and attaching it, which waits for the volume.
func TestNewVolume_RecordsInput(t *testing.T) {
	t.Parallel()
	c := attached(areatest.NewContract().Volume("web", 10, hour), "s1", "ENTERPRISE", "RUNNING", "web")
	a := newArea(c)
	response := a.post(t, a.newVolume, volumeForm("name", "  web  copy "), "id", "web-0")
	require.Equal(t, http.StatusSeeOther, response.Code)
	require.Len(t, a.ledger.Ops, 1)
	op := a.ledger.Ops[0]
	require.Equal(t, operation.CreateVolume, op.Kind)
	require.Equal(t, operation.NewVolume{Name: op.Task.Volume.Name, Type: "HDD", SizeGB: 20, AvailabilityZone: "AUTO"}, *op.Task.Volume)
	require.Equal(t, "/operations/"+op.ID, response.Header().Get("Location"))

	a = newArea(c)
	a.post(t, a.newVolume, volumeForm("server", "s1"), "id", "web-0")
	require.Equal(t, []operation.Kind{operation.CreateVolume, operation.AttachVolume}, a.kinds())
}

// Each invalid field has its message, and nothing is recorded.
func TestNewVolume_RefusesInvalidFields(t *testing.T) {
	t.Parallel()
	c := attached(twoLocations().Volume("web", 10, hour), "s1", "ENTERPRISE", "RUNNING", "web")
	for field, wrong := range map[string][]string{
		"name": {"", "   ", "\u200b"}, "datacenter": {"", "nothing", "ber"}, "size": {"", "9", "0", "-1", "20.5", "1e400", "NaN", "Inf", "20 GB"},
		"type": {"", "DAS", "ISO"}, "zone": {"", "ZONE_9"}, "server": {"nothing"},
	} {
		for _, value := range wrong {
			a := newArea(c)
			response := a.post(t, a.newVolume, volumeForm(field, value), "id", "web-0")
			require.Equal(t, http.StatusUnprocessableEntity, response.Code, "%s %q", field, value)
			require.Empty(t, a.ledger.Ops, "%s %q", field, value)
		}
	}
	a := newArea(c)
	require.Equal(t, http.StatusUnprocessableEntity, a.post(t, a.newVolume, volumeForm("datacenter", "fra2", "server", "s1"), "id", "web-0").Code, "a server of another data center")
	require.Equal(t, http.StatusSeeOther, a.post(t, a.newVolume, volumeForm("size", "1e1"), "id", "web-0").Code)
}

// The same holds after the snapshot was deleted.
func TestNewVolume_ResentFormRecordsNothingMore(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10, hour)
	a := newArea(c)
	first := a.post(t, a.newVolume, volumeForm(), "id", "web-0")
	c.Snapshots = nil
	gone := newArea(c, a.ledger.Ops...)
	again := gone.post(t, gone.newVolume, volumeForm(), "id", "web-0")
	require.Len(t, gone.ledger.Ops, 1)
	require.Equal(t, first.Header().Get("Location")+"?notice=earlier."+a.ledger.Ops[0].ID, again.Header().Get("Location"))
}

func TestNewVolume_ConflictsWithDeletion(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract().Volume("web", 10, hour).Operation(operation.Operation{ID: "del", Kind: operation.DeleteSnapshot, SnapshotID: "web-0", State: operation.Queued}))
	require.Equal(t, http.StatusConflict, a.post(t, a.newVolume, volumeForm(), "id", "web-0").Code)
	require.Empty(t, a.ledger.Ops)
}

// No quota is shown below zero.
func TestFreeText_NamesEachKnownQuota(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		contract *areatest.Contract
		want     []string
	}{
		"unknown":   {areatest.NewContract(), nil},
		"HDD":       {areatest.NewContract().Quota(40, 100), []string{"60 GB", "HDD"}},
		"both":      {areatest.NewContract().Quota(40, 100).SSDQuota(10, 30), []string{"60 GB", "20 GB", "HDD", "SSD"}},
		"over full": {areatest.NewContract().Quota(140, 100), []string{"0 GB"}},
	} {
		a := newArea(c.contract)
		text := a.freeText(a.request("/"))
		require.Equal(t, len(c.want) > 0, text != "", name)
		for _, want := range c.want {
			require.Contains(t, text, want, name)
		}
		require.NotContains(t, text, "-", name)
	}
}
