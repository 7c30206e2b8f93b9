package e2e

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

// rows is the number of rows in the list.
func (b *tab) rows() int {
	b.t.Helper()
	return get[int](b, `document.querySelectorAll("#list tr[id^=row-]").length`)
}

func TestFilters_ApplyAndRemove(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	b := open(t, d)
	b.logIn()
	b.visit("/volumes")
	all := b.text("#list .summary")
	b.choose("type", "HDD")
	b.waitForText(uiTimeout, "#chips", "Type: HDD")
	b.click(".filters > summary")
	b.fill(`input[name="min"]`, "20")
	b.waitForText(uiTimeout, "#chips", "Size from: 20 GB")
	b.require("the address holds both", `location.search === "?min=20&type=HDD" || location.search === "?type=HDD&min=20"`)
	b.require("all are HDD", `[...document.querySelectorAll("#list tr[id^=row-]")].every((r) => r.textContent.includes("HDD"))`)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".filters").open = false`))
	narrowed := b.text("#list .summary")
	if narrowed == all {
		t.Errorf("the totals stay %q", all)
	}
	b.requireNoViolations("volumes with filters")
	for _, v := range []struct {
		width, height int64
		scheme, name  string
	}{{1440, 900, "light", "1440-light"}, {1440, 900, "dark", "1440-dark"}, {390, 844, "light", "390-light"}, {390, 844, "dark", "390-dark"}} {
		b.size(v.width, v.height)
		b.colours(v.scheme)
		b.requireWellMade("volumes-filtered-" + v.name)
	}
	b.require("on a phone the filters are folded away", `!document.querySelector("select[name=type]").checkVisibility()`)
	b.waitForText(uiTimeout, ".filters > summary", "Filter 2")
	b.click(".filters > summary")
	b.require("and can be unfolded", `document.querySelector("select[name=type]").checkVisibility()`)
	b.requireWellMade("volumes-filters-open-390")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".filters").open = false`))
	b.size(1440, 900)
	b.colours("light")
	b.click(`#chips a[href="/volumes?min=20"]`)
	b.waitFor(uiTimeout, "one filter is left", `location.search === "?min=20" && document.querySelectorAll("#chips .chip").length === 2`)
	b.link("#chips", "Clear all")
	b.waitFor(uiTimeout, "none is left", `location.search === "" && !document.querySelector(".chip")`)
	b.waitForText(uiTimeout, "#list .summary", all)
	b.requireNoErrors()
}

func TestFilters_LiveUpdate(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond)
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	c := d.loggedInClient(t)
	b := open(t, d)
	b.logIn()
	b.visit("/snapshots?vol=" + vol.ID)
	b.waitForText(uiTimeout, "#list", "Nothing matches")
	b.waitForText(uiTimeout, "#chips", "Source volume: stage-tmp-01")
	other, otherPage := d.volume(t, "k8s-prod-txl", "control-01-root")
	d.post(t, c, otherPage+"/snapshots", map[string][]string{"key": {"k2"}, "name": {"not this one"}}, http.StatusSeeOther)
	waitForTime(t, cloudTimeout, func() bool { return len(d.snapshotsOf(other.ID)) == 1 })
	d.post(t, c, page+"/snapshots", map[string][]string{"key": {"k1"}, "name": {"live and filtered"}}, http.StatusSeeOther)
	b.waitForText(cloudTimeout, "#list", "live and filtered")
	b.require("the filter still holds", `document.querySelectorAll("#list tr[id^=row-]").length === 1 && !document.querySelector("#list").textContent.includes("not this one")`)
	b.requireNoErrors()
}

func TestFilters_WithoutJavaScript(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	b := open(t, d)
	b.logIn()
	b.withoutScript()
	b.visit("/volumes?attached=no&min=wide")
	b.waitForText(uiTimeout, "#chips", "a size is a number of GB")
	b.waitForText(uiTimeout, "#chips", "Attached: Not attached")
	n := b.rows()
	b.click(".filters > summary")
	b.fill(`input[name="max"]`, "60")
	b.send(".filter > noscript button")
	b.waitFor(uiTimeout, "the form was sent", `location.search.includes("max=60") && location.search.includes("attached=no")`)
	b.waitForText(uiTimeout, "#chips", "Size to: 60 GB")
	if m := b.rows(); m == 0 || m > n {
		t.Errorf("%d rows match, of %d before", m, n)
	}
	b.link("#chips", "Clear all")
	b.waitFor(uiTimeout, "no filter is left", `location.search === "" && !document.querySelector(".chip")`)
}
