package faults

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/app"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/config"
	"snapdeck/internal/operation"
)

const (
	password    = "correct horse battery staple"
	testTimeout = 5 * time.Minute // only a test that fails waits for it
	lateApply   = 5 * time.Second // by when a call that was given up is carried out all the same, on a loaded machine
)

// testApp is the whole dashboard on a simulated cloud, with somebody logged in.
type testApp struct {
	sim      *ionossim.Sim
	app      *app.App
	data     string
	settings []string // beside those that every dashboard has
	url      string
	http     *http.Client
}

// shortTiming is the engine's timing with everything a hundred times shorter, but for how long a
// call may take: one that a loaded machine ends too late has an outcome of its own.
func shortTiming() operation.Timing {
	t := operation.DefaultTiming()
	t.QueuePoll, t.PollInterval, t.RetryDelay, t.LabelRetryDelay = 50*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond, 20*time.Millisecond
	t.CallTimeout, t.Hold, t.UnknownAfter, t.MissingTimeout, t.RecheckInterval = shortCall, shortCall+lateApply, testTimeout, 10*time.Second, 200*time.Millisecond
	return t
}

func newApp(t *testing.T) *testApp {
	t.Helper()
	return newAppIn(t, t.TempDir())
}

// newAppIn keeps its data in a folder, and has further settings.
func newAppIn(t *testing.T, data string, settings ...string) *testApp {
	t.Helper()
	sim, err := ionossim.New(ionossim.Config{Seed: 1, Speed: 100, RateLimit: -1, Burst: -1, Size: ionossim.SeedSize{Idle: true}})
	require.NoError(t, err)
	require.NoError(t, sim.Start(t.Context(), "127.0.0.1:0"))
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	a := &testApp{sim: sim, data: data, settings: settings}
	a.start(t)
	t.Cleanup(func() { a.stop(t) })
	return a
}

// start starts the dashboard on its data, and logs in.
func (a *testApp) start(t *testing.T) {
	t.Helper()
	c, err := config.Parse(nil, append([]string{
		"SNAPDECK_DATA=" + a.data, "SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_ADMIN_PASSWORD=" + password,
		"SNAPDECK_POLL_FAST=200ms", "SNAPDECK_POLL_WATCHED=200ms", "SNAPDECK_POLL_SLOW=400ms",
		"IONOS_API_URL=" + a.sim.URL(), "IONOS_TOKEN=" + a.sim.Token(),
	}, a.settings...), io.Discard)
	require.NoError(t, err)
	log := slog.New(slog.DiscardHandler)
	a.app, err = app.New(t.Context(), c, app.Options{Out: io.Discard, Log: log, Version: "faults", Timing: shortTiming(), Write: 200 * time.Millisecond})
	require.NoError(t, err)
	require.NoError(t, a.app.Start(t.Context()))
	a.url = "http://" + a.app.Addr()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	a.http = &http.Client{Jar: jar, Timeout: testTimeout, Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	status, _ := a.post(t, "/login", url.Values{"username": {"admin"}, "password": {password}})
	require.Equal(t, http.StatusSeeOther, status)
	a.awaitRead(t, strconv.Itoa(len(a.sim.Volumes()))+" volumes")
}

// awaitRead waits until all volumes and the snapshots are read.
func (a *testApp) awaitRead(t *testing.T, volumes string) {
	t.Helper()
	eventuallySlow(t, "the volumes are read", func() bool {
		_, text := a.get(t, "/volumes")
		return strings.Contains(text, volumes)
	})
	eventuallySlow(t, "the snapshots are read", func() bool {
		status, _ := a.get(t, "/snapshots/"+a.sim.Snapshots()[0].ID)
		return status == http.StatusOK
	})
}

func (a *testApp) stop(t *testing.T) {
	t.Helper()
	a.http.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(context.Background(), testTimeout)
	defer cancel()
	require.NoError(t, a.app.Stop(ctx))
}

func (a *testApp) get(t *testing.T, path string) (int, string) {
	t.Helper()
	answer, err := a.http.Get(a.url + path)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(text)
}

func (a *testApp) post(t *testing.T, path string, form url.Values) (int, string) {
	t.Helper()
	answer, err := a.http.PostForm(a.url+path, form)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(text)
}

// smallVolume is a volume of at most 20 GB of a data center.
func (a *testApp) smallVolume(t *testing.T, datacenterID string) ionossim.Volume {
	t.Helper()
	for _, v := range a.sim.Volumes() {
		if v.DatacenterID == datacenterID && v.SizeGB <= 20 {
			return v
		}
	}
	t.Fatal("the data center has no small volume")
	return ionossim.Volume{}
}

func (a *testApp) snapshotsNamed(name string) []ionossim.Snapshot {
	return slices.DeleteFunc(a.sim.Snapshots(), func(s ionossim.Snapshot) bool { return s.Name != name })
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(testTimeout); !holds(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", testTimeout, what)
		}
	}
}
