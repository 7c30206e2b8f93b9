package e2e

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// streamsOpened returns the number of event streams opened so far.
func (d *testApp) streamsOpened(t *testing.T) int {
	t.Helper()
	response, err := http.Get(d.url + "/metrics")
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	total := 0
	for _, m := range regexp.MustCompile(`(?m)^snapdeck_http_request_duration_seconds_count\{[^}]*method="GET"[^}]*route="/events"[^}]*\} (\d+)`).FindAllSubmatch(text, -1) {
		n, err := strconv.Atoi(string(m[1]))
		require.NoError(t, err)
		total += n
	}
	return total
}

// first runs a script in each page before its own.
func (b *tab) first(script string) {
	b.t.Helper()
	b.do(call(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}))
}

const (
	noWorkers = `delete window.SharedWorker`
	noLocks   = `delete window.SharedWorker; delete Navigator.prototype.locks`
)

// There are more tabs than a browser opens connections to a server over HTTP/1.1.
func TestStream_EightTabsShareOneConnection(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{"a shared worker": ``, "an elected tab": noWorkers} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newApp(t, fastSpeed, pollEverySecond, pollUnwatched)
			vol, volume := d.volume(t, "staging-txl", "stage-tmp-01")
			c := d.loggedInClient(t)
			b := open(t, d)
			b.first(script)
			b.logIn()
			waitForTime(t, uiTimeout, func() bool { return d.streamsOpened(t) > 0 })
			paths := []string{"/", "/snapshots", "/snapshots?sort=name", "/snapshots?per=100", volume, "/operations", "/audit", "/audit?per=100"}
			opened := d.streamsOpened(t)
			tabs := []*tab{b}
			for _, path := range paths[1:] {
				one := b.newTabBeside()
				one.first(script)
				one.visit(path)
				tabs = append(tabs, one)
			}
			for _, one := range tabs {
				one.waitFor(uiTimeout, "it is live", exists(`#live[data-state=live]`))
				one.markLoad()
			}
			d.createForeignSnapshot(t, c, vol.ID)
			for i, one := range tabs {
				one.waitForText(cloudTimeout, "main", "by a colleague")
				require.True(t, get[bool](one, `window.__mark === 1`), paths[i])
			}
			require.Equal(t, opened, d.streamsOpened(t), "no tab opened a stream of its own, or restarted that of the others")

			seen := []string{}
			for _, one := range tabs {
				seen = append(seen, get[string](one, `document.getElementById("live").dataset.at`))
			}
			for i, one := range tabs {
				one.waitFor(uiTimeout, "a heartbeat reaches every tab", `document.getElementById("live").dataset.at > `+quote(seen[i]))
			}

			tabs[7].end()
			tabs[3].visit("/volumes?per=100")
			tabs[3].waitFor(uiTimeout, "it is live", exists(`#live[data-at]`))
			require.NoError(t, d.sim.RenameVolume(vol.ID, "renamed for all"))
			tabs[3].waitForText(cloudTimeout, "#row-"+vol.ID, "renamed for all")
			require.Equal(t, opened, d.streamsOpened(t))

			tabs[5].do(chromedp.Evaluate[chromedp.Void](`document.querySelector("form[action='/logout']").submit()`))
			for i, one := range tabs[:5] {
				one.waitFor(uiTimeout, "tab "+fmt.Sprint(i)+" shows that the session ended", exists("#session-ended"))
			}
		})
	}
}

// Each tab then has its own stream.
func TestStream_WorksWithoutWorkersAndLocks(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond, pollUnwatched)
	vol, _ := d.volume(t, "staging-txl", "stage-tmp-01")
	b := open(t, d)
	b.first(noLocks)
	b.logIn()
	b.visit("/volumes?per=500")
	b.waitFor(uiTimeout, "the page is live", exists(`#live[data-state=live]`))
	require.NoError(t, d.sim.RenameVolume(vol.ID, "renamed alone"))
	b.waitForText(cloudTimeout, "#row-"+vol.ID, "renamed alone")
	b.requireNoErrors()
}

// Changes reach the tab when it is shown.
func TestStream_TabOpenedHiddenHasNoUpdatesUntilShown(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond, pollUnwatched)
	vol, _ := d.volume(t, "staging-txl", "stage-tmp-01")
	b := open(t, d)
	b.logIn()
	b.visit("/volumes?per=500")
	hidden := b.newTabBeside()
	hidden.first(`window.unseen = true; Object.defineProperty(Document.prototype, "hidden", { get: () => window.unseen })`)
	hidden.visit("/volumes?per=500")
	hidden.waitFor(uiTimeout, "the scripts run", exists(".js"))
	hidden.markLoad()
	require.NoError(t, d.sim.RenameVolume(vol.ID, "changed unseen"))
	b.waitForText(cloudTimeout, "#row-"+vol.ID, "changed unseen")
	hidden.require("a hidden tab gets nothing", has("#row-"+vol.ID, "stage-tmp-01"))
	hidden.do(chromedp.Evaluate[chromedp.Void](`window.unseen = false; document.dispatchEvent(new Event("visibilitychange")); undefined`))
	hidden.waitForText(uiTimeout, "#row-"+vol.ID, "changed unseen")
	hidden.requireNoReload()
	b.requireNoErrors()
	hidden.requireNoErrors()
}
