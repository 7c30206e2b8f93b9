package faults

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
)

// The faults are injected into the calls that poll an accepted request.
func TestPoll_EveryFault(t *testing.T) {
	t.Parallel()
	for _, route := range []string{"/requests/*", "/snapshots/*"} {
		t.Run(route, func(t *testing.T) {
			t.Parallel()
			a := newApp(t)
			vol := a.smallVolume(t, a.sim.Datacenters()[2].ID)
			for _, kind := range ionossim.FaultKinds() {
				if kind == ionossim.Hang || kind == ionossim.HangAfter || kind == ionossim.Outage || decidesRequest(kind) {
					continue // a hanging GET ends only after the client's timeout
				}
				a.createDespite(t, vol, ionossim.Fault{Kind: kind, Count: 1, Method: http.MethodGet, Route: route, Host: "http://127.0.0.2:9"})
			}
		})
	}
}

// The faults are injected into the calls that write the source labels.
func TestSourceLabels_EveryFault(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	vol := a.smallVolume(t, a.sim.Datacenters()[1].ID)
	for _, kind := range ionossim.FaultKinds() {
		if kind == ionossim.Hang || kind == ionossim.HangAfter || kind == ionossim.Outage || kind == ionossim.NotFound ||
			kind == ionossim.NoAccess || decidesRequest(kind) {
			continue // a 404 means that the snapshot is gone
		}
		a.createDespite(t, vol, ionossim.Fault{Kind: kind, Count: 1, Method: http.MethodPost, Route: "*labels", Host: "http://127.0.0.2:9"})
	}
}

// decidesRequest reports whether a kind affects accepted requests.
func decidesRequest(k ionossim.FaultKind) bool {
	switch k {
	case ionossim.Failed, ionossim.FailedOrphan, ionossim.StuckQueued, ionossim.StuckRunning, ionossim.LateNotFound,
		ionossim.RequestNotFound, ionossim.RequestUnlisted:
		return true
	default:
		return false
	}
}

// createDespite creates a snapshot during a fault, after which it must be available, with its labels.
func (a *testApp) createDespite(t *testing.T, vol ionossim.Volume, f ionossim.Fault) {
	t.Helper()
	name := f.Method + " " + f.Route + " " + string(f.Kind)
	id, err := a.sim.Faults().Inject(f)
	require.NoError(t, err)
	path := "/datacenters/" + vol.DatacenterID + "/volumes/" + vol.ID
	status, _ := a.post(t, path+"/snapshots", map[string][]string{"name": {name}, "key": {name}})
	require.Equal(t, http.StatusSeeOther, status, name)
	a.requireState(t, name, operation.Done)
	eventually(t, name+": the labels are written", func() bool {
		made := a.snapshotsNamed(name)
		return len(made) == 1 && len(made[0].Labels) == 3
	})
	a.sim.Faults().Clear(id)
	require.NoError(t, a.sim.RemoveSnapshot(a.snapshotsNamed(name)[0].ID))
}

// The dashboard restarts after a request was accepted.
func TestRestart_DuringOperation(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	vol := a.smallVolume(t, a.sim.Datacenters()[2].ID)
	id, err := a.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.StuckRunning, Count: 1})
	require.NoError(t, err)
	path := "/datacenters/" + vol.DatacenterID + "/volumes/" + vol.ID
	status, _ := a.post(t, path+"/snapshots", map[string][]string{"name": {"interrupted"}, "key": {"one"}})
	require.Equal(t, http.StatusSeeOther, status)
	a.requireState(t, "interrupted", operation.Accepted, operation.Provisioning)
	a.stop(t)
	a.sim.Faults().Clear(id)
	a.start(t)
	a.requireState(t, "interrupted", operation.Done)
	require.Len(t, a.snapshotsNamed("interrupted"), 1)
	status, _ = a.post(t, path+"/snapshots", map[string][]string{"name": {"interrupted"}, "key": {"one"}})
	require.Equal(t, http.StatusSeeOther, status)
	require.Len(t, a.snapshotsNamed("interrupted"), 1, "the form that was sent before makes no second one")
}
