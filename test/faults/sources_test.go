package faults

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// The faults are injected into the calls that write the labels.
func TestSources_ConfirmFaults(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	vol := a.smallVolume(t, a.sim.Datacenters()[0].ID)
	for _, row := range []struct {
		kind    ionossim.FaultKind
		count   int
		written bool
		wanted  string
	}{
		{ionossim.GatewayTimeoutAfter, 1, true, `</span>Labelled</span>`},
		{ionossim.ServerErrorAfter, 1, true, `</span>Labelled</span>`},
		{ionossim.TooManyRequests, 1, true, `</span>Labelled</span>`},
		{ionossim.Maintenance, 1, true, `</span>Labelled</span>`},
		{ionossim.Forbidden, 0, false, "The credentials lack the privilege for this"},
		{ionossim.NotFound, 0, false, "The resource no longer exists"},
		{ionossim.Unprocessable, 0, false, "IONOS Cloud does not accept the name"},
	} {
		made, err := a.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: vol.ID, Name: "unmarked, then " + string(row.kind)})
		require.NoError(t, err)
		eventually(t, "the snapshot is known", func() bool { status, _ := a.get(t, "/snapshots/"+made.ID); return status == http.StatusOK })
		fault, err := a.sim.Faults().Inject(ionossim.Fault{Kind: row.kind, Method: http.MethodPost, Route: "*" + made.ID + "/labels", Count: row.count})
		require.NoError(t, err)
		form := url.Values{"key": {string(row.kind)}, "pair": {made.ID + "/" + vol.ID + "/there"}}
		page := a.postRedirect(t, "/snapshots/sources/confirm", form)
		again, _, noticed := strings.Cut(a.postRedirect(t, "/snapshots/sources/confirm", form), "?notice=earlier.")
		require.True(t, noticed, "the page shows that it was recorded before")
		require.Equal(t, page, again, "the same form is recorded once")
		a.requireTexts(t, string(row.kind), page, row.wanted)
		a.sim.Faults().Clear(fault)
		now, _ := a.sim.Snapshot(made.ID)
		require.Equal(t, row.written, now.Labels["snapdeck-source"] == "confirmed", row.kind)
		_, auditLog := a.get(t, "/audit?q="+url.QueryEscape(made.Name))
		require.Contains(t, auditLog, "Confirmed that the snapshot came from this volume.", row.kind)
	}
}
