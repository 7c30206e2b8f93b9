package faults

import (
	"cmp"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/app"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/config"
	"snapdeck/internal/operation"
)

// proxiedApp is a dashboard that knows the cloud by its front only.
type proxiedApp struct {
	testApp
	proxy       *faultProxy
	callTimeout time.Duration // how long a create call may take
	undoWindow  time.Duration // for undoing deletions

	width  int                     // of a lane; 0: so wide that rows of a table do not wait for each other
	change func(*operation.Timing) // what else is other; may be nil

	slowPolling bool // the cloud is read less often, since many things are done at the same time
}

// How long a create call may take. An answer that is late on a loaded machine becomes a
// timeout, with other words; a call that may be late is not sent again for as long.
const (
	shortCall = 5 * time.Second
	longCall  = 20 * time.Second
)

// newProxiedApp has a small estate, since every page of it is read many times.
func newProxiedApp(t *testing.T, call time.Duration) *proxiedApp {
	t.Helper()
	return newProxiedAppWithServers(t, call, 0)
}

// newProxiedAppWithServers has so many servers; 0: as many as its volumes need.
func newProxiedAppWithServers(t *testing.T, call time.Duration, servers int) *proxiedApp {
	t.Helper()
	return newProxiedAppWith(t, servers, func(d *proxiedApp) { d.callTimeout = call })
}

// newProxiedAppWith is as the caller sets it, before it begins.
func newProxiedAppWith(t *testing.T, servers int, set func(*proxiedApp)) *proxiedApp {
	t.Helper()
	sim, err := ionossim.New(ionossim.Config{
		Seed: 1, Speed: 200, RateLimit: -1, Burst: -1,
		Size: ionossim.SeedSize{Datacenters: 4, Volumes: 24, Servers: servers, Snapshots: 6, Idle: true},
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	d := &proxiedApp{testApp: testApp{sim: sim, data: t.TempDir()}, proxy: newFaultProxy(sim.Handler()), callTimeout: shortCall}
	set(d)
	d.proxy.listen(t)
	t.Cleanup(func() { d.proxy.stop(t) })
	d.startAndLoad(t)
	t.Cleanup(func() { d.stop(t) })
	return d
}

// startAndLoad starts the dashboard on its data, logs in and waits until everything is read.
func (d *proxiedApp) startAndLoad(t *testing.T) {
	t.Helper()
	d.start(t)
	d.awaitRead(t, "24 volumes")
}

// start starts the dashboard on its data and logs in, whether or not the cloud can be read.
func (d *proxiedApp) start(t *testing.T) {
	t.Helper()
	fast, slow := "200ms", "400ms"
	if d.slowPolling {
		fast, slow = "600ms", "2s"
	}
	c, err := config.Parse(nil, []string{
		"SNAPDECK_DATA=" + d.data, "SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_ADMIN_PASSWORD=" + password,
		"SNAPDECK_POLL_FAST=" + fast, "SNAPDECK_POLL_WATCHED=" + fast, "SNAPDECK_POLL_SLOW=" + slow,
		"SNAPDECK_UNDO_WINDOW=" + d.undoWindow.String(),
		"SNAPDECK_LANE_WIDTH=" + strconv.Itoa(cmp.Or(d.width, 20)),
		"IONOS_API_URL=http://" + d.proxy.addr, "IONOS_TOKEN=" + d.sim.Token(),
	}, io.Discard)
	require.NoError(t, err)
	timing := shortTiming()
	timing.MaxSends = 50 // a row may stay for as long as its words are looked for
	timing.CallTimeout, timing.Hold = d.callTimeout, d.callTimeout+lateApply
	if d.change != nil {
		d.change(&timing)
	}
	d.app, err = app.New(t.Context(), c, app.Options{Out: io.Discard, Log: slog.New(slog.DiscardHandler), Version: "faults", Timing: timing})
	require.NoError(t, err)
	require.NoError(t, d.app.Start(t.Context()))
	d.url = "http://" + d.app.Addr()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	d.http = &http.Client{Jar: jar, Timeout: testTimeout, Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	status, _ := d.post(t, "/login", url.Values{"username": {"admin"}, "password": {password}})
	require.Equal(t, http.StatusSeeOther, status)
}
