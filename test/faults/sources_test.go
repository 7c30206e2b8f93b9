package faults

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// TestAConfirmedSourceIsWrittenOrItIsSaidWhyNot strikes the calls that write the labels.
func TestAConfirmedSourceIsWrittenOrItIsSaidWhyNot(t *testing.T) {
	t.Parallel()
	d := newDeck(t)
	vol := d.small(t, d.sim.Datacenters()[0].ID)
	for _, row := range []struct {
		kind    ionossim.FaultKind
		count   int
		written bool
		says    string
	}{
		{ionossim.GatewayTimeoutAfter, 1, true, `</span>Labelled</span>`},
		{ionossim.ServerErrorAfter, 1, true, `</span>Labelled</span>`},
		{ionossim.TooManyRequests, 1, true, `</span>Labelled</span>`},
		{ionossim.Maintenance, 1, true, `</span>Labelled</span>`},
		{ionossim.Forbidden, 0, false, "The credentials lack the privilege for this"},
		{ionossim.NotFound, 0, false, "The cloud no longer knows what this is about"},
		{ionossim.Unprocessable, 0, false, "The cloud refused the values"},
	} {
		made, err := d.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: vol.ID, Name: "unmarked, then " + string(row.kind)})
		require.NoError(t, err)
		eventually(t, "the snapshot is known", func() bool { status, _ := d.get(t, "/snapshots/"+made.ID); return status == http.StatusOK })
		fault, err := d.sim.Faults().Inject(ionossim.Fault{Kind: row.kind, Method: http.MethodPost, Route: "*" + made.ID + "/labels", Count: row.count})
		require.NoError(t, err)
		form := url.Values{"key": {string(row.kind)}, "pair": {made.ID + "/" + vol.ID + "/there"}}
		page := d.postsTo(t, "/snapshots/sources/confirm", form)
		again, _, noticed := strings.Cut(d.postsTo(t, "/snapshots/sources/confirm", form), "?notice=earlier.")
		require.True(t, noticed, "it says that it was recorded before")
		require.Equal(t, page, again, "the same form is recorded once")
		eventually(t, string(row.kind)+": "+row.says, func() bool {
			_, text := d.get(t, page)
			return strings.Contains(text, row.says)
		})
		d.sim.Faults().Clear(fault)
		now, _ := d.sim.Snapshot(made.ID)
		require.Equal(t, row.written, now.Labels["snapdeck-source"] == "confirmed", row.kind)
		_, trail := d.get(t, "/audit?q="+url.QueryEscape(made.Name))
		require.Contains(t, trail, "Confirmed that the snapshot came from this volume.", row.kind)
	}
}

// postsTo sends a form and returns where it leads.
func (d *deck) postsTo(t *testing.T, path string, form url.Values) string {
	t.Helper()
	answer, err := d.http.PostForm(d.url+path, form)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusSeeOther, answer.StatusCode)
	return answer.Header.Get("Location")
}
