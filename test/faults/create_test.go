package faults

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// ending is how an operation ends that met a fault.
type ending struct {
	word      string // of the operation's state
	snapshots int    // that bear its name in the cloud
}

// endings are those that are not a good snapshot.
func endings() map[ionossim.FaultKind]ending {
	refused := ending{"Failed", 0}
	return map[ionossim.FaultKind]ending{
		ionossim.ExpiredToken: refused, ionossim.PaymentRequired: refused, ionossim.Forbidden: refused, ionossim.NotFound: refused,
		ionossim.MethodNotAllowed: refused, ionossim.UnsupportedMedia: refused, ionossim.Unprocessable: refused,
		ionossim.NoAccess: refused, ionossim.NoAccess403: refused,
		ionossim.Failed: refused, ionossim.FailedLeftover: {"Failed", 1},
	}
}

func endingOf(k ionossim.FaultKind) ending {
	if e, known := endings()[k]; known {
		return e
	}
	return ending{"Available", 1}
}

// TestWhateverCreatingMeetsNothingIsLostOrDoubled walks all faults that the create call can
// meet. Each data center works on its own share of them.
func TestWhateverCreatingMeetsNothingIsLostOrDoubled(t *testing.T) {
	t.Parallel()
	d := newDeck(t)
	kinds := ionossim.FaultKinds()
	datacenters := d.sim.Datacenters()
	for share, dc := range datacenters {
		t.Run(dc.Name, func(t *testing.T) {
			t.Parallel()
			vol := d.small(t, dc.ID)
			for i := share; i < len(kinds); i += len(datacenters) {
				d.createThrough(t, vol, ionossim.Fault{
					Kind: kinds[i], Count: 1, Method: http.MethodPost, Route: "*" + vol.ID + "/create-snapshot", Host: "http://127.0.0.2:9",
				})
			}
		})
	}
}

// createThrough asks for a snapshot while the cloud has a fault, sends the form twice, and
// wants the ending that the fault allows.
func (d *deck) createThrough(t *testing.T, vol ionossim.Volume, f ionossim.Fault) {
	t.Helper()
	name := "through " + string(f.Kind) + " in " + vol.DatacenterID
	id, err := d.sim.Faults().Inject(f)
	require.NoError(t, err)
	path := "/datacenters/" + vol.DatacenterID + "/volumes/" + vol.ID
	form := url.Values{"name": {name}, "key": {name}}
	for range 2 {
		status, text := d.post(t, path+"/snapshots", form)
		if status != http.StatusSeeOther {
			wholePage(t, name, status, text)
			require.Contains(t, text, refusalOf(f.Kind), name)
		}
	}
	if f.Kind == ionossim.StuckQueued || f.Kind == ionossim.StuckRunning {
		d.wantStage(t, name, "Accepted", "Provisioning")
		d.sim.Faults().Clear(id) // which lets go of what is stuck
	}
	want := endingOf(f.Kind)
	d.wantStage(t, name, want.word)
	d.sim.Faults().Clear(id)
	eventually(t, fmt.Sprintf("%s: the cloud has %d snapshots", name, want.snapshots), func() bool { return len(d.marked(name)) == want.snapshots })
	made := d.marked(name)
	_, text := d.get(t, "/operations?q="+url.QueryEscape(name))
	require.Contains(t, text, "1 operation<", name)
	wholePage(t, name, http.StatusOK, text)
	if want.word == "Failed" {
		require.Contains(t, text, "Next:", name)
	}
	for _, s := range made { // its quota is needed
		eventually(t, name+" is removed", func() bool { return d.sim.RemoveSnapshot(s.ID) == nil })
	}
}

// refusalOf is what the form says when the operation has failed by the time that it is answered.
func refusalOf(kind ionossim.FaultKind) string {
	if kind == ionossim.FailedLeftover {
		return "left a snapshot behind"
	}
	return "Nothing was created"
}

// wantStage waits until the operation of a name is at one of the states.
func (d *deck) wantStage(t *testing.T, name string, words ...string) {
	t.Helper()
	eventually(t, name+" is "+strings.Join(words, " or "), func() bool {
		_, text := d.get(t, "/operations?q="+url.QueryEscape(name))
		_, row, _ := strings.Cut(text, `<tr id="op-`)
		_, pill, _ := strings.Cut(row, `class="pill`)
		pill, _, _ = strings.Cut(pill, "</td>")
		for _, word := range words {
			if strings.Contains(pill, word) {
				return true
			}
		}
		return false
	})
}
