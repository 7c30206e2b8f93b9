package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// It counts what a first visit loads, except for the event stream, and checks where lists begin and how the keyboard
// reaches them.
func TestLayout_FirstVisit(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	b := open(t, d)
	b.logIn()
	b.visit("/")
	b.waitFor(uiTimeout, "the page is live", exists(`#live[data-state=live]`))
	loaded := get[[]string](b, `performance.getEntriesByType("resource").map((e) => new URL(e.name).pathname).filter((p) => p !== "/events")`)
	of := func(ending string) (n int) {
		for _, path := range loaded {
			if strings.HasSuffix(path, ending) {
				n++
			}
		}
		return n
	}
	require.Equal(t, 1, of(".css"), loaded)
	require.Equal(t, 1, of(".js"), loaded)
	require.LessOrEqual(t, len(loaded), 5, loaded)
	b.require("a page without a list has one skip link", `document.querySelectorAll("a.skip").length === 1`)
	for _, path := range []string{"/volumes", "/snapshots", "/datacenters", "/operations", "/audit", "/snapshots/sources"} {
		b.visit(path)
		b.write("\t\t")
		require.Equal(t, "Skip to the list", get[string](b, `document.activeElement.textContent`), path)
		b.require("it shows", `document.activeElement.getBoundingClientRect().left >= 0`)
		b.write(kb.Enter)
		b.waitFor(uiTimeout, "the list has the focus", `document.activeElement.id === "list"`)
	}
	b.requireHighRows()
	b.requireNoErrors()
}

// requireHighRows requires that the list of volumes begins near the top, with rows of the right height.
func (b *tab) requireHighRows() {
	b.t.Helper()
	b.visit("/volumes")
	b.ready()
	b.require("the first row is high on the page", `document.querySelector("#list tbody tr").getBoundingClientRect().top < 230`)
	b.require("a row has one line", `[...document.querySelectorAll("#list tbody tr")].every((r) => Math.abs(r.getBoundingClientRect().height - 35) <= 1)`)
	b.size(1100, 900)
	b.require("or two", `[...document.querySelectorAll("#list tbody tr")].every((r) => Math.abs(r.getBoundingClientRect().height - 53) <= 1)`)
	b.require("a hidden column is repeated below the name", `document.querySelector("#list .second .if1").checkVisibility() && !document.querySelector("#list td.drop1").checkVisibility()`)
	b.require("the menu of a row opens without a script", `(() => { const menu = document.querySelector("#list .row-actions details"); menu.open = true; return menu.querySelector("a").checkVisibility(); })()`)
}
