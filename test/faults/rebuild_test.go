package faults

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	web "snapdeck/internal/app"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
)

// The database is gone: sources come from labels, or from the marker where no labels could be written.
func TestSources_RebuiltFromCloud(t *testing.T) {
	t.Parallel()
	for by, forbidden := range map[string]bool{"labels on the snapshot": false, "the marker in its description": true} {
		t.Run(by, func(t *testing.T) {
			t.Parallel()
			p := newUserPath(t)
			if forbidden {
				p.inject(t, ionossim.Fault{Kind: ionossim.Forbidden, Route: "/labels", Method: http.MethodPost})
			}
			v := p.newVolume(t, "of a lost database")
			p.postRedirect(t, pathOf(v)+"/snapshots", url.Values{"key": {"k"}, "name": {"before the disaster"}})
			eventuallyMany(t, "the snapshot is there", func() bool {
				op := p.last(t, operation.Filter{VolumeID: v.ID})
				return op.State == operation.Done && (forbidden || op.Complete())
			})
			op := p.last(t, operation.Filter{VolumeID: v.ID})
			require.Equal(t, forbidden, len(p.snapshot(op.SnapshotID).Labels) == 0)
			p.stop(t)

			p.data = t.TempDir()
			p.start(t)
			eventuallySlow(t, "the volume is read", func() bool { return p.status(t, pathOf(v)) == http.StatusOK })
			p.requireTexts(t, "it is one of its volume", pathOf(v), "before the disaster")
			p.requireTexts(t, "its page knows everything", "/snapshots/"+op.SnapshotID, v.ID, op.ID, by, v.Name)
		})
	}
}

// Without credentials every page says that the contract is simulated.
func TestPages_ShowSimulatedCloud(t *testing.T) {
	t.Parallel()
	a := &testApp{data: t.TempDir()}
	a.run(t, web.Options{}, "SNAPDECK_SIM_SPEED=100")
	t.Cleanup(func() { a.stop(t) })
	const mark = `<aside class="simulated"`
	for _, path := range []string{"/", "/datacenters", "/volumes", "/snapshots", "/operations", "/audit", "/account", "/nothing-here"} {
		_, page := a.get(t, path)
		require.Equal(t, 1, strings.Count(page, mark), path)
	}
	status, _ := a.post(t, "/logout", nil)
	require.Equal(t, http.StatusSeeOther, status)
	_, page := a.get(t, "/login")
	require.Contains(t, page, mark)
}
