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
	password = "correct horse battery staple"
	patience = 5 * time.Minute // only a test that fails waits for it
	late     = 5 * time.Second // by when a call that was given up is carried out all the same, on a loaded machine
)

// deck is the whole dashboard on a simulated cloud, with somebody logged in.
type deck struct {
	sim      *ionossim.Sim
	app      *app.App
	data     string
	settings []string // beside those that every dashboard has
	url      string
	http     *http.Client
}

// impatient is the engine's timing with everything a hundred times shorter, but for how long a
// call may take: one that a loaded machine ends too late has an outcome of its own.
func impatient() operation.Timing {
	t := operation.DefaultTiming()
	t.Turn, t.Follow, t.Retry, t.Labels = 50*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond, 20*time.Millisecond
	t.Call, t.Hold, t.GiveUp, t.Vanish, t.Recheck = brisk, brisk+late, patience, 10*time.Second, 200*time.Millisecond
	return t
}

func newDeck(t *testing.T) *deck {
	t.Helper()
	return newDeckIn(t, t.TempDir())
}

// newDeckIn keeps its data in a folder, and has further settings.
func newDeckIn(t *testing.T, data string, settings ...string) *deck {
	t.Helper()
	sim, err := ionossim.New(ionossim.Config{Seed: 1, Speed: 100, RateLimit: -1, Burst: -1, Estate: ionossim.Estate{Quiet: true}})
	require.NoError(t, err)
	require.NoError(t, sim.Start(t.Context(), "127.0.0.1:0"))
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	d := &deck{sim: sim, data: data, settings: settings}
	d.start(t)
	t.Cleanup(func() { d.stop(t) })
	return d
}

// start starts the dashboard on its data, and logs in.
func (d *deck) start(t *testing.T) {
	t.Helper()
	c, err := config.Parse(nil, append([]string{
		"SNAPDECK_DATA=" + d.data, "SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_ADMIN_PASSWORD=" + password,
		"SNAPDECK_POLL_FAST=200ms", "SNAPDECK_POLL_WATCHED=200ms", "SNAPDECK_POLL_SLOW=400ms",
		"IONOS_API_URL=" + d.sim.URL(), "IONOS_TOKEN=" + d.sim.Token(),
	}, d.settings...), io.Discard)
	require.NoError(t, err)
	log := slog.New(slog.DiscardHandler)
	d.app, err = app.New(t.Context(), c, app.Options{Out: io.Discard, Log: log, Version: "faults", Timing: impatient(), Write: 200 * time.Millisecond})
	require.NoError(t, err)
	require.NoError(t, d.app.Start(t.Context()))
	d.url = "http://" + d.app.Addr()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	d.http = &http.Client{Jar: jar, Timeout: patience, Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	status, _ := d.post(t, "/login", url.Values{"username": {"admin"}, "password": {password}})
	require.Equal(t, http.StatusSeeOther, status)
	d.awaitRead(t, strconv.Itoa(len(d.sim.Volumes()))+" volumes")
}

// awaitRead waits until all volumes and the snapshots are read.
func (d *deck) awaitRead(t *testing.T, volumes string) {
	t.Helper()
	patiently(t, "the volumes are read", func() bool {
		_, text := d.get(t, "/volumes")
		return strings.Contains(text, volumes)
	})
	patiently(t, "the snapshots are read", func() bool {
		status, _ := d.get(t, "/snapshots/"+d.sim.Snapshots()[0].ID)
		return status == http.StatusOK
	})
}

func (d *deck) stop(t *testing.T) {
	t.Helper()
	d.http.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	require.NoError(t, d.app.Stop(ctx))
}

func (d *deck) get(t *testing.T, path string) (int, string) {
	t.Helper()
	answer, err := d.http.Get(d.url + path)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(text)
}

func (d *deck) post(t *testing.T, path string, form url.Values) (int, string) {
	t.Helper()
	answer, err := d.http.PostForm(d.url+path, form)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(text)
}

// small is a volume of at most 20 GB of a data center.
func (d *deck) small(t *testing.T, datacenterID string) ionossim.Volume {
	t.Helper()
	for _, v := range d.sim.Volumes() {
		if v.DatacenterID == datacenterID && v.SizeGB <= 20 {
			return v
		}
	}
	t.Fatal("the data center has no small volume")
	return ionossim.Volume{}
}

func (d *deck) marked(name string) []ionossim.Snapshot {
	return slices.DeleteFunc(d.sim.Snapshots(), func(s ionossim.Snapshot) bool { return s.Name != name })
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); !holds(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", patience, what)
		}
	}
}
