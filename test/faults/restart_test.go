package faults

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAStartWithoutTheCloudShowsWhatWasKnownWithItsAge starts Snapdeck while the cloud
// cannot be reached: every page is there at once as it was last read, and says so, until the
// cloud is back.
func TestAStartWithoutTheCloudShowsWhatWasKnownWithItsAge(t *testing.T) {
	t.Parallel()
	const notice = "What is not loaded yet is shown as it was last read"
	d := newFronted(t, lazy)
	pages := d.known(t)
	d.stop(t)
	d.front.away(t)
	d.wake(t)
	for path, text := range pages {
		status, page := d.get(t, path)
		require.Equal(t, http.StatusOK, status, path)
		wholePage(t, path, status, page)
		require.Empty(t, missing(page, []string{text, " of 4 data centers.", notice}), "not on %s", path)
	}
	d.wantExplained(t, []string{"The cloud cannot be reached: no answer came over the network.", notice}, pages)
	status, _ := d.get(t, "/readyz")
	require.Equal(t, http.StatusServiceUnavailable, status)

	d.front.up(t)
	d.wantHealed(t)
	patiently(t, "everything is read anew", func() bool {
		_, page := d.get(t, "/volumes")
		return missing(page, []string{notice}) != ""
	})
}

// TestAStartAfterThingsWereDeletedSoonShowsThemNoMore looks whether what was known is only
// shown for as long as nothing newer is.
func TestAStartAfterThingsWereDeletedSoonShowsThemNoMore(t *testing.T) {
	t.Parallel()
	d := newFronted(t, lazy)
	gone := d.sim.Snapshots()[0]
	d.stop(t)
	require.NoError(t, d.sim.RemoveSnapshot(gone.ID))
	d.wake(t)
	patiently(t, "the snapshot is gone", func() bool {
		status, _ := d.get(t, "/snapshots/"+gone.ID)
		return status == http.StatusNotFound
	})
}
