package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// ordered returns the condition that some elements have these texts in this order.
func ordered(selector string, texts ...string) string {
	return `[...document.querySelectorAll(` + quote(selector) + `)].map((e) => e.textContent.trim()).join("|") === ` + quote(strings.Join(texts, "|"))
}

// setValue sets the value of a field, as a user does.
func setValue(selector, value string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](`(() => {
		const field = document.querySelector(` + quote(selector) + `);
		field.value = ` + quote(value) + `;
		field.dispatchEvent(new Event("input", { bubbles: true }));
		field.dispatchEvent(new Event("change", { bubbles: true }));
	})()`)
}

// submit sends a form of one field, which sends itself if scripts run.
func (b *tab) submit(form string) {
	b.t.Helper()
	if !b.hasScript() {
		b.click(form + " button")
	}
}

// ready waits until the page's scripts run, if they may.
func (b *tab) ready() {
	b.t.Helper()
	if b.hasScript() {
		b.waitFor(uiTimeout, "the scripts run", exists("html.js"))
	}
}

// Columns, pages, groups and views are used with and without JavaScript.
func TestLists_ColumnsGroupsPagesAndViews(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		b.chooseColumns()
		b.turnPages()
		b.groupRows()
		b.saveView()
		if b.hasScript() {
			b.saveViewOfTypedFilter()
		} else {
			b.sendFilter()
		}
	})
}

func (b *tab) chooseColumns() {
	b.t.Helper()
	b.visit("/volumes?type=HDD&sort=-size")
	b.click("#columns summary")
	b.requireAccessibleEverywhere("columns")
	b.click(`.ticks input[value="id"]`)
	b.click(`.ticks input[value="licence"]`)
	if !b.hasScript() {
		b.send("#columns button")
	}
	b.waitFor(uiTimeout, "the columns are those", ordered("#list thead th", "Select", "Volume", "Id", "Protection", "Last 14 days", "Server", "Data center", "Type", "Size", "Licence type", "Actions"))
	b.require("the menu stays open where the list answers at once", `!document.querySelector("html.js") || document.querySelector("#columns details").open`)
	b.require("the filter and the order are kept", `document.querySelector("select[name=type]").value === "HDD" && !!document.querySelector("th.num[aria-sort=descending]")`)
}

func (b *tab) turnPages() {
	b.t.Helper()
	b.visit("/volumes?per=10")
	b.ready()
	b.do(setValue(`.jump [name=page]`, "3"))
	b.submit(".jump")
	b.waitForText(uiTimeout, "#list .summary", "21–30 of ")
	b.ready()
	b.do(setValue(`.size select`, "25"))
	b.submit(".size")
	b.waitFor(uiTimeout, "the pages are larger, from the first on", `document.querySelectorAll("#list tr[id^=row-]").length === 25 && document.querySelector(".jump [name=page]").value === "1"`)
	b.requireAccessible("pages")
}

func (b *tab) groupRows() {
	b.t.Helper()
	b.visit("/volumes?q=web-0")
	b.click("#grouping summary")
	b.click(`#grouping a[href*="group=server"]`)
	b.waitFor(uiTimeout, "it is grouped", exists("#list .group.depth-2, #list .depth-2"))
	b.requireAccessibleEverywhere("grouped")
	b.click(`#grouping a[href*="fold=1"]`)
	b.waitFor(uiTimeout, "only the groups are left", `!document.querySelector("#list tr[id^=row-]") && document.querySelectorAll(".depth-2").length > 2`)
	b.click(`a[aria-label="Open web-01"]`)
	b.waitFor(uiTimeout, "one is open", exists(`a[aria-label="Close web-01"][aria-expanded=true]`)+` && !!document.querySelector("#list tr[id^=row-]")`)
}

func (b *tab) saveView() {
	b.t.Helper()
	b.visit("/snapshots?sort=size")
	b.click("#views summary")
	b.fill("#view-name", "The small ones")
	b.click("#views .tick input")
	b.requireAccessibleEverywhere("views-menu")
	b.send("#views form button")
	b.waitForText(uiTimeout, "#views summary", "The small ones")
	b.require("the list is as it was", `location.search === "?sort=size"`)
	b.visit("/volumes")
	b.click(`.side a[href^="/snapshots"]`)
	b.waitFor(uiTimeout, "the navigation leads to it", `location.search === "?sort=size"`)
	b.visit("/views")
	b.requireAccessibleEverywhere("views")
	b.send(".saved .risky")
	b.waitFor(uiTimeout, "it is gone", exists(".empty"))
}

// saveViewOfTypedFilter saves a list that was filtered without loading a page.
func (b *tab) saveViewOfTypedFilter() {
	b.t.Helper()
	b.visit("/volumes?cols=name,size&group=location")
	b.choose("type", "HDD")
	b.waitForText(uiTimeout, "#chips", "Type: HDD")
	b.require("the columns and groups are kept", `document.querySelectorAll("#list thead th").length === 4 && !!document.querySelector(".group")`)
	b.click("#views summary")
	b.fill("#view-name", "HDDs")
	b.send("#views form button")
	b.waitForText(uiTimeout, "#views summary", "HDDs")
	b.require("the filter was saved too", `new URLSearchParams(location.search).get("type") === "HDD" && new URLSearchParams(location.search).get("group") === "location"`)
}

// sendFilter filters by the form's button.
func (b *tab) sendFilter() {
	b.t.Helper()
	b.visit("/volumes?attached=no")
	b.click(".filters > summary")
	b.fill(`input[name="max"]`, "60")
	b.send(".filter > noscript button")
	b.waitFor(uiTimeout, "the form was sent", `location.search.includes("max=60") && location.search.includes("attached=no")`)
	b.require("both filters show", `document.querySelectorAll("#chips .chip").length >= 2`)
}
