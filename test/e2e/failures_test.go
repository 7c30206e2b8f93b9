package e2e

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"snapdeck/internal/cloud/ionossim"
)

// within is "within seconds", with what a loaded machine adds.
const within = time.Minute

func (b *tab) mark() {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`window.__mark = 1; undefined`))
}

func (b *tab) notReloaded() {
	b.t.Helper()
	b.is("the page was not loaded again", `window.__mark === 1`)
}

func TestATokenThatExpiresInMidSessionIsSaidAndHeals(t *testing.T) {
	t.Parallel()
	d := on(t, fast, watchful)
	b := open(t, d)
	b.logIn()
	b.visit("/volumes")
	b.mark()
	id, err := d.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.ExpiredToken})
	if err != nil {
		t.Fatal(err)
	}
	b.sees(within, "#problems .banner", "cannot be read")
	b.sees(soon, "#problems .banner", " since ")
	b.is("it says since when", exists("#problems .banner time"))
	b.is("what was known is shown", `document.querySelectorAll("#list tbody tr").length > 5`)
	b.notReloaded()
	b.accessible("volumes after the token expired")
	b.shot("volumes-token-expired")
	b.visit("/snapshots")
	b.is("other pages work from what was known", `document.querySelectorAll("#list tbody tr").length > 5`)
	b.mark()
	d.sim.Faults().Clear(id)
	b.until(within, "the banner goes away by itself", `!`+exists("#problems .banner"))
	b.notReloaded()
	b.calm()
}

func TestTheCloudGoesAwayAndComesBack(t *testing.T) {
	t.Parallel()
	d := on(t, fast, watchful)
	b := open(t, d)
	b.logIn()
	b.visit("/datacenters")
	b.until(within, "all is well", exists(`#live[data-state=live]`))
	b.mark()
	d.sim.Faults().Outage()
	b.until(within, "the indicator changes", exists(`#live[data-state=away]`))
	b.sees(soon, "#live", "as of")
	b.sees(soon, "#problems .banner", "cannot be read")
	b.is("what was known is shown", `document.querySelectorAll("#list tbody tr").length === 6`)
	b.accessible("data centers without the cloud")
	b.shot("datacenters-cloud-away")
	d.sim.Faults().EndOutage()
	b.until(later, "it heals by itself", exists(`#live[data-state=live]`)+` && !`+exists("#problems .banner"))
	b.notReloaded()
	b.calm()
}

func TestALostConnectionIsShown(t *testing.T) {
	t.Parallel()
	d := on(t, fast)
	b := open(t, d)
	b.logIn()
	b.visit("/volumes")
	b.until(within, "all is well", exists(`#live[data-state=live]`))
	d.stop()
	b.until(within, "the indicator changes", exists(`#live[data-state=lost]`))
	b.sees(soon, "#live", "Connection lost")
	b.is("what was known is shown", `document.querySelectorAll("#list tbody tr").length > 5`)
	b.calm("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")
}

func TestAnEndedSessionIsSaidInTheOpenPage(t *testing.T) {
	t.Parallel()
	d := on(t, fast, watchful)
	b := open(t, d)
	b.logIn()
	b.visit("/volumes?q=root")
	b.until(within, "all is well", exists(`#live[data-state=live]`))
	b.mark()
	d.post(t, b.cookies(), "/logout", url.Values{}, http.StatusSeeOther)
	b.sees(within, "#session-ended", "Your session ended")
	b.notReloaded()
	b.accessible("volumes after the session ended")
	b.shot("volumes-session-ended")
	b.link(".side", "Snapshots")
	b.until(soon, "one is sent to the log-in page", `location.pathname === "/login"`)
	b.logIn()
	b.is("one is back where one wanted to be", `location.pathname === "/snapshots"`)

	b.visit("/volumes?q=root")
	b.until(within, "all is well", exists(`#live[data-state=live]`))
	d.post(t, b.cookies(), "/logout", url.Values{}, http.StatusSeeOther)
	b.sees(within, "#session-ended", "Your session ended")
	b.link("#session-ended", "Log in")
	b.until(soon, "one is sent to the log-in page", `location.pathname === "/login"`)
	b.logIn()
	b.is("one is back where one was", `location.pathname + location.search === "/volumes?q=root"`)
	b.calm("401", "EventSource")
}
