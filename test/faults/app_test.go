package faults

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	web "snapdeck/internal/app"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
	"snapdeck/test/app"
)

const (
	testTimeout = 5 * time.Minute // only a failing test reaches it
	lateApply   = 5 * time.Second // enough for an aborted call to be applied on a busy computer
)

// testApp is the complete dashboard on a simulator, with a logged-in user.
type testApp struct {
	sim      *ionossim.Sim
	app      *app.Dashboard
	data     string
	settings []string // besides those of every dashboard
	url      string
	http     app.Client
}

// shortTiming returns the engine's timing, a hundred times faster, except for the timeout of a call: a late response
// on a busy computer would change the outcome.
func shortTiming() operation.Timing {
	t := operation.DefaultTiming()
	t.QueuePoll, t.PollInterval, t.RetryDelay, t.LabelRetryDelay = 50*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond, 20*time.Millisecond
	t.CallTimeout, t.Hold, t.UnknownAfter, t.MissingTimeout, t.RecheckInterval = shortCall, shortCall+lateApply, testTimeout, 10*time.Second, 200*time.Millisecond
	return t
}

func newApp(t *testing.T) *testApp {
	t.Helper()
	return newAppIn(t, app.Data(t))
}

// newAppIn starts it with its data in a directory, and with further settings.
func newAppIn(t *testing.T, data string, settings ...string) *testApp {
	t.Helper()
	sim := app.Simulate(t, ionossim.Config{Seed: 1, Speed: 100, RateLimit: -1, Burst: -1, Size: ionossim.SeedSize{Idle: true}})
	a := &testApp{sim: sim, data: data, settings: settings}
	a.start(t)
	t.Cleanup(func() { a.stop(t) })
	return a
}

// start starts the dashboard on its data, and logs in.
func (a *testApp) start(t *testing.T) {
	t.Helper()
	a.run(t, web.Options{Timing: shortTiming(), Write: 200 * time.Millisecond}, append(app.Credentials(a.sim, ""),
		"SNAPDECK_POLL_FAST=200ms", "SNAPDECK_POLL_WATCHED=200ms", "SNAPDECK_POLL_SLOW=400ms")...)
	a.awaitRead(t, strconv.Itoa(len(a.sim.Volumes()))+" volumes")
}

// run starts the dashboard with its own and further settings, and logs in.
func (a *testApp) run(t *testing.T, o web.Options, settings ...string) {
	t.Helper()
	o.Log = slog.New(slog.DiscardHandler)
	a.app = app.Start(t, o, slices.Concat(app.Settings(a.data), settings, a.settings)...)
	a.url, a.http = a.app.URL, app.NewClient(t, testTimeout)
	a.http.LogIn(t, a.url)
}

// awaitRead waits until all volumes and the snapshots are loaded.
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
	a.app.Stop(t)
}

func (a *testApp) get(t *testing.T, path string) (int, string) {
	t.Helper()
	status, text, err := a.http.Send(t.Context(), http.MethodGet, a.url+path, nil)
	require.NoError(t, err)
	return status, text
}

// post sends a form. It sends it again, as its notice says, while a slow disk makes the database count as not writable:
// the form's key records it once.
func (a *testApp) post(t *testing.T, path string, form url.Values) (status int, text string) {
	t.Helper()
	status, text, _ = a.postUntilWritten(t, path, form)
	return status, text
}

// postRedirect sends a form as post does, and returns its redirect.
func (a *testApp) postRedirect(t *testing.T, path string, form url.Values) string {
	t.Helper()
	status, text, to := a.postUntilWritten(t, path, form)
	require.Equal(t, http.StatusSeeOther, status, text)
	return to
}

func (a *testApp) postUntilWritten(t *testing.T, path string, form url.Values) (status int, text, location string) {
	t.Helper()
	app.Eventually(t, testTimeout, time.Second, path+": the database can be written to", func() bool {
		status, text, location = a.postOnce(t, path, form)
		return status != http.StatusServiceUnavailable || !strings.Contains(text, cannotWrite)
	})
	return status, text, location
}

// postOnce sends a form once.
func (a *testApp) postOnce(t *testing.T, path string, form url.Values) (status int, text, location string) {
	t.Helper()
	response, err := a.http.PostForm(a.url+path, form)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body), response.Header.Get("Location")
}

// smallVolume returns a volume of at most 20 GB in a data center.
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

// These are the intervals of checking a condition, and of checking an expensive one.
const (
	pollInterval     = 20 * time.Millisecond
	slowPollInterval = 150 * time.Millisecond
)

// eventually waits for a condition.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	app.Eventually(t, testTimeout, pollInterval, what, holds)
}

// eventuallySlow waits for a condition that is expensive to check.
func eventuallySlow(t *testing.T, what string, holds func() bool) {
	t.Helper()
	app.Eventually(t, testTimeout, slowPollInterval, what, holds)
}
