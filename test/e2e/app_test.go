package e2e

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	web "snapdeck/internal/app"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/test/app"
)

const (
	user      = app.User
	password  = app.Password
	fastSpeed = 20 // simulator speed where timing does not matter
)

// testApp is a running dashboard.
type testApp struct {
	url  string
	data string
	sim  *ionossim.Sim // nil with the embedded simulator
	stop func()
}

// newApp starts a simulator at a speed and a dashboard that knows only its credentials. settings are further
// environment variables.
func newApp(t *testing.T, speed float64, settings ...string) *testApp {
	t.Helper()
	return newAppOn(t, simulate(t, speed), settings...)
}

// simulate starts a simulator at a speed.
func simulate(t *testing.T, speed float64) *ionossim.Sim {
	t.Helper()
	return app.Simulate(t, ionossim.Config{Seed: 1, Speed: speed})
}

// newAppOn starts a dashboard on a simulator.
func newAppOn(t *testing.T, sim *ionossim.Sim, settings ...string) *testApp {
	t.Helper()
	d := start(t, append(settings, app.Credentials(sim, "")...)...)
	d.sim = sim
	return d
}

// pollEverySecond makes the dashboard poll every second while there are subscribers, even without changes.
const pollEverySecond = "SNAPDECK_POLL_WATCHED=1s"

// start starts a dashboard with these environment variables.
func start(t *testing.T, settings ...string) *testApp {
	t.Helper()
	data := app.Data(t)
	d := app.Start(t, web.Options{}, append(app.Settings(data), settings...)...)
	return &testApp{url: d.URL, data: data, stop: func() { d.Stop(t) }}
}

// volume finds a volume of the simulator and its page.
func (d *testApp) volume(t *testing.T, datacenter, name string) (v ionossim.Volume, path string) {
	t.Helper()
	v, found := d.sim.VolumeNamed(datacenter, name)
	if !found {
		t.Fatalf("there is no volume %s in %s", name, datacenter)
	}
	return v, "/datacenters/" + v.DatacenterID + "/volumes/" + v.ID
}

// snapshotsOf returns the simulator's snapshots of a volume.
func (d *testApp) snapshotsOf(volumeID string) []ionossim.Snapshot {
	return slices.DeleteFunc(d.sim.Snapshots(), func(s ionossim.Snapshot) bool { return s.SourceVolumeID != volumeID })
}

// creations returns the number of requests for snapshots of a volume.
func (d *testApp) creations(volumeID string) int {
	n := 0
	for _, r := range d.sim.Requests() {
		if r.Method == http.MethodPost && strings.Contains(r.URL, volumeID+"/create-snapshot") {
			n++
		}
	}
	return n
}

// loggedInClient logs an HTTP client in, once the contract has been loaded. It does not follow redirects.
func (d *testApp) loggedInClient(t *testing.T) *http.Client {
	t.Helper()
	c := app.NewClient(t, cloudTimeout)
	c.LogIn(t, d.url)
	for deadline := time.Now().Add(uiTimeout); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		response, err := c.Get(d.url + "/datacenters")
		if err != nil {
			t.Fatal(err)
		}
		if text := read(t, response); response.StatusCode == http.StatusOK && !strings.Contains(text, "Loading ") {
			return c.Client
		}
	}
	t.Fatalf("the contract is not read within %s", uiTimeout)
	return nil
}

// post sends a form and requires a status.
func (d *testApp) post(t *testing.T, c *http.Client, path string, form url.Values, want int) http.Header {
	t.Helper()
	response, err := c.PostForm(d.url+path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != want {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 500))
		t.Fatalf("POST %s: status %d, want %d: %s", path, response.StatusCode, want, text)
	}
	return response.Header
}

// read returns the body of a response.
func read(t *testing.T, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
