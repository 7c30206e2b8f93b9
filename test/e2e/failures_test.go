package e2e

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"snapdeck/internal/cloud/ionossim"
)

// recoveryTimeout is "within seconds" on a busy computer.
const recoveryTimeout = time.Minute

func (b *tab) markLoad() {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`window.__mark = 1; undefined`))
}

func (b *tab) requireNoReload() {
	b.t.Helper()
	b.require("the page was not loaded again", `window.__mark === 1`)
}

func TestFailures_TokenExpires(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond)
	b := open(t, d)
	b.logIn()
	b.visit("/volumes")
	b.markLoad()
	id, err := d.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.ExpiredToken})
	if err != nil {
		t.Fatal(err)
	}
	b.waitForText(recoveryTimeout, "#problems .banner", "cannot be read")
	b.waitForText(uiTimeout, "#problems .banner", " since ")
	b.require("the page shows since when", exists("#problems .banner time"))
	b.require("what was known is shown", `document.querySelectorAll("#list tbody tr").length > 5`)
	b.requireNoReload()
	b.requireNoViolations("volumes after the token expired")
	b.screenshot("volumes-token-expired")
	b.visit("/snapshots")
	b.require("other pages work from what was known", `document.querySelectorAll("#list tbody tr").length > 5`)
	b.markLoad()
	d.sim.Faults().Clear(id)
	b.waitFor(recoveryTimeout, "the banner goes away by itself", `!`+exists("#problems .banner"))
	b.requireNoReload()
	b.requireNoErrors()
}

func TestFailures_CloudUnreachable(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond)
	b := open(t, d)
	b.logIn()
	b.visit("/datacenters")
	b.waitFor(recoveryTimeout, "all is well", exists(`#live[data-state=live]`))
	b.markLoad()
	b.watchShifts()
	d.sim.Faults().Outage()
	b.waitFor(recoveryTimeout, "the indicator changes", exists(`#live[data-state=away]`))
	b.waitForText(uiTimeout, "#live", "as of")
	b.waitForText(uiTimeout, "#problems .banner", "IONOS Cloud is unreachable")
	b.require("what was known is shown", `document.querySelectorAll("#list tbody tr").length === 6`)
	b.requireNoViolations("data centers without IONOS Cloud")
	b.screenshot("datacenters-cloud-away")
	d.sim.Faults().EndOutage()
	b.waitFor(cloudTimeout, "it heals by itself", exists(`#live[data-state=live]`)+` && !`+exists("#problems .banner"))
	b.requireNoShifts()
	b.requireNoReload()
	b.requireNoErrors()
}

func TestFailures_ConnectionLost(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	b := open(t, d)
	b.logIn()
	b.visit("/volumes")
	b.waitFor(recoveryTimeout, "all is well", exists(`#live[data-state=live]`))
	d.stop()
	b.waitFor(recoveryTimeout, "the indicator changes", exists(`#live[data-state=lost]`))
	b.waitForText(uiTimeout, "#live", "Connection lost")
	b.require("what was known is shown", `document.querySelectorAll("#list tbody tr").length > 5`)
	b.requireNoErrors("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")
}

func TestFailures_SessionEndedInOpenPage(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond)
	b := open(t, d)
	b.logIn()
	b.visit("/volumes?q=root")
	b.waitFor(recoveryTimeout, "all is well", exists(`#live[data-state=live]`))
	b.markLoad()
	d.post(t, b.cookies(), "/logout", url.Values{}, http.StatusSeeOther)
	b.waitForText(recoveryTimeout, "#session-ended", "Your session ended")
	b.requireNoReload()
	b.requireNoViolations("volumes after the session ended")
	b.screenshot("volumes-session-ended")
	b.link(".side", "Snapshots")
	b.waitFor(uiTimeout, "a redirect to the login page", `location.pathname === "/login"`)
	b.logIn()
	b.require("one is back where one wanted to be", `location.pathname === "/snapshots"`)

	b.visit("/volumes?q=root")
	b.waitFor(recoveryTimeout, "all is well", exists(`#live[data-state=live]`))
	d.post(t, b.cookies(), "/logout", url.Values{}, http.StatusSeeOther)
	b.waitForText(recoveryTimeout, "#session-ended", "Your session ended")
	b.link("#session-ended", "Log in")
	b.waitFor(uiTimeout, "a redirect to the login page", `location.pathname === "/login"`)
	b.logIn()
	b.require("one is back where one was", `location.pathname + location.search === "/volumes?q=root"`)
	b.requireNoErrors("401", "EventSource")
}

// watchShifts notes from now on what moves on the page without input, but for relative times and what lies
// over the page.
func (b *tab) watchShifts() {
	b.t.Helper()
	b.require("shifts are watched", `(() => {
		window.shifts = [];
		new PerformanceObserver((list) => list.getEntries().filter((e) => !e.hadRecentInput).forEach((e) => e.sources.filter((s) => !s.node?.parentElement?.closest("time, #problems")).forEach((s) => window.shifts.push((s.node?.outerHTML ?? s.node?.textContent ?? "gone").slice(0, 80))))).observe({ type: "layout-shift" });
		return true;
	})()`)
}

func (b *tab) requireNoShifts() {
	b.t.Helper()
	if moved := get[[]string](b, `window.shifts`); len(moved) > 0 {
		b.t.Errorf("these moved: %q", moved)
	}
}
