package faults

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
)

// expectedOutcome is the outcome of an operation after a fault.
type expectedOutcome struct {
	state     string // of the operation's state
	snapshots int    // snapshots with its name in the simulator
}

// expectedOutcomes returns those other than a good snapshot.
func expectedOutcomes() map[ionossim.FaultKind]expectedOutcome {
	refused := expectedOutcome{"Failed", 0}
	return map[ionossim.FaultKind]expectedOutcome{
		ionossim.ExpiredToken: refused, ionossim.PaymentRequired: refused, ionossim.Forbidden: refused, ionossim.NotFound: refused,
		ionossim.MethodNotAllowed: refused, ionossim.UnsupportedMedia: refused, ionossim.Unprocessable: refused,
		ionossim.NoAccess: refused, ionossim.NoAccess403: refused,
		ionossim.Failed: refused, ionossim.FailedOrphan: {"Failed", 1},
	}
}

func outcomeOf(k ionossim.FaultKind) expectedOutcome {
	if e, known := expectedOutcomes()[k]; known {
		return e
	}
	return expectedOutcome{"Available", 1}
}

// Each data center handles a share of the faults.
func TestCreate_EveryFault(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	kinds := ionossim.FaultKinds()
	datacenters := a.sim.Datacenters()
	for share, dc := range datacenters {
		t.Run(dc.Name, func(t *testing.T) {
			t.Parallel()
			vol := a.smallVolume(t, dc.ID)
			for i := share; i < len(kinds); i += len(datacenters) {
				a.createWithFault(t, vol, ionossim.Fault{
					Kind: kinds[i], Count: 1, Method: http.MethodPost, Route: "*" + vol.ID + "/create-snapshot", Host: "http://127.0.0.2:9",
				})
			}
		})
	}
}

// createWithFault requests a snapshot during a fault, sends the form twice, and requires an outcome that the
// fault allows.
func (a *testApp) createWithFault(t *testing.T, vol ionossim.Volume, f ionossim.Fault) {
	t.Helper()
	name := "through " + string(f.Kind) + " in " + vol.DatacenterID
	id, err := a.sim.Faults().Inject(f)
	require.NoError(t, err)
	path := "/datacenters/" + vol.DatacenterID + "/volumes/" + vol.ID
	form := url.Values{"name": {name}, "key": {name}}
	for range 2 {
		status, text := a.post(t, path+"/snapshots", form)
		if status != http.StatusSeeOther {
			requireFullPage(t, name, status, text)
			require.Contains(t, text, formError(f.Kind), name)
		}
	}
	if f.Kind == ionossim.StuckQueued || f.Kind == ionossim.StuckRunning {
		a.requireState(t, name, operation.Accepted, operation.Provisioning)
		a.sim.Faults().Clear(id) // clearing the fault releases stuck requests
	}
	want := outcomeOf(f.Kind)
	a.requireState(t, name, want.end())
	a.sim.Faults().Clear(id)
	eventually(t, fmt.Sprintf("%s: the simulator has %d snapshots", name, want.snapshots), func() bool { return len(a.snapshotsNamed(name)) == want.snapshots })
	made := a.snapshotsNamed(name)
	_, text := a.get(t, "/operations?q="+url.QueryEscape(name))
	require.Contains(t, text, "1 operation<", name)
	requireFullPage(t, name, http.StatusOK, text)
	if want.state == "Failed" {
		_, text = a.get(t, "/operations/"+operationLink.FindStringSubmatch(text)[1])
		require.Contains(t, text, `class="next"`, name)
	}
	for _, s := range made { // its quota is needed
		eventually(t, name+" is removed", func() bool { return a.sim.RemoveSnapshot(s.ID) == nil })
	}
}

// formError returns the text in the form when the operation has failed before the response.
func formError(kind ionossim.FaultKind) string {
	if kind == ionossim.FailedOrphan {
		return "left a snapshot behind"
	}
	return "No snapshot was created"
}

// requireState waits until the named operation is in one of the states.
func (a *testApp) requireState(t *testing.T, name string, states ...operation.State) {
	t.Helper()
	eventually(t, fmt.Sprint(name, " is one of ", states), func() bool {
		_, text := a.get(t, "/operations?q="+url.QueryEscape(name))
		row := operationRow.FindStringSubmatch(text)
		return row != nil && slices.Contains(states, operation.State(row[1]))
	})
}

// operationRow is the beginning of an operation's row, with its state.
var operationRow = regexp.MustCompile(`<tr id="op-[^>]* data-state="([a-z]+)"`)

// end returns the state in which an operation with the outcome ends.
func (e expectedOutcome) end() operation.State {
	if e.state == "Failed" {
		return operation.Failed
	}
	return operation.Done
}
