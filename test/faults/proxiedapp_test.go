package faults

import (
	"cmp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	web "snapdeck/internal/app"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
	"snapdeck/test/app"
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
	timing := shortTiming()
	timing.MaxSends = 50 // a row may stay for as long as its words are looked for
	timing.CallTimeout, timing.Hold = d.callTimeout, d.callTimeout+lateApply
	if d.change != nil {
		d.change(&timing)
	}
	d.run(t, web.Options{Timing: timing}, append(app.Credentials(d.sim, "http://"+d.proxy.addr),
		"SNAPDECK_POLL_FAST="+fast, "SNAPDECK_POLL_WATCHED="+fast, "SNAPDECK_POLL_SLOW="+slow,
		"SNAPDECK_UNDO_WINDOW="+d.undoWindow.String(),
		"SNAPDECK_LANE_WIDTH="+strconv.Itoa(cmp.Or(d.width, 20)))...)
}
