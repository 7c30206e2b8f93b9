package faults

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// requireFullPage requires the parts of a page that no fault may remove.
func requireFullPage(t *testing.T, where string, status int, text string) {
	t.Helper()
	require.Contains(t, []int{http.StatusOK, http.StatusUnprocessableEntity, http.StatusBadGateway, http.StatusNotFound}, status, where)
	require.Contains(t, text, "<main", where)
	require.Contains(t, text, "</html>", where)
	for _, never := range []string{"goroutine ", "panic:", "runtime error", "%!", "inventory.", "operation.", "0xc0", "&lt;nil&gt;", "net/http"} {
		require.NotContains(t, text, never, where)
	}
}

// everyPage lists the addresses of all pages.
func (a *testApp) everyPage(t *testing.T) []string {
	t.Helper()
	vol := a.sim.Volumes()[0]
	page := "/datacenters/" + vol.DatacenterID + "/volumes/" + vol.ID
	return []string{
		"/", "/datacenters", "/datacenters/" + vol.DatacenterID, "/volumes", page, page + "/create",
		"/snapshots", "/snapshots/" + a.sim.Snapshots()[0].ID, "/operations",
	}
}

// awaitReread waits until the snapshots have been polled twice. None may disappear, unless the fault hides
// them.
func (a *testApp) awaitReread(t *testing.T, kind ionossim.FaultKind) {
	t.Helper()
	before := a.sim.Calls().Of("GET /snapshots")
	eventually(t, "the snapshots are read", func() bool {
		status, _ := a.get(t, "/snapshots/"+a.sim.Snapshots()[0].ID)
		if !hides(kind) {
			require.Equal(t, http.StatusOK, status, kind)
		}
		return a.sim.Calls().Of("GET /snapshots") >= before+2
	})
}

// failsListing reports whether a kind of fault makes a listing fail. Others only corrupt or delay it.
func failsListing(k ionossim.FaultKind) bool {
	switch k {
	case ionossim.Slow, ionossim.UnknownType, ionossim.UnknownState, ionossim.UnknownLicence, ionossim.Nulls, ionossim.ThreePartLocation,
		ionossim.NumericOffset, ionossim.NumericErrorCode, ionossim.NoLocation, ionossim.MissingItems,
		ionossim.Failed, ionossim.FailedOrphan, ionossim.StuckQueued, ionossim.StuckRunning, ionossim.LateNotFound,
		ionossim.RequestNotFound, ionossim.RequestUnlisted, ionossim.NoUserAgent:
		return false
	default:
		return true
	}
}

// hides reports whether the contract appears empty during a fault.
func hides(k ionossim.FaultKind) bool {
	return k == ionossim.MissingItems || k == ionossim.NoAccess || k == ionossim.NoAccess403
}

// unread matches the line, with the code of its cause, about data that cannot be read now.
var unread = regexp.MustCompile(`<details class="banner bad" data-error="[a-z-]+"`)

// All faults of reads are injected in sequence into one dashboard: pages keep the last data and explain the problem.
func TestPages_EveryReadFault(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	known := a.sim.Volumes()[0].Name
	for _, kind := range ionossim.FaultKinds() {
		if kind == ionossim.Hang || kind == ionossim.HangAfter {
			continue // it blocks polling for the client's timeout; see below
		}
		id, err := a.sim.Faults().Inject(ionossim.Fault{Kind: kind, Method: http.MethodGet, Host: "http://127.0.0.2:9", Message: "words of IONOS Cloud"})
		require.NoError(t, err)
		if failsListing(kind) {
			eventually(t, string(kind)+" is said", func() bool {
				_, text := a.get(t, "/volumes")
				return unread.MatchString(text) && (!hides(kind) || !strings.Contains(text, known)) // the texts of a data center disappear with it
			})
		} else {
			a.awaitReread(t, kind)
		}
		for _, path := range a.everyPage(t) {
			status, text := a.get(t, path)
			where := string(kind) + " on " + path
			if !hides(kind) {
				require.Equal(t, http.StatusOK, status, where)
			}
			requireFullPage(t, where, status, text)
			if path == "/volumes" && !hides(kind) && kind != ionossim.Nulls { // names are null too
				require.Contains(t, text, known, where)
			}
			if failsListing(kind) {
				require.Regexp(t, unread, text, where)
				require.Contains(t, text, "Snapdeck retries", where)
			}
		}
		a.sim.Faults().Clear(id)
		eventually(t, "it heals after "+string(kind), func() bool {
			_, text := a.get(t, "/volumes")
			status, _ := a.get(t, "/snapshots/"+a.sim.Snapshots()[0].ID) // snapshots are read apart from the volumes
			return !unread.MatchString(text) && strings.Contains(text, "60 volumes") && strings.Contains(text, known) && status == http.StatusOK
		})
		if !failsListing(kind) {
			a.awaitReread(t, kind)
		}
	}
}

// No page may wait for an API that does not respond.
func TestPages_CloudHangs(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	_, err := a.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.Hang})
	require.NoError(t, err)
	for _, path := range a.everyPage(t) {
		status, text := a.get(t, path)
		require.Equal(t, http.StatusOK, status)
		requireFullPage(t, path, status, text)
	}
	a.sim.Faults().Clear(0)
}
