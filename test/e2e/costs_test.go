package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// prices omit some locations.
const prices = "SNAPDECK_PRICES=de/fra=0.05,de/txl=0.0625"

// screenshotAll takes the pictures of a page at both widths and in both schemes, and checks it.
func (b *tab) screenshotAll(name, path string) {
	b.t.Helper()
	b.visit(path)
	for _, v := range []struct {
		width, height int64
		scheme        string
	}{{1440, 900, "light"}, {390, 844, "dark"}} {
		b.size(v.width, v.height)
		b.colours(v.scheme)
		b.requireWellMade(fmt.Sprintf("%s-%d-%s", name, v.width, v.scheme))
	}
	b.size(1440, 900)
	b.colours("light")
}

// waitingSnapshots requests a batch for all volumes of a data center, which executes them in sequence.
func (d *testApp) waitingSnapshots(t *testing.T, c *http.Client, datacenterID string) {
	t.Helper()
	form := url.Values{"key": {"a batch"}, "name": {"{volume} nightly"}}
	for _, v := range d.sim.Volumes() {
		if v.DatacenterID == datacenterID {
			form.Add("vol", v.ID)
		}
	}
	d.post(t, c, "/bulk/create", form, http.StatusSeeOther)
}

func TestCosts_OnEveryPage(t *testing.T) {
	t.Parallel()
	d := newApp(t, 1, pollEverySecond, prices)
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	snapshot := "/snapshots/" + d.sim.Snapshots()[0].ID
	c := d.loggedInClient(t)
	b := open(t, d)
	b.logIn()
	b.visit(page)
	b.click("#create-button")
	b.waitForText(uiTimeout, "dialog#create[open] #consequences", "0.63 EUR a month, until it is deleted")
	b.waitForText(uiTimeout, "dialog#create[open] .legend", "This snapshot 10 GB")
	b.requireNoViolations("create dialog with its cost")
	b.screenshotAll("money-snapshots", "/snapshots?sort=-cost")
	b.waitForText(uiTimeout, "#list .summary", "EUR a month, without")
	b.require("the dearest comes first", `document.querySelector("#list thead").textContent.includes("EUR / month")`)
	b.screenshotAll("money-volumes", "/volumes")
	b.require("the costs are in sight", `document.querySelector("#list").clientWidth > 600 && [...document.querySelectorAll("#list .scroll")].every((e) => e.scrollWidth <= e.clientWidth)`)
	b.screenshotAll("money-delete", snapshot+"/delete")
	b.waitForText(uiTimeout, "main", "HDD quota, before → after")

	b.visit("/")
	b.waitForText(uiTimeout, "#cost", "Cost of snapshots")
	d.waitingSnapshots(t, c, vol.DatacenterID)
	b.waitForText(uiTimeout, "#quotas .legend", "Planned by")
	d.post(t, c, snapshot+"/delete", url.Values{"key": {"gone soon"}, "phrase": {"delete the last one"}}, http.StatusSeeOther)
	b.waitForText(uiTimeout, "#quotas", "will be freed by 1 planned deletion.")
	b.screenshotAll("money-overview", "/")
	b.screenshotAll("money-create", page+"/create")
	b.waitForText(uiTimeout, "#consequences .legend", "Planned by")
	b.requireNoErrors()
}

func TestCosts_WithoutJavaScriptAndWithoutPrices(t *testing.T) {
	t.Parallel()
	priced, plain := newApp(t, fastSpeed, prices), newApp(t, fastSpeed)
	for _, d := range []*testApp{priced, plain} {
		_, page := d.volume(t, "prod-web-fra", "web-01-root")
		b := open(t, d)
		b.withoutScript()
		b.logIn()
		for _, path := range []string{"/", "/snapshots", "/volumes", "/datacenters", page, page + "/create"} {
			b.visit(path)
			if shows := strings.Contains(b.text("main"), "EUR"); shows != (d == priced) {
				t.Errorf("%s shows money: %v", path, shows)
			}
		}
		b.visit("/")
		b.waitForText(uiTimeout, "#quotas .legend", "Free")
		if d == priced {
			b.visit("/snapshots")
			b.link("#list thead", "EUR / month")
			b.waitFor(uiTimeout, "it is sorted by cost", `location.search === "?sort=cost" && `+exists(`th[aria-sort="ascending"]`))
		}
		b.requireNoErrors()
	}
}
