package faults

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// Snapdeck starts while IONOS Cloud is unreachable: every page shows the cached view, with a notice, until it is
// reachable.
func TestRestart_CloudUnreachableShowsCachedView(t *testing.T) {
	t.Parallel()
	const notice = `data-banner="loading"`
	d := newProxiedApp(t, longCall)
	pages := d.expectedPages(t)
	d.stop(t)
	d.proxy.unreachable(t)
	d.start(t)
	for path, text := range pages {
		status, page := d.get(t, path)
		require.Equal(t, http.StatusOK, status, path)
		requireFullPage(t, path, status, page)
		require.Empty(t, firstMissing(page, []string{text, " of 4 data centers.", notice}), "not on %s", path)
	}
	d.requireExplained(t, []string{`data-error="unreachable"`, notice}, pages)
	status, _ := d.get(t, "/readyz")
	require.Equal(t, http.StatusServiceUnavailable, status)

	d.proxy.listen(t)
	d.requireRecovered(t)
	eventuallySlow(t, "everything is read again", func() bool {
		_, page := d.get(t, "/volumes")
		return firstMissing(page, []string{notice}) != ""
	})
}

// Cached data must only be shown until newer data is read.
func TestRestart_DropsDeletedResources(t *testing.T) {
	t.Parallel()
	d := newProxiedApp(t, longCall)
	deleted := d.sim.Snapshots()[0]
	d.stop(t)
	require.NoError(t, d.sim.RemoveSnapshot(deleted.ID))
	d.start(t)
	eventuallySlow(t, "the snapshot is gone", func() bool {
		status, _ := d.get(t, "/snapshots/"+deleted.ID)
		return status == http.StatusNotFound
	})
}
