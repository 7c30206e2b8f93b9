package e2e

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// ordered is the condition that some elements have these texts in this order.
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

// submit sends a form of one field, which sends itself where there are scripts.
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

func TestTable_ColumnsAndPages(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		b.visit("/volumes?type=HDD&sort=-size")
		b.click("#columns summary")
		b.requireWellMadeEverywhere("columns")
		b.click(`.ticks input[value="id"]`)
		b.click(`.ticks input[value="licence"]`)
		if !b.hasScript() {
			b.send("#columns button")
		}
		b.waitFor(uiTimeout, "the columns are those", ordered("#list thead th", "Select", "Volume", "Id", "Protection", "Last 14 days", "Server", "Data center", "Type", "Size", "Licence type", "Actions"))
		b.require("the menu stays open where the list answers at once", `!document.querySelector("html.js") || document.querySelector("#columns details").open`)
		b.require("the filter and the order are kept", `document.querySelector("select[name=type]").value === "HDD" && !!document.querySelector("th.num[aria-sort=descending]")`)
		b.link("#list thead", "Id")
		b.waitFor(uiTimeout, "it is sorted by the id", `[...document.querySelectorAll("#list td code")].map((e) => e.textContent).every((id, i, all) => i === 0 || all[i - 1] <= id)`)

		b.visit("/volumes?per=10")
		b.ready()
		b.do(setValue(`.jump [name=page]`, "3"))
		b.submit(".jump")
		b.waitForText(uiTimeout, "#list .summary", "21–30 of ")
		b.click(`.pages a:last-child`)
		b.waitFor(uiTimeout, "the last page is shown", `document.querySelector(".jump [name=page]").value === document.querySelector(".jump [name=page]").max`)
		b.ready()
		b.do(setValue(`.size select`, "25"))
		b.submit(".size")
		b.waitFor(uiTimeout, "the pages are larger, from the first on", `document.querySelectorAll("#list tr[id^=row-]").length === 25 && document.querySelector(".jump [name=page]").value === "1"`)
		b.requireAccessible("pages")
	})
}

func TestGrouping_Volumes(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		b.visit("/volumes?q=web-0")
		all := b.rows()
		b.click("#grouping summary")
		b.link("#grouping", "By location, data center and server")
		b.waitForText(uiTimeout, "#list .group", "de/fra")
		b.require("all rows are there", `document.querySelectorAll("#list tr[id^=row-]").length === `+strconv.Itoa(all))
		b.requireWellMadeEverywhere("grouped")
		b.link("#grouping", "Close all groups")
		b.waitFor(uiTimeout, "only the groups are left", `!document.querySelector("#list tr[id^=row-]") && document.querySelectorAll(".depth-2").length > 2`)
		b.requireWellMadeEverywhere("groups-closed")
		b.click(`a[aria-label="Open web-01"]`)
		b.waitFor(uiTimeout, "one is open", exists(`a[aria-label="Close web-01"][aria-expanded=true]`)+` && !!document.querySelector("#list tr[id^=row-]")`)
		b.require("the search is kept", `document.querySelector("form[data-filter] input[type=search]").value === "web-0"`)
		b.click(`a[aria-label="Close de/fra"]`)
		b.waitFor(uiTimeout, "a location is closed with all that is in it", exists(`a[aria-label="Open de/fra"]`)+` && !`+exists(`a[aria-label$=" web-01"]`))
		b.link("#list", "de/fra")
		b.waitForText(uiTimeout, "#chips", "Location: de/fra")
		b.require("one location is left", `document.querySelectorAll(".depth-0").length === 1`)
	})
}

func TestSavedViews_SaveList(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, d *testApp, b *tab) {
		b.visit("/snapshots?sort=size")
		b.click("#views summary")
		b.fill("#view-name", "The small ones")
		b.click("#views .tick input")
		b.requireWellMadeEverywhere("views-menu")
		b.send("#views form button")
		b.waitForText(uiTimeout, "#views summary", "The small ones")
		b.require("the list is as it was", `location.search === "?sort=size"`)
		b.visit("/volumes")
		b.click(`.side a[href^="/snapshots"]`)
		b.waitFor(uiTimeout, "the navigation leads to it", `location.search === "?sort=size"`)
		b.click("#views summary")
		b.link("#views", "All snapshots")
		b.waitFor(uiTimeout, "the whole list is a step away", `location.pathname + location.search === "/snapshots"`)
		b.click("#views summary")
		b.link("#views", "Manage saved views")
		b.waitForText(uiTimeout, ".saved", "The small ones default")
		b.requireWellMadeEverywhere("views")
		b.fill(".saved input[name=name]", "Tiny")
		b.send(".saved > li > form button")
		b.waitForText(uiTimeout, ".saved a", "Tiny")
		b.send(".saved .risky")
		b.waitForText(uiTimeout, ".empty", "No saved views yet")
		b.require("the navigation leads to all again", `document.querySelector('.side a[href^="/snapshots"]').getAttribute("href") === "/snapshots"`)
	})
}

// TestSavedViews_MenuFollowsFilter saves a list that was filtered without loading a page.
func TestSavedViews_MenuFollowsFilter(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	b := open(t, d)
	b.logIn()
	b.visit("/volumes?cols=name,size&group=location")
	b.choose("type", "HDD")
	b.waitForText(uiTimeout, "#chips", "Type: HDD")
	b.require("what is shown is kept", `document.querySelectorAll("#list thead th").length === 4 && !!document.querySelector(".group")`)
	b.click("#views summary")
	b.fill("#view-name", "HDDs")
	b.send("#views form button")
	b.waitForText(uiTimeout, "#views summary", "HDDs")
	b.require("the filter was saved too", `new URLSearchParams(location.search).get("type") === "HDD" && new URLSearchParams(location.search).get("group") === "location"`)
	b.requireNoErrors()
}
