package e2e

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// clippedCells lists the clipped elements of tables, except for names, which may end in "…".
const clippedCells = `(() => {
	const found = [];
	const mayBeCut = (e) => e.closest(".name, .names, .may-clip, .mail, .hidden, caption, details.menu > :not(summary)");
	for (const scroll of document.querySelectorAll(".list .scroll")) {
		if (scroll.scrollWidth > scroll.clientWidth + 1) found.push(scroll.ariaLabel + " is " + (scroll.scrollWidth - scroll.clientWidth) + " px too wide");
	}
	for (const cell of document.querySelectorAll(".list td, .list th")) {
		if (!cell.checkVisibility()) continue;
		const room = cell.getBoundingClientRect();
		for (const e of [cell, ...cell.querySelectorAll("*")]) {
			if (mayBeCut(e) || !e.checkVisibility() || e.closest("svg") && e.localName !== "svg") continue;
			const style = getComputedStyle(e);
			if (style.overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1) found.push("cut: " + e.textContent.trim());
			if (e === cell || style.display === "contents") continue;
			const r = e.getBoundingClientRect();
			if (r.width && (r.right > room.right + 1 || r.left < room.left - 1)) found.push("sticks out: " + e.outerHTML.slice(0, 120));
		}
	}
	const over = document.documentElement.scrollWidth - innerWidth;
	if (over > 0) found.push("the page scrolls sideways by " + over + " px");
	const below = document.documentElement.scrollHeight - Math.max(innerHeight, document.querySelector(".frame").getBoundingClientRect().bottom + scrollY);
	if (below > 100) found.push("the page goes on for " + below + " px below its content");
	return [...new Set(found)].slice(0, 8).join("\n");
})()`

// requireWholeCells requires that no cell of a page's tables is clipped, at the usual widths, at 200 % and on a
// phone.
func (b *tab) requireWholeCells(page string) {
	b.t.Helper()
	for _, v := range []struct{ width, height int64 }{{1440, 900}, {1280, 800}, {1024, 768}, {720, 450}, {640, 400}, {390, 844}} {
		b.size(v.width, v.height)
		if found := get[string](b, clippedCells); found != "" {
			b.t.Errorf("%s at %d px:\n%s", page, v.width, found)
			b.takePicture(fmt.Sprintf("cells-%d", v.width))
		}
	}
	b.size(1440, 900)
}

// listRoom describes how a list that scrolls by itself does not fill the window, or is "".
const listRoom = `(() => {
	const found = [], over = document.documentElement.scrollHeight - innerHeight;
	if (over > 0) found.push("the page is " + over + " px longer than the window");
	const list = document.querySelector("main > .list, main > form > .list"), scroll = list?.querySelector(".scroll");
	if (!list) found.push("there is no list");
	else if (scroll && scroll.scrollHeight > scroll.clientHeight + 1) {
		const bar = document.querySelector("main .selection");
		const left = innerHeight - Math.max(list.getBoundingClientRect().bottom, bar?.checkVisibility() ? bar.getBoundingClientRect().bottom : 0);
		if (left < 0 || left > 24) found.push(left + " px are left below the list");
	}
	return found.join("\n");
})()`

// A list scrolls by itself, without the page, whatever is above it and whether rows are selected.
func TestLists_FillWindow(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	b := open(t, d)
	b.logIn()
	for _, page := range []string{"/volumes", "/volumes?type=SSD&min=1", "/volumes?group=dc", "/snapshots", "/servers", "/datacenters", "/operations", "/audit", "/snapshots/sources"} {
		b.visit(page)
		b.ready()
		for _, v := range []struct{ width, height int64 }{{1440, 900}, {1280, 800}, {1920, 1080}} {
			b.size(v.width, v.height)
			if found := get[string](b, listRoom); found != "" {
				t.Errorf("%s at %d px: %s", page, v.width, found)
				b.takePicture(fmt.Sprintf("list-%d", v.width))
			}
		}
	}
	b.size(1440, 900)
	for _, page := range []string{"/volumes", "/snapshots"} {
		b.visit(page)
		b.ready()
		b.click("#list tbody input[type=checkbox]")
		b.waitFor(uiTimeout, "the bar of the selection is there", `document.querySelector(".selection[data-any]").checkVisibility()`)
		require.Empty(t, get[string](b, listRoom), "%s, with a selection", page)
	}
	b.requireNoErrors()
}

// Every cell of the lists is measured, with and without running operations.
func TestTables_NoCellIsClipped(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, "SNAPDECK_PRICES=*=0.05", pollEverySecond)
	vol, home := d.volume(t, "prod-data-fra", "db-01-root")
	b := open(t, d)
	b.logIn()
	pages := []string{"/volumes", "/volumes?sort=-rank", "/snapshots", "/datacenters", "/operations", "/audit", home, "/datacenters/" + vol.DatacenterID}
	for _, page := range pages {
		b.visit(page)
		b.ready()
		b.requireWholeCells(page)
	}
	if err := d.sim.HoldDatacenter(vol.DatacenterID); err != nil {
		t.Fatal(err)
	}
	b.visit(home + "/create")
	b.send("main form button.primary")
	b.waitFor(uiTimeout, "it runs, in one line", `document.querySelector("#operations .op.line").getBoundingClientRect().height <= 42`)
	for _, page := range append(pages, "/volumes?coverage=running") {
		b.visit(page)
		b.ready()
		b.requireWholeCells(page + ", running")
	}
	b.requireNoErrors()
}
