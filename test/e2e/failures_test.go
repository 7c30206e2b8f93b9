package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
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

// The open page shows the failure, keeps its content, and recovers by itself.
func TestFailures_CloudAndServerUnreachable(t *testing.T) {
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
	b.waitFor(uiTimeout, "the problem is shown", exists(`#problems .banner[data-error="unreachable"]`))
	b.require("the known data is shown", `document.querySelectorAll("#list tbody tr").length === 6`)
	b.requireNoViolations("data centers without IONOS Cloud")
	b.screenshot("datacenters-cloud-away")
	d.sim.Faults().EndOutage()
	b.waitFor(cloudTimeout, "it heals by itself", exists(`#live[data-state=live]`)+` && !`+exists("#problems .banner"))
	b.requireNoShifts()
	b.requireNoReload()
	b.requireNoErrors()

	d.stop()
	b.waitFor(recoveryTimeout, "the indicator changes", exists(`#live[data-state=lost]`))
	b.require("the known data is shown", `document.querySelectorAll("#list tbody tr").length === 6`)
	b.requireNoErrors("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")
}

// watchShifts records what moves on the page without input from now on, except for relative times and overlays.
func (b *tab) watchShifts() {
	b.t.Helper()
	b.require("shifts are watched", `(() => {
		window.shifts = [];
		new PerformanceObserver((list) => list.getEntries().filter((e) => !e.hadRecentInput).forEach((e) => e.sources.filter((s) => s.node?.id !== "problems" && !s.node?.parentElement?.closest("time, #problems")).forEach((s) => window.shifts.push((s.node?.outerHTML ?? s.node?.textContent ?? "gone").slice(0, 80))))).observe({ type: "layout-shift" });
		return true;
	})()`)
}

func (b *tab) requireNoShifts() {
	b.t.Helper()
	if moved := get[[]string](b, `window.shifts`); len(moved) > 0 {
		b.t.Errorf("these moved: %q", moved)
	}
}
