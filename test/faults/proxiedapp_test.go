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

// proxiedApp is a dashboard that reaches the simulator only through the proxy.
type proxiedApp struct {
	testApp
	proxy       *faultProxy
	callTimeout time.Duration // timeout of a create call
	undoWindow  time.Duration // of deletions

	width  int                     // of a lane; 0: wide enough that rows of a table do not wait for each other
	change func(*operation.Timing) // further changes; may be nil

	slowPolling bool // poll less often, since much happens at the same time
}

// The timeouts of a create call. A late response on a busy computer becomes a timeout, with another message; a
// call that may be late is not resent for that time.
const (
	shortCall = 5 * time.Second
	longCall  = 20 * time.Second
)

// newProxiedApp has little seed data, since every page is read many times.
func newProxiedApp(t *testing.T, call time.Duration) *proxiedApp {
	t.Helper()
	return newProxiedAppWithServers(t, call, 0)
}

// newProxiedAppWithServers has a number of servers; 0: as many as its volumes need.
func newProxiedAppWithServers(t *testing.T, call time.Duration, servers int) *proxiedApp {
	t.Helper()
	return newProxiedAppWith(t, servers, func(d *proxiedApp) { d.callTimeout = call })
}

// newProxiedAppWith is configured by the caller before the start.
func newProxiedAppWith(t *testing.T, servers int, set func(*proxiedApp)) *proxiedApp {
	t.Helper()
	sim, err := ionossim.New(ionossim.Config{
		Seed: 1, Speed: 200, RateLimit: -1, Burst: -1,
		Size: ionossim.SeedSize{Datacenters: 4, Volumes: 24, Servers: servers, Snapshots: 6, Idle: true},
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	d := &proxiedApp{testApp: testApp{sim: sim, data: app.Data(t)}, proxy: newFaultProxy(sim.Handler()), callTimeout: shortCall}
	set(d)
	d.proxy.listen(t)
	t.Cleanup(func() { d.proxy.stop(t) })
	d.startAndLoad(t)
	t.Cleanup(func() { d.stop(t) })
	return d
}

// startAndLoad starts the dashboard on its data, logs in and waits for the first load.
func (d *proxiedApp) startAndLoad(t *testing.T) {
	t.Helper()
	d.start(t)
	d.awaitRead(t, "24 volumes")
}

// start starts the dashboard on its data and logs in, whether or not the contract can be read.
func (d *proxiedApp) start(t *testing.T) {
	t.Helper()
	fast, slow := "200ms", "400ms"
	if d.slowPolling {
		fast, slow = "600ms", "2s"
	}
	timing := shortTiming()
	timing.MaxSends = 50 // a row may stay for as long as its message is waited for
	timing.CallTimeout, timing.Hold = d.callTimeout, d.callTimeout+lateApply
	if d.change != nil {
		d.change(&timing)
	}
	d.run(t, web.Options{Timing: timing}, append(app.Credentials(d.sim, "http://"+d.proxy.addr),
		"SNAPDECK_POLL_FAST="+fast, "SNAPDECK_POLL_WATCHED="+fast, "SNAPDECK_POLL_SLOW="+slow,
		"SNAPDECK_UNDO_WINDOW="+d.undoWindow.String(),
		"SNAPDECK_LANE_WIDTH="+strconv.Itoa(cmp.Or(d.width, 20)))...)
}
