package app

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// IONOS Cloud and the database fail and recover. /healthz stays healthy, since a restart would help with neither.
func TestReadyz_NamesFailedParts(t *testing.T) {
	t.Parallel()
	const unready = http.StatusServiceUnavailable
	cloud, o := newFragileCloud(t), quiet()
	var loaded atomic.Int32
	o.Write, o.Loaded = 20*time.Millisecond, func() { loaded.Add(1) }
	cloud.away.Store(true)
	a := startApp(t, installation(t), o, cloud.credentials()...)
	awaitStatus(t, a, "/readyz", unready, "IONOS Cloud cannot be read\n")
	require.Zero(t, loaded.Load())

	cloud.away.Store(false)
	awaitStatus(t, a, "/readyz", http.StatusOK, "ready\n")
	setReadOnly(t, a.store, true)
	awaitStatus(t, a, "/readyz", unready, "the database cannot be written to\n")
	status, text := fetch(t, a, "/healthz")
	require.Equal(t, http.StatusOK, status, text)
	setReadOnly(t, a.store, false)
	awaitStatus(t, a, "/readyz", http.StatusOK, "ready\n")

	await(t, "the contract is read", func() bool { return a.mirror.View().Loading.Complete })
	version, snapshots := a.mirror.View().Version, a.mirror.View().Snapshots
	require.NoError(t, cloud.RemoveSnapshot(snapshots[0].ID))
	await(t, "a change is shown", func() bool {
		return a.mirror.View().Version > version && len(a.mirror.View().Snapshots) < len(snapshots)
	})
	require.EqualValues(t, 1, loaded.Load(), "the first load is reported once")
}
