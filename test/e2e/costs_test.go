package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// prices leave locations without one.
const prices = "SNAPDECK_PRICES=de/fra=0.05,de/txl=0.0625"

// each takes the pictures of a page at both widths and in both schemes, and looks it over.
func (b *tab) each(name, path string) {
	b.t.Helper()
	b.visit(path)
	for _, v := range []struct {
		width, height int64
		scheme        string
	}{{1440, 900, "light"}, {390, 844, "dark"}} {
		b.size(v.width, v.height)
		b.colours(v.scheme)
		b.wellMade(fmt.Sprintf("%s-%d-%s", name, v.width, v.scheme))
	}
	b.size(1440, 900)
	b.colours("light")
}

// waitingSnapshots asks for a batch of all volumes of a data center, which takes one after the other.
func (d *snapdeck) waitingSnapshots(t *testing.T, c *http.Client, datacenterID string) {
	t.Helper()
	form := url.Values{"key": {"a batch"}, "name": {"{volume} nightly"}}
	for _, v := range d.sim.Volumes() {
		if v.DatacenterID == datacenterID {
			form.Add("vol", v.ID)
		}
	}
	d.post(t, c, "/bulk/create", form, http.StatusSeeOther)
}

func TestMoneyAndTheQuotaShowOnEveryPageThatNeedsThem(t *testing.T) {
	t.Parallel()
	d := on(t, 1, watchful, prices)
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	snapshot := "/snapshots/" + d.sim.Snapshots()[0].ID
	c := d.program(t)
	b := open(t, d)
	b.logIn()
	b.visit(page)
	b.click("#create-button")
	b.sees(soon, "dialog#create[open] #consequences", "This snapshot will cost 0.63 EUR / 30 days, until it is deleted.")
	b.sees(soon, "dialog#create[open] .legend", "This snapshot 10 GB")
	b.accessible("create dialog with its cost")
	b.each("money-snapshots", "/snapshots?sort=-cost")
	b.sees(soon, "#list .summary", "EUR / 30 days, without")
	b.is("the dearest comes first", `document.querySelector("#list tbody tr").textContent.includes("EUR")`)
	b.each("money-volumes", "/volumes")
	b.is("the costs are in sight", `document.querySelector("#list").clientWidth > 600 && [...document.querySelectorAll("#list .scroll")].every((e) => e.scrollWidth <= e.clientWidth)`)
	b.each("money-delete", snapshot+"/delete")
	b.sees(soon, "main", "HDD quota, before → after")

	b.visit("/")
	b.sees(soon, "#tiles", "Cost of snapshots")
	d.waitingSnapshots(t, c, vol.DatacenterID)
	b.sees(soon, "#quotas .legend", "Planned by")
	d.post(t, c, snapshot+"/delete", url.Values{"key": {"gone soon"}, "phrase": {"delete the last one"}}, http.StatusSeeOther)
	b.sees(soon, "#quotas", "will be freed by 1 planned deletion.")
	b.each("money-overview", "/")
	b.each("money-create", page+"/create")
	b.sees(soon, "#consequences .legend", "Planned by")
	b.calm()
}

func TestMoneyShowsWithoutJavaScriptAndNotWithoutPrices(t *testing.T) {
	t.Parallel()
	priced, plain := on(t, fast, prices), on(t, fast)
	for _, d := range []*snapdeck{priced, plain} {
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
		b.sees(soon, "#quotas .legend", "Free")
		if d == priced {
			b.visit("/snapshots")
			b.link("#list thead", "Cost / 30 days")
			b.until(soon, "it is sorted by cost", `location.search === "?sort=cost" && `+exists(`th[aria-sort="ascending"]`))
		}
		b.calm()
	}
}
