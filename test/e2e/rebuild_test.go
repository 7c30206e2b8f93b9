package e2e

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"snapdeck/internal/cloud/ionossim"
)

// page is the text at an address for a logged-in user.
func (d *testApp) page(t *testing.T, c *http.Client, path string) string {
	t.Helper()
	answer, err := c.Get(d.url + path)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, answer)
}

// read is the body of a response.
func read(t *testing.T, answer *http.Response) string {
	t.Helper()
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestSources_RebuiltFromCloud deletes the database: sources come from labels, or from the marker where none
// could be written.
func TestSources_RebuiltFromCloud(t *testing.T) {
	t.Parallel()
	for by, fault := range map[string]*ionossim.Fault{
		"labels on the snapshot":        nil,
		"the marker in its description": {Kind: ionossim.Forbidden, Route: "/labels", Method: http.MethodPost},
	} {
		t.Run(by, func(t *testing.T) {
			t.Parallel()
			d := newApp(t, fastSpeed, pollEverySecond)
			if fault != nil {
				if _, err := d.sim.Faults().Inject(*fault); err != nil {
					t.Fatal(err)
				}
			}
			vol, volumePage := d.volume(t, "staging-txl", "stage-tmp-01")
			c := d.loggedInClient(t)
			d.createSnapshot(t, c, volumePage, "before the disaster")
			waitForTime(t, cloudTimeout, func() bool {
				made := d.snapshotsOf(vol.ID)
				return len(made) == 1 && made[0].State == "AVAILABLE" && (fault != nil || len(made[0].Labels) == 3)
			})
			made := d.snapshotsOf(vol.ID)[0]
			_, rest, _ := strings.Cut(made.Description, "op=")
			operation, _, _ := strings.Cut(rest, " ")
			d.stop()

			again := start(t, "IONOS_API_URL="+d.sim.URL(), "IONOS_TOKEN="+d.sim.Token())
			again.sim = d.sim
			c = again.loggedInClient(t)
			waitForTime(t, cloudTimeout, func() bool { return strings.Contains(again.page(t, c, volumePage), "before the disaster") })
			shown := again.page(t, c, "/snapshots/"+made.ID)
			for _, want := range []string{vol.ID, operation, by, "stage-tmp-01"} {
				if want == "" || !strings.Contains(shown, want) {
					t.Errorf("the snapshot’s page does not tell %q", want)
				}
			}
		})
	}
}

// TestReplicas_RollingRestartFailsNoPage restarts one replica after the other, as a deployment does, during
// requests through a proxy.
func TestReplicas_RollingRestartFailsNoPage(t *testing.T) {
	t.Parallel()
	p := newReplicaPair(t)
	c := p.snapdeck.loggedInClient(t)
	_, volumePage := p.snapdeck.volume(t, "staging-txl", "stage-tmp-01")
	pages := []string{"/", "/volumes", volumePage, "/operations"}
	requested, failed := 0, 0
	ask := func(during time.Duration) {
		for until := time.Now().Add(during); time.Now().Before(until); requested++ {
			answer, err := c.Get(p.snapdeck.url + pages[requested%len(pages)])
			if err != nil {
				failed++
				t.Errorf("a page failed: %v", err)
				continue
			}
			if answer.Body.Close(); answer.StatusCode != http.StatusOK {
				failed++
				t.Errorf("a page answers %d", answer.StatusCode)
			}
		}
	}
	ask(time.Second)
	for i := range p.replicas {
		p.restart(t, i, func() { ask(500 * time.Millisecond) })
		ask(time.Second)
	}
	t.Logf("%d pages, %d failed", requested, failed)
}
