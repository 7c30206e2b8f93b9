package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

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
	b.requireAccessibleEverywhere("volumes-filtered")
	b.size(390, 844)
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
