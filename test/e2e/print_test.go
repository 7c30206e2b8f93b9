package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/stretchr/testify/require"
)

// onPaper lays the page out for a printer.
func (b *tab) onPaper() {
	b.t.Helper()
	b.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	}))
}

// toPress lists elements without use on paper.
const toPress = `["header .search", ".side", ".crumbs", ".filter", ".selection", ".tools", "#exports", "#problems .banner", ".menu", "td.act", "td.select", "th.select", ".pages", ".buttons", ".actions"]`

// It checks lists, the audit log and a volume's page in print layout.
func TestPrint_ShowsContentWithoutControls(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	_, volume := d.volume(t, "prod-web-fra", "web-01-root")
	b := open(t, d)
	b.logIn()
	for name, path := range map[string]string{"volumes": "/volumes", "snapshots": "/snapshots", "datacenters": "/datacenters", "audit": "/audit", "volume": volume} {
		b.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "screen"}))
		b.size(1440, 900)
		b.visit(path)
		b.waitFor(uiTimeout, "the page is live", exists(`#live[data-state=live]`))
		b.require("there is something to press on "+name, exists(".side .nav"))
		rows := get[int](b, `document.querySelectorAll("tbody tr").length`)
		for _, width := range []int64{703, 1032} { // A4, portrait and landscape, within its margins
			b.size(width, 900)
			b.onPaper()
			require.Empty(t, get[[]string](b, toPress+`.filter((s) => [...document.querySelectorAll(s)].some((e) => e.checkVisibility()))`), name)
			require.Equal(t, rows, get[int](b, `[...document.querySelectorAll("tbody tr")].filter((r) => r.checkVisibility()).length`), name)
			require.Equal(t, []string{"rgb(255, 255, 255)", "rgb(0, 0, 0)"},
				get[[]string](b, `[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.querySelector("h1")).color]`), name)
			if rows > 0 {
				b.require("the table takes the sheet on "+name, `document.querySelector("table").getBoundingClientRect().width >= 0.95 * innerWidth`)
				b.require("no row is cut off on "+name, `[...document.querySelectorAll(".scroll")].every((s) => s.scrollHeight <= s.clientHeight + 1)`)
				require.Empty(t, get[[]string](b, `[...document.querySelectorAll("td")].filter((c) => c.checkVisibility() && c.getBoundingClientRect().right > innerWidth + 1).map((c) => c.className + " " + c.textContent + " " + c.getBoundingClientRect().right)`), "%s at %d", name, width)
			}
		}
		b.size(703, 1000)
		b.screenshot("print-" + name)
	}
	b.requireNoErrors()
}
