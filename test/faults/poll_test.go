package faults

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// TestWhateverFollowingMeetsTheSnapshotIsFoundAvailable walks all faults over the calls by
// which an accepted request is followed.
func TestWhateverFollowingMeetsTheSnapshotIsFoundAvailable(t *testing.T) {
	t.Parallel()
	for _, route := range []string{"/requests/*", "/snapshots/*"} {
		t.Run(route, func(t *testing.T) {
			t.Parallel()
			d := newDeck(t)
			vol := d.small(t, d.sim.Datacenters()[2].ID)
			for _, kind := range ionossim.FaultKinds() {
				if kind == ionossim.Hang || kind == ionossim.HangAfter || kind == ionossim.Outage || acceptance(kind) {
					continue // a hanging GET is only given up after the client's time-out
				}
				d.goodThrough(t, vol, ionossim.Fault{Kind: kind, Count: 1, Method: http.MethodGet, Route: route, Host: "http://127.0.0.2:9"})
			}
		})
	}
}

// TestWhateverLabellingMeetsTheLabelsStandInTheEnd walks all faults over the calls that write
// where a snapshot came from.
func TestWhateverLabellingMeetsTheLabelsStandInTheEnd(t *testing.T) {
	t.Parallel()
	d := newDeck(t)
	vol := d.small(t, d.sim.Datacenters()[1].ID)
	for _, kind := range ionossim.FaultKinds() {
		if kind == ionossim.Hang || kind == ionossim.HangAfter || kind == ionossim.Outage || kind == ionossim.NotFound ||
			kind == ionossim.NoAccess || acceptance(kind) {
			continue // a 404 says that the snapshot is gone
		}
		d.goodThrough(t, vol, ionossim.Fault{Kind: kind, Count: 1, Method: http.MethodPost, Route: "*labels", Host: "http://127.0.0.2:9"})
	}
}

// acceptance reports whether a kind decides what becomes of an accepted request.
func acceptance(k ionossim.FaultKind) bool {
	switch k {
	case ionossim.Failed, ionossim.FailedLeftover, ionossim.StuckQueued, ionossim.StuckRunning, ionossim.LateNotFound,
		ionossim.RequestNotFound, ionossim.RequestUnlisted:
		return true
	default:
		return false
	}
}

// goodThrough creates a snapshot through a fault that must not keep it from becoming good,
// with its labels.
func (d *deck) goodThrough(t *testing.T, vol ionossim.Volume, f ionossim.Fault) {
	t.Helper()
	name := f.Method + " " + f.Route + " " + string(f.Kind)
	id, err := d.sim.Faults().Inject(f)
	require.NoError(t, err)
	path := "/datacenters/" + vol.DatacenterID + "/volumes/" + vol.ID
	status, _ := d.post(t, path+"/snapshots", map[string][]string{"name": {name}, "key": {name}})
	require.Equal(t, http.StatusSeeOther, status, name)
	d.wantStage(t, name, "Available")
	eventually(t, name+": the labels stand", func() bool {
		made := d.marked(name)
		return len(made) == 1 && len(made[0].Labels) == 3
	})
	d.sim.Faults().Clear(id)
	require.NoError(t, d.sim.RemoveSnapshot(d.marked(name)[0].ID))
}

// TestAStopInTheMiddleLosesNothing stops the dashboard after the cloud has accepted, and
// starts it again.
func TestAStopInTheMiddleLosesNothing(t *testing.T) {
	t.Parallel()
	d := newDeck(t)
	vol := d.small(t, d.sim.Datacenters()[2].ID)
	id, err := d.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.StuckRunning, Count: 1})
	require.NoError(t, err)
	path := "/datacenters/" + vol.DatacenterID + "/volumes/" + vol.ID
	status, _ := d.post(t, path+"/snapshots", map[string][]string{"name": {"interrupted"}, "key": {"one"}})
	require.Equal(t, http.StatusSeeOther, status)
	d.wantStage(t, "interrupted", "Accepted", "Provisioning")
	d.stop(t)
	d.sim.Faults().Clear(id)
	d.start(t)
	d.wantStage(t, "interrupted", "Available")
	require.Len(t, d.marked("interrupted"), 1)
	status, _ = d.post(t, path+"/snapshots", map[string][]string{"name": {"interrupted"}, "key": {"one"}})
	require.Equal(t, http.StatusSeeOther, status)
	require.Len(t, d.marked("interrupted"), 1, "the form that was sent before makes no second one")
}
