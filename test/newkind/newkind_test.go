// Package newkind adds a kind of operation to Snapdeck as docs/contributing.md says, builds the dashboard with it,
// and uses it.
package newkind

import (
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/test/app"
)

const finishWithin = time.Minute

// dashboard is a dashboard with the kind, on a simulator.
type dashboard struct {
	sim    *ionossim.Sim
	url    string
	client app.Client
}

func start(t *testing.T, overlay string) dashboard {
	t.Helper()
	program := filepath.Join(t.TempDir(), "web")
	run(t, "build", overlay, "-ldflags", "-s -w", "-o", program, "snapdeck/cmd/web")
	sim := app.Simulate(t, ionossim.Config{Seed: 1, Speed: 100, Size: ionossim.SeedSize{Idle: true}})
	settings := append(app.Settings(t.TempDir()), app.Credentials(sim, "")...)
	process := app.StartProcess(t, program, nil, append(settings, "SNAPDECK_POLL_FAST=300ms", "SNAPDECK_POLL_WATCHED=300ms", "SNAPDECK_POLL_SLOW=1s")...)
	d := dashboard{sim, process.URL, app.NewClient(t, finishWithin)}
	d.client.LogIn(t, d.url)
	return d
}

func (d dashboard) page(t *testing.T, path string) (status int, text string) {
	t.Helper()
	status, text, err := d.client.Send(t.Context(), http.MethodGet, d.url+path, nil)
	require.NoError(t, err)
	return status, text
}

// submit sends the form of a page and returns the page that it leads to.
func (d dashboard) submit(t *testing.T, path, page string) string {
	t.Helper()
	key := regexp.MustCompile(`name="key" value="([^"]+)"`).FindStringSubmatch(page)
	require.NotNil(t, key, page)
	response, err := d.client.PostForm(d.url+path, url.Values{"key": {key[1]}})
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusSeeOther, response.StatusCode)
	return response.Header.Get("Location")
}

func TestNewKind_RunsEndToEnd(t *testing.T) {
	t.Parallel()
	overlay := overlay(t)
	d := start(t, overlay)
	snapshot := d.sim.Snapshots()[0]
	form := "/snapshots/" + snapshot.ID + "/touch"
	var page string
	app.Eventually(t, finishWithin, 100*time.Millisecond, "the form is shown", func() (shown bool) {
		var status int
		status, page = d.page(t, form)
		return status == http.StatusOK
	})
	operation := d.submit(t, form, page)

	app.Eventually(t, finishWithin, 100*time.Millisecond, "the operation is done", func() bool {
		_, page = d.page(t, operation)
		return regexp.MustCompile(`data-kind="touch-snapshot" data-state="done"`).MatchString(page)
	})
	for _, word := range []string{"Touch snapshot", "Touched", "Snapshot touched."} {
		require.Contains(t, page, word)
	}
	_, page = d.page(t, "/operations")
	require.Contains(t, page, `data-kind="touch-snapshot" data-state="done"`)
	require.Contains(t, page, "Touch snapshot")
	_, page = d.page(t, "/audit?action=touch-snapshot")
	require.Contains(t, page, "Touch a snapshot")
	require.Contains(t, page, operation)

	status, labels := d.sim.Act("test", http.MethodGet, "/snapshots/"+snapshot.ID+"/labels/touched", "")
	require.Equal(t, http.StatusOK, status, labels)
	require.Contains(t, labels, `"yes"`)
}

func TestNewKind_HasCompleteSpec(t *testing.T) {
	t.Parallel()
	run(t, "test", overlay(t), "-vet=off", "-run", "^TestKinds_HaveCompleteSpec$", "snapdeck/internal/arch")
}
